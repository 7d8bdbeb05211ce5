"""Followed operations for the tests of documents, figures and dashboards: the three examples, and awkward ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from operations_exemple import HOSTILE

from config.statuts import get_statuts
from echanges.format_dossier import lire_dossier
from echanges.suivi import vers_suivi
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.heures import EtatHeures
from metier.indicateurs import Regles
from metier.operation import Lot, MaitreOuvrage, TypeMaitreOuvrage
from metier.periodes import Mois
from metier.publics import Categorie, Niveau, Sexe
from metier.suivi import Attribution, Beneficiaire, Contrat, Heures, Referent, Suivi

DOSSIERS = Path(__file__).resolve().parent / "donnees" / "dossiers"
NOMS = ("01-ecole", "02-nettoyage-accord-cadre", "03-region-aval")
ATTENDUS: dict[str, Any] = json.loads((DOSSIERS / "attendus.json").read_text(encoding="utf-8"))
OCTOBRE = Mois(2026, 10)
REGLES = Regles(seuils=get_statuts(), heures_par_etp=Decimal(1600))
NOM_LONG = (
    "Groupement d’employeurs pour l’insertion et la qualification du bâtiment, des travaux publics et du paysage "
    "des vallées de la Brielle, de l’Orne et de la Rombelle"
)


@cache
def suivi(nom: str) -> Suivi:
    """One of the three examples: « 01-ecole », « 02-nettoyage-accord-cadre », « 03-region-aval »."""
    return vers_suivi(lire_dossier(json.loads((DOSSIERS / f"{nom}.json").read_text(encoding="utf-8"))).dossier)


def sans_lot() -> Suivi:
    """An operation just announced: a reference and a buyer."""
    acheteur = MaitreOuvrage(nom="Ville de Valmeuse", type=TypeMaitreOuvrage.COLLECTIVITE)
    return Suivi(reference="2026-VAL-000", etape=Etape.SIGNALEE, maitre_ouvrage=acheteur)


def de_nombreux_lots(combien: int = 30, texte: str = "Lot d’essai") -> Suivi:
    """An operation of that many lots, each with a company, a person, a contract and hours in two months."""
    lots = range(1, combien + 1)
    return Suivi(
        reference="2026-VAL-030",
        etape=Etape.SUIVI,
        intitule=texte,
        maitre_ouvrage=MaitreOuvrage(nom=texte, type=TypeMaitreOuvrage.COLLECTIVITE),
        duree_mois=12,
        lots=tuple(
            Lot(numero=rang, intitule=texte, clause=True, debut=date(2026, 3, 2), duree_mois=10) for rang in lots
        ),
        attributions=tuple(_attribution(rang, texte) for rang in lots),
        beneficiaires=tuple(_personne(rang, texte) for rang in lots),
        contrats=tuple(_contrat(rang, texte) for rang in lots),
        heures=tuple(
            Heures(contrat=f"k{rang}", mois=Mois(2026, 3 + decalage), heures=Decimal("70.25"), etat=EtatHeures.VALIDEE)
            for rang in lots
            for decalage in (0, 1)
        ),
    )


def hostile() -> Suivi:
    """Every free text is one that would like to be a formula, a tag or a markup."""
    depart = suivi("02-nettoyage-accord-cadre")
    return replace(
        depart,
        intitule=HOSTILE,
        maitre_ouvrage=MaitreOuvrage(nom=HOSTILE, type=TypeMaitreOuvrage.AUTRE),
        lots=tuple(replace(lot, intitule=HOSTILE) for lot in depart.lots),
        attributions=tuple(replace(une, entreprise=HOSTILE) for une in depart.attributions),
        beneficiaires=tuple(replace(une, nom=HOSTILE, prenom=HOSTILE, commune=HOSTILE) for une in depart.beneficiaires),
        contrats=tuple(replace(un, employeur=HOSTILE, motif_fin=HOSTILE) for un in depart.contrats),
    )


def de_noms_longs() -> Suivi:
    """Names that no column was drawn for."""
    return de_nombreux_lots(3, NOM_LONG)


def _attribution(lot: int, texte: str) -> Attribution:
    return Attribution(
        lot=lot,
        entreprise=texte,
        siret="00000700500010",
        courriel="insertion@bati-rombelle.example",
        referent=Referent(nom=texte),
        date_notification=date(2026, 2, 2),
        heures_engagees=Decimal(150 + lot),
    )


def _personne(rang: int, texte: str) -> Beneficiaire:
    return Beneficiaire(
        id=f"b{rang}",
        nom=f"{texte} {rang}",
        prenom="Camille",
        naissance=date(1970 + rang, 5, 2),
        categorie=list(Categorie)[rang % 14],
        sexe=list(Sexe)[rang % 2],
        niveau=list(Niveau)[rang % 4],
        commune="57672",
        validee_le=date(2026, 2, 2),
    )


def _contrat(rang: int, texte: str) -> Contrat:
    return Contrat(
        id=f"k{rang}",
        beneficiaire=f"b{rang}",
        lot=rang,
        type=list(TypeContrat)[rang % 16],
        employeur=texte,
        debut=date(2026, 3, 9),
    )
