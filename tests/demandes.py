"""Operations to make documents of: one builder, every variant by what it changes."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from typing import Any

from config.baremes import get_bareme
from config.clauses import get_clauses
from config.droit import get_seuils
from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.demande import DemandePack
from metier.calibrage import calibrer
from metier.operation import (
    Ccag,
    Critere,
    Forme,
    Lieu,
    Lot,
    MaitreOuvrage,
    Mode,
    Montage,
    Nature,
    Operation,
    Penalites,
    SousCritere,
    TypeMaitreOuvrage,
)
from metier.regime import determiner

RELAIS = IdentiteRelais(
    nom="Relais Emploi du Val de Brielle",
    statut="association de droit local",
    adresse="12 rue des Forges, 57100 Thionville",
    telephone="03 82 00 00 00",
    courriel="clauses@relais-brielle.example",
    territoire="arrondissement de Thionville",
    horaires="du lundi au vendredi, 9 h à 17 h",
)
FACILITATEUR = Facilitateur(
    nom="Claire Aubertin", fonction="facilitatrice des clauses sociales", suppleant="Marc Thirion"
)


def lot(numero: int = 1, intitule: str = "Gros œuvre", **autres: Any) -> Lot:
    """A claused works lot of 350,000 euros, 292 hours by the generic formula."""
    valeurs: dict[str, Any] = {
        "montant_ht": Decimal(350_000),
        "part_main_oeuvre": Decimal("0.50"),
        "cout_horaire": Decimal(30),
        "taux_insertion": Decimal("0.05"),
        "duree_mois": 8,
        "clause": True,
    }
    return Lot(numero=numero, intitule=intitule, **(valeurs | autres))


LOTS = (
    lot(1, "Peinture intérieure", montant_ht=Decimal(120_000), part_main_oeuvre=Decimal("0.70"), duree_mois=4),
    lot(2),
    lot(3, "Ascenseur", clause=False, motif_non_clause="pose confiée aux techniciens du fabricant"),
)


def operation(**autres: Any) -> Operation:
    """A school restructured in three lots, two claused."""
    valeurs: dict[str, Any] = {
        "reference": "2026-VAL-014",
        "intitule": "Restructuration du groupe scolaire des Trois Rivières",
        "maitre_ouvrage": MaitreOuvrage(
            nom="Communauté de communes du Val de Brielle",
            type=TypeMaitreOuvrage.COLLECTIVITE,
            siret="00000101600013",
        ),
        "nature": Nature.TRAVAUX,
        "ccag": Ccag.TRAVAUX,
        "date_avis": date(2026, 10, 5),
        "duree_mois": 14,
        "lieu": Lieu(commune="Yutz", insee="57757"),
        "lots": LOTS,
        "penalites": Penalites(heure=Decimal(60), jour_document=Decimal(50)),
    }
    return Operation(**(valeurs | autres))


def demande(op: Operation | None = None, **autres: Any) -> DemandePack:
    """The request of an operation, calibrated with the default barème, by a relay whose identity is complete."""
    op = op or operation()
    valeurs: dict[str, Any] = {
        "operation": op,
        "calibrage": calibrer(op, get_bareme(op.bareme)),
        "regime": determiner(op, get_seuils()),
        "relais": RELAIS,
        "facilitateur": FACILITATEUR,
        "parametres": get_clauses(),
    }
    return DemandePack(**(valeurs | autres))


CRITERE = Critere(
    intitule="Performance en matière d’insertion",
    ponderation=Decimal(10),
    sous_criteres=(
        SousCritere(intitule="Encadrement et tutorat", ponderation=Decimal(40)),
        SousCritere(intitule="Accompagnement socioprofessionnel", ponderation=Decimal(30)),
        SousCritere(intitule="Formation et qualification visée", ponderation=Decimal(30)),
    ),
)
BON_DE_COMMANDE = lot(
    1,
    "Entretien des espaces verts",
    mode=Mode.RATIO_EUROS,
    montant_ht=Decimal(4_700_000),
    euros_par_heure=Decimal(2_000),
    seuil_declenchement_ht=Decimal(2_700_000),
    part_main_oeuvre=None,
    cout_horaire=None,
    taux_insertion=None,
)


def variantes() -> dict[str, Operation]:
    """The variants that documents.md §14 tells apart, by name."""
    services = {"nature": Nature.SERVICES, "ccag": Ccag.FCS}
    proprete = lot(1, "Nettoyage des écoles", mode=Mode.HEURES_TRAVAILLEES, heures_totales=Decimal(20_000))
    return {
        "travaux": operation(),
        "obligatoire": operation(lots=(lot(1, montant_ht=Decimal(5_500_000)), *LOTS[2:])),
        "avant-la-loi": operation(lots=(lot(1, montant_ht=Decimal(5_600_000)), *LOTS[2:]), date_avis=date(2026, 6, 1)),
        "critere": operation(montage=Montage.EXECUTION_CRITERE, criteres=(CRITERE,)),
        "services": operation(**services, lots=(dataclasses.replace(proprete, part_main_oeuvre=None),)),
        "bons-de-commande": operation(
            **services, forme=Forme.BONS_DE_COMMANDE, lots=(BON_DE_COMMANDE, lot(2, "Taille des arbres"))
        ),
        "tranches": operation(forme=Forme.TRANCHES),
        "sans-ccag": operation(ccag=Ccag.AUCUN),
        "reserve": operation(
            **services, montage=Montage.RESERVE, articles_reservation=("L2113-12", "L2113-13"), lots=(lot(1), LOTS[2])
        ),
        "marche-insertion": operation(
            **services, montage=Montage.MARCHE_INSERTION, criteres=(), lots=(lot(1, "Chantier d’insertion"),)
        ),
        "concession": operation(
            forme=Forme.CONCESSION, nature=Nature.SERVICES, ccag=Ccag.AUCUN, lots=(lot(1, "Chauffage urbain"),)
        ),
    }
