"""Who takes part: people known to the relay, contacts of an operation, companies that won a lot, what they invoiced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from metier.acteurs import RoleAttributaire, RoleContact, TypeStructure
from metier.modalites import TypeModalite
from sqlmodel_store.colonnes import DecimalExact, Table, en_centiemes, enumeration, mois_valide, non_negatif


class Correspondant(Table, table=True):
    """An entry of the annuaire; `cle` (address, name, organisation, case and accents aside) is its identity."""

    __table_args__ = (UniqueConstraint("relais_id", "cle"),)

    id: int = Field(default=None, primary_key=True)
    relais_id: int = Field(foreign_key="relais.id")
    cle: str
    nom: str | None = None
    courriel: str | None = Field(default=None, index=True)
    organisation: str | None = None
    type: str | None = None
    role: RoleContact | None = Field(default=None, sa_type=enumeration(RoleContact, "role"))


class Contact(Table, table=True):
    """Someone to write to about one operation."""

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True, ondelete="CASCADE")
    rang: int
    role: RoleContact = Field(sa_type=enumeration(RoleContact, "role"))
    organisation: str | None = None
    nom: str | None = None
    courriel: str | None = Field(default=None, index=True)


class Attribution(Table, table=True):
    """A lot entrusted to a company; a groupement is several of one lot. `heures_engagees`: before amendments."""

    __table_args__ = (non_negatif("heures_engagees"),)

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True, ondelete="CASCADE")
    lot_id: int = Field(foreign_key="lot.id", index=True, ondelete="CASCADE")
    rang: int
    entreprise_nom: str
    entreprise_siret: str | None = None
    role: RoleAttributaire | None = Field(default=None, sa_type=enumeration(RoleAttributaire, "role"))
    courriel: str | None = Field(default=None, index=True)
    referent_nom: str | None = None
    referent_fonction: str | None = None
    referent_courriel: str | None = None
    referent_telephone: str | None = None
    date_notification: date | None = None
    heures_engagees: Decimal | None = Field(default=None, sa_type=DecimalExact)
    centiemes: int | None = en_centiemes("heures_engagees")


class Avenant(Table, table=True):
    """A difference, in more or in less, to the hours of an attribution."""

    id: int = Field(default=None, primary_key=True)
    attribution_id: int = Field(foreign_key="attribution.id", index=True, ondelete="CASCADE")
    rang: int
    date: date
    heures: Decimal = Field(sa_type=DecimalExact)
    motif: str | None = None
    centiemes: int | None = en_centiemes("heures")


class Modalite(Table, table=True):
    """How a company carries out part of its hours."""

    __table_args__ = (non_negatif("heures"),)

    id: int = Field(default=None, primary_key=True)
    attribution_id: int = Field(foreign_key="attribution.id", index=True, ondelete="CASCADE")
    rang: int
    type: TypeModalite = Field(sa_type=enumeration(TypeModalite, "type"))
    structure_nom: str | None = None
    structure_type: TypeStructure | None = Field(default=None, sa_type=enumeration(TypeStructure, "structure_type"))
    structure_courriel: str | None = Field(default=None, index=True)
    heures: Decimal = Field(sa_type=DecimalExact)
    centiemes: int | None = en_centiemes("heures")


class Facture(Table, table=True):
    """What was invoiced on a lot in a month; euros excluding tax."""

    __table_args__ = (mois_valide(),)

    id: int = Field(default=None, primary_key=True)
    lot_id: int = Field(foreign_key="lot.id", index=True, ondelete="CASCADE")
    rang: int
    mois: str
    montant_ht: Decimal = Field(sa_type=DecimalExact)
    centimes: int | None = en_centiemes("montant_ht")
