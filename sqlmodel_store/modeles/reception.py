"""What incoming mail leaves to be done: hours to confirm, files already taken, answers that wait for their day."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field

from metier.reponses import DeclarationDite
from sqlmodel_store.colonnes import Table, enumeration


class DeclarationRecue(Table, table=True):
    """Hours understood in an answer, until the employer confirms them by its link: they count nowhere.

    `contenu`: the JSON of what was understood; `close_le`: confirmed, or settled by a person.
    """

    __tablename__ = "declaration_recue"

    courrier_id: int = Field(primary_key=True, foreign_key="courrier_entrant.id", ondelete="CASCADE")
    destinataire: str
    mois: str
    genre: DeclarationDite = Field(sa_type=enumeration(DeclarationDite, "genre", contrainte=False))
    contenu: str
    recue_le: dt.date
    close_le: dt.date | None = None


class FichierHeures(Table, table=True):
    """A file of hours whose rows were declared, by its bytes: the same one again changes nothing."""

    __tablename__ = "fichier_heures"

    sha256: str = Field(primary_key=True)
    operation_id: int = Field(primary_key=True, foreign_key="operation.id", ondelete="CASCADE")
    mois: str = Field(primary_key=True)
    enregistre_le: dt.date


class ReponseDifferee(Table, table=True):
    """An automatic answer that waits for another day: its sender has had one. `message`: the JSON of the mail."""

    __tablename__ = "reponse_differee"

    courrier_id: int = Field(primary_key=True, foreign_key="courrier_entrant.id", ondelete="CASCADE")
    destinataire: str
    message: str
    depuis: dt.date


class CourrierTranche(Table, table=True):
    """A mail received that a person settled: it waits for no reader any more."""

    __tablename__ = "courrier_tranche"

    courrier_id: int = Field(primary_key=True, foreign_key="courrier_entrant.id", ondelete="CASCADE")
    par: str
    le: dt.date
