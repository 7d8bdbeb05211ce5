"""An operation, its lots and its award criteria, as the buyer describes them; only the reference is always known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from metier.cycle import Etape
from metier.operation import Ccag, Forme, Mode, Montage, Nature, TypeMaitreOuvrage
from sqlmodel_store.colonnes import DecimalExact, Table, Textes, entre_zero_et_un, enumeration, non_negatif


class Operation(Table, table=True):
    """`relais_ecrit` is the relay's code as the dossier writes it; `echeance` the day before which the step is due.

    `releves_depuis`: the first day of the first month whose statements the relay calls for, the one before the relay
    began to follow the operation: what was done elsewhere is not asked for again.
    """

    __table_args__ = (
        CheckConstraint("reference <> ''", name="reference_non_vide"),
        CheckConstraint("dispense_cas BETWEEN 1 AND 4", name="dispense_cas"),
        CheckConstraint("duree_mois > 0", name="duree_mois"),
        CheckConstraint(
            "etape <> 'suspendue' OR etape_quittee IS NULL OR etape_quittee <> 'suspendue'", name="quittee"
        ),
        non_negatif("penalite_heure"),
        non_negatif("penalite_jour_document"),
        non_negatif("valeur_maximale_ht"),
    )

    id: int = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    relais_id: int = Field(foreign_key="relais.id", index=True)
    relais_ecrit: str | None = None

    etape: Etape = Field(sa_type=enumeration(Etape, "etape"), index=True)
    etape_quittee: Etape | None = Field(default=None, sa_type=enumeration(Etape, "etape_quittee"))
    etape_depuis: date
    echeance: date | None = Field(default=None, index=True)

    intitule: str | None = None
    reference_acheteur: str | None = None
    maitre_ouvrage_nom: str | None = None
    maitre_ouvrage_siret: str | None = None
    maitre_ouvrage_type: TypeMaitreOuvrage | None = Field(
        default=None, sa_type=enumeration(TypeMaitreOuvrage, "maitre_ouvrage_type")
    )
    nature: Nature | None = Field(default=None, sa_type=enumeration(Nature, "nature"))
    forme: Forme | None = Field(default=None, sa_type=enumeration(Forme, "forme"))
    montage: Montage | None = Field(default=None, sa_type=enumeration(Montage, "montage"))
    articles_reservation: list[str] | None = Field(default=None, sa_type=Textes)
    ccag: Ccag | None = Field(default=None, sa_type=enumeration(Ccag, "ccag"))
    date_avis: date | None = None
    duree_mois: int | None = None
    lieu_commune: str | None = None
    lieu_insee: str | None = None
    missions: list[str] | None = Field(default=None, sa_type=Textes)
    bareme: str | None = None
    penalite_heure: Decimal | None = Field(default=None, sa_type=DecimalExact)
    penalite_jour_document: Decimal | None = Field(default=None, sa_type=DecimalExact)
    dispense_cas: int | None = None
    dispense_motif: str | None = None
    defense: bool | None = None
    valeur_maximale_ht: Decimal | None = Field(default=None, sa_type=DecimalExact)
    notes: str | None = None

    remise_offres: date | None = None
    demarrage: date | None = None
    reunion_demarrage: date | None = None
    publication_prevue: date | None = None
    publication: date | None = None
    dce_definitif: date | None = None
    ordre_service: date | None = None
    releves_depuis: date | None = None


class Lot(Table, table=True):
    """`rang` is the place in the buyer's list; what each mode reads is in contract §4."""

    __table_args__ = (
        UniqueConstraint("operation_id", "numero"),
        CheckConstraint("numero >= 0", name="numero"),
        CheckConstraint("heures >= 0", name="heures"),
        CheckConstraint("heures_retenues >= 0", name="heures_retenues"),
        CheckConstraint("duree_mois > 0", name="duree_mois"),
        CheckConstraint("fin >= debut", name="fin_apres_debut"),
        entre_zero_et_un("part_main_oeuvre"),
        entre_zero_et_un("taux_insertion"),
        non_negatif("montant_ht"),
        non_negatif("cout_horaire"),
        non_negatif("heures_totales"),
        non_negatif("euros_par_heure"),
        non_negatif("seuil_declenchement_ht"),
        non_negatif("heures_mensuelles_reprises"),
        non_negatif("ca_par_heure"),
    )

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", ondelete="CASCADE")
    rang: int
    numero: int
    intitule: str | None = None
    clause: bool | None = None
    mode: Mode | None = Field(default=None, sa_type=enumeration(Mode, "mode"))
    montant_ht: Decimal | None = Field(default=None, sa_type=DecimalExact)
    part_main_oeuvre: Decimal | None = Field(default=None, sa_type=DecimalExact)
    cout_horaire: Decimal | None = Field(default=None, sa_type=DecimalExact)
    taux_insertion: Decimal | None = Field(default=None, sa_type=DecimalExact)
    heures_totales: Decimal | None = Field(default=None, sa_type=DecimalExact)
    euros_par_heure: Decimal | None = Field(default=None, sa_type=DecimalExact)
    seuil_declenchement_ht: Decimal | None = Field(default=None, sa_type=DecimalExact)
    heures_mensuelles_reprises: Decimal | None = Field(default=None, sa_type=DecimalExact)
    ca_par_heure: Decimal | None = Field(default=None, sa_type=DecimalExact)
    heures: int | None = None
    heures_retenues: int | None = None
    motif: str | None = None
    duree_mois: int | None = None
    article_ccap: str | None = None
    debut: date | None = None
    fin: date | None = None
    autre_consideration: str | None = None
    metiers: list[str] | None = Field(default=None, sa_type=Textes)
    motif_non_clause: str | None = None


class Critere(Table, table=True):
    """An insertion award criterion; weights in percent."""

    __table_args__ = (
        CheckConstraint("CAST(ponderation AS NUMERIC) > 0 AND CAST(ponderation AS NUMERIC) <= 100", name="ponderation"),
    )

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True, ondelete="CASCADE")
    rang: int
    intitule: str
    ponderation: Decimal = Field(sa_type=DecimalExact)


class SousCritere(Table, table=True):
    __tablename__ = "sous_critere"
    __table_args__ = (
        CheckConstraint("CAST(ponderation AS NUMERIC) > 0 AND CAST(ponderation AS NUMERIC) <= 100", name="ponderation"),
    )

    id: int = Field(default=None, primary_key=True)
    critere_id: int = Field(foreign_key="critere.id", index=True, ondelete="CASCADE")
    rang: int
    intitule: str
    ponderation: Decimal = Field(sa_type=DecimalExact)
