"""What happened, in order, and what was asked for: the journal is only ever added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from metier.cycle import Transition
from metier.enumeration import Enumeration
from metier.gestes import Geste
from sqlmodel_store.colonnes import InstantUtc, Table, enumeration


class EtatDemande(Enumeration):
    A_FAIRE = "a_faire", "à faire"
    FAITE = "faite", "faite"
    REFUSEE = "refusee", "refusée"


class Demande(Table, table=True):
    """A transition or geste that was asked: Prefect only receives its id; `essais` makes each attempt a run of its own.

    `cle` makes one request of the same call made twice; `donnees` and `resultat` are JSON.
    """

    __table_args__ = (CheckConstraint("(transition IS NULL) <> (geste IS NULL)", name="un_acte"),)

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True)
    transition: Transition | None = Field(default=None, sa_type=enumeration(Transition, "transition"))
    geste: Geste | None = Field(default=None, sa_type=enumeration(Geste, "geste", contrainte=False))
    donnees: str
    etat: EtatDemande = Field(default=EtatDemande.A_FAIRE, sa_type=enumeration(EtatDemande, "etat"), index=True)
    essais: int = 0
    demandee_par: str
    demandee_le: datetime = Field(sa_type=InstantUtc)
    faite_le: datetime | None = Field(default=None, sa_type=InstantUtc)
    resultat: str | None = None
    cle: str | None = Field(default=None, unique=True)

    @property
    def acte(self) -> Transition | Geste:
        """What is asked for: one or the other."""
        acte = self.transition or self.geste
        assert acte is not None  # the table's own constraint
        return acte


class Evenement(Table, table=True):
    """One line of the journal; `donnees` is JSON without personal data beyond what the event needs."""

    id: int = Field(default=None, primary_key=True)
    operation_id: int | None = Field(default=None, foreign_key="operation.id", index=True)
    instant: datetime = Field(sa_type=InstantUtc)
    acteur: str
    evenement: str
    donnees: str
