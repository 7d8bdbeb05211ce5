"""Operations of every mode, and the barème they are calibrated with, for the tests of documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from metier.bareme import Bareme, RatioMetier, ValeurSourcee
from metier.calibrage import Calibrage, calibrer
from metier.operation import Forme, Lieu, Lot, MaitreOuvrage, Mode, Nature, Operation, Penalites, TypeMaitreOuvrage
from metier.regime import Regime, Seuils, TableSeuils, determiner

HOSTILE = '=HYPERLINK("http://mal.example") & <b>gras</b> {{ 7 * 7 }} {% raw %} \x07«\u00a0Ça\u00a0» _x0041_'
HOSTILE_PROPRE = HOSTILE.replace("\x07", "")

BAREME = Bareme(
    nom="essai-2026",
    version="2026.1",
    date=date(2026, 4, 4),
    source="source d’essai",
    cout_horaire=ValeurSourcee(valeur=Decimal(30), source="source du coût", date=date(2026, 4, 4)),
    ca_par_heure=ValeurSourcee(valeur=Decimal(25), source="source de la propreté"),
    ratios=(
        RatioMetier(
            libelle="peinture intérieure",
            mots=("peinture",),
            part_main_oeuvre=ValeurSourcee(valeur=Decimal("0.70"), source="source de la peinture"),
        ),
    ),
    plancher_proprete=Decimal(150),
    conseil_minimum=Decimal(35),
)

SEUILS = Seuils(
    tables=(
        TableSeuils(
            debut=date(2026, 1, 1),
            fin=date(2027, 12, 31),
            fournitures_services={
                type_: Decimal(140_000 if type_ is TypeMaitreOuvrage.ETAT else 216_000) for type_ in TypeMaitreOuvrage
            },
            travaux_concessions=Decimal(5_404_000),
        ),
    ),
    entree_en_vigueur=date(2026, 8, 22),
    a_trancher=date(2026, 8, 21),
    lus_le=date(2026, 4, 4),
    source="seuils d’essai",
)

PEINTURE = Lot(
    numero=1,
    intitule="Peinture intérieure",
    clause=True,
    montant_ht=Decimal("120000.00"),
    part_main_oeuvre=Decimal("0.70"),
    taux_insertion=Decimal("0.05"),
    duree_mois=4,
    metiers=("F1606",),
)
GROS_OEUVRE = Lot(
    numero=2,
    intitule="Gros œuvre",
    clause=True,
    montant_ht=Decimal("350000.00"),
    part_main_oeuvre=Decimal("0.50"),
    cout_horaire=Decimal("30.00"),
    taux_insertion=Decimal("0.05"),
    duree_mois=8,
)
CHARPENTE = Lot(
    numero=3,
    intitule="Charpente métallique",
    clause=True,
    montant_ht=Decimal("80000.00"),
    part_main_oeuvre=Decimal("0.20"),
    cout_horaire=Decimal("30.00"),
    taux_insertion=Decimal("0.05"),
    duree_mois=3,
)
ASCENSEUR = Lot(
    numero=4,
    intitule="Ascenseur",
    clause=False,
    montant_ht=Decimal("46000.00"),
    motif_non_clause="Fourniture posée par deux techniciens habilités.",
)
MENAGE = Lot(
    numero=1,
    intitule="Écoles et gymnases",
    clause=True,
    mode=Mode.PROPRETE,
    montant_ht=Decimal("480000.00"),
    taux_insertion=Decimal("0.10"),
    duree_mois=24,
    heures_mensuelles_reprises=Decimal(400),
)
ENTRETIEN = Lot(
    numero=2,
    intitule="Entretien des espaces",
    clause=True,
    mode=Mode.HEURES_TRAVAILLEES,
    montant_ht=Decimal("204000.00"),
    heures_totales=Decimal(20_000),
    taux_insertion=Decimal("0.05"),
    duree_mois=24,
)
COMMANDES = Lot(
    numero=3,
    intitule="Voirie à bons de commande",
    clause=True,
    mode=Mode.RATIO_EUROS,
    montant_ht=Decimal("3000000.00"),
    euros_par_heure=Decimal(2000),
    seuil_declenchement_ht=Decimal(2_700_000),
    duree_mois=48,
)
RETENU = replace(
    GROS_OEUVRE, numero=4, intitule="Électricité", heures_retenues=400, motif="Deux apprentis pendant la durée du lot"
)

ECOLE = Operation(
    reference="2026-VAL-014",
    intitule="Restructuration du groupe scolaire des Trois Rivières",
    maitre_ouvrage=MaitreOuvrage(
        nom="Communauté de communes du Val de Brielle", type=TypeMaitreOuvrage.COLLECTIVITE, siret="00000101600013"
    ),
    nature=Nature.TRAVAUX,
    date_avis=date(2026, 10, 5),
    lots=(PEINTURE, GROS_OEUVRE, CHARPENTE, ASCENSEUR),
    duree_mois=14,
    lieu=Lieu(commune="Yutz", insee="57757"),
    penalites=Penalites(heure=Decimal(60), jour_document=Decimal(50)),
)
TOUS_MODES = replace(
    ECOLE,
    reference="2026-CCP-003",
    intitule="Entretien du patrimoine",
    nature=Nature.SERVICES,
    forme=Forme.BONS_DE_COMMANDE,
    valeur_maximale_ht=Decimal(4_500_000),
    lots=(MENAGE, ENTRETIEN, COMMANDES, RETENU),
)


def calibrage(operation: Operation = ECOLE) -> Calibrage:
    """The calibration of an operation with the barème of the tests."""
    return calibrer(operation, BAREME)


def regime(operation: Operation = ECOLE) -> Regime:
    """The regime of an operation with the thresholds of the tests."""
    return determiner(operation, SEUILS)


def de_nombreux_lots(nombre: int, intitule: str = "Gros œuvre") -> Operation:
    """An operation of that many claused lots, the same but for their number."""
    lots = tuple(replace(GROS_OEUVRE, numero=rang, intitule=intitule) for rang in range(1, nombre + 1))
    return replace(ECOLE, lots=lots)
