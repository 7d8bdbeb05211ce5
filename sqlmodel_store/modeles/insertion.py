"""The people whose hours count, their contracts, their hours, their training, what became of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, and_, literal
from sqlmodel import Field, col

from metier.contrats import TypeContrat
from metier.heures import Declarant, EtatHeures, OrigineHeures
from metier.publics import Categorie, Jalon, Niveau, Sexe, SituationSortie
from sqlmodel_store.colonnes import DecimalExact, Table, en_centiemes, enumeration, mois_valide


class Personne(Table, table=True):
    """One human being across dossiers: surname, first name (case and accents aside) and date of birth."""

    __table_args__ = (UniqueConstraint("nom", "prenom", "naissance"),)

    id: int = Field(default=None, primary_key=True)
    nom: str
    prenom: str
    naissance: date


class Beneficiaire(Table, table=True):
    """A person in one operation, as that dossier writes them; `code` is the id local to the dossier."""

    __table_args__ = (UniqueConstraint("operation_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", ondelete="CASCADE")
    personne_id: int = Field(foreign_key="personne.id", index=True)
    rang: int
    code: str
    nom: str
    prenom: str
    sexe: Sexe | None = Field(default=None, sa_type=enumeration(Sexe, "sexe"))
    commune: str | None = None
    categorie: Categorie = Field(sa_type=enumeration(Categorie, "categorie"))
    niveau: Niveau | None = Field(default=None, sa_type=enumeration(Niveau, "niveau"))


class Eligibilite(Table, table=True):
    """The right to count, validated by the facilitateur; no row: not validated.

    `motif_tardif`: why it was validated after the first day of work.
    """

    beneficiaire_id: int = Field(primary_key=True, foreign_key="beneficiaire.id", ondelete="CASCADE")
    validee_le: date
    piece: str | None = None
    motif_tardif: str | None = None


class Sortie(Table, table=True):
    """Where a person stands at a milestone."""

    id: int = Field(default=None, primary_key=True)
    beneficiaire_id: int = Field(foreign_key="beneficiaire.id", index=True, ondelete="CASCADE")
    rang: int
    jalon: Jalon = Field(sa_type=enumeration(Jalon, "jalon"))
    date: date
    situation: SituationSortie = Field(sa_type=enumeration(SituationSortie, "situation"))


class Contrat(Table, table=True):
    """A contract of employment on a lot; `code` is the id local to the dossier."""

    __table_args__ = (
        UniqueConstraint("operation_id", "code"),
        CheckConstraint("fin >= debut", name="fin_apres_debut"),
    )

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", ondelete="CASCADE")
    beneficiaire_id: int = Field(foreign_key="beneficiaire.id", index=True, ondelete="CASCADE")
    lot_id: int = Field(foreign_key="lot.id", index=True, ondelete="CASCADE")
    rang: int
    code: str
    type: TypeContrat = Field(sa_type=enumeration(TypeContrat, "type"))
    employeur: str
    debut: date
    fin: date | None = None
    motif_fin: str | None = None


class Heures(Table, table=True):
    """Hours of a contract in a month, as one party declares them; `dont_formation` is part of `heures`.

    `origine`: by what way they came; `declaree_le`, `validee_le` are business dates; None in what was imported whole.
    """

    __table_args__ = (
        UniqueConstraint("contrat_id", "mois", "declarant"),
        # what dashboards add up, read without the rows themselves
        Index("ix_heures_sommees", "contrat_id", "mois", "declarant", "etat", "centiemes", "centiemes_formation"),
        CheckConstraint("centiemes >= 0", name="heures_non_negatives"),
        CheckConstraint("centiemes_formation BETWEEN 0 AND centiemes", name="formation_dans_les_heures"),
        mois_valide(),
    )

    id: int = Field(default=None, primary_key=True)
    contrat_id: int = Field(foreign_key="contrat.id", ondelete="CASCADE")
    rang: int
    mois: str = Field(index=True)
    declarant: Declarant = Field(sa_type=enumeration(Declarant, "declarant"))
    heures: Decimal = Field(sa_type=DecimalExact)
    dont_formation: Decimal = Field(sa_type=DecimalExact)
    etat: EtatHeures = Field(sa_type=enumeration(EtatHeures, "etat"))
    origine: OrigineHeures | None = Field(default=None, sa_type=enumeration(OrigineHeures, "origine", contrainte=False))
    declaree_le: date | None = None
    validee_le: date | None = None
    centiemes: int | None = en_centiemes("heures")
    centiemes_formation: int | None = en_centiemes("dont_formation")


HEURES_EN_ATTENTE: ColumnElement[bool] = and_(
    col(Heures.declarant) == literal(Declarant.EMPLOYEUR, literal_execute=True),
    col(Heures.etat) != literal(EtatHeures.VALIDEE, literal_execute=True),
)
"""Declared by an employer and validated by nobody: few lines among all, which an index of their own finds.

Its values are written in the statement, not bound: an engine takes the index only where it reads that it may.
"""
Index(
    "ix_heures_en_attente",
    col(Heures.contrat_id),
    sqlite_where=HEURES_EN_ATTENTE,
    postgresql_where=HEURES_EN_ATTENTE,
)


class Formation(Table, table=True):
    """A training session before or beside the contracts; its hours are not insertion hours."""

    __table_args__ = (CheckConstraint("fin >= debut", name="fin_apres_debut"),)

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True, ondelete="CASCADE")
    rang: int
    intitule: str
    debut: date
    fin: date | None = None


class Participation(Table, table=True):
    """Hours of a person in a training session."""

    __table_args__ = (
        UniqueConstraint("formation_id", "beneficiaire_id"),
        CheckConstraint("centiemes >= 0", name="heures_non_negatives"),
    )

    id: int = Field(default=None, primary_key=True)
    formation_id: int = Field(foreign_key="formation.id", ondelete="CASCADE")
    beneficiaire_id: int = Field(foreign_key="beneficiaire.id", index=True, ondelete="CASCADE")
    rang: int
    heures: Decimal = Field(sa_type=DecimalExact)
    centiemes: int | None = en_centiemes("heures")
