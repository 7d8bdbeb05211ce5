"""Many stored operations: the three examples and dossiers drawn at random, read once, written on each engine."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from tempfile import mkdtemp
from typing import Any

import pytest
from dossiers_generes import generer
from serveurs import bases
from sqlalchemy import text
from sqlmodel import Session
from suivis import DOSSIERS, NOMS

from echanges.dossier import importer
from echanges.format_dossier import LectureDossier, lire_dossier
from echanges.suivi import charger_toutes
from metier.mois_travaille import HEURES_POSSIBLES
from metier.suivi import Suivi
from sqlmodel_store.depots import affectations, operations
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import unit_of_work

DEUX_CENTS = 200
QUELQUES = 40


@cache
def lus(combien: int) -> list[LectureDossier]:
    """The three examples, then that many dossiers drawn at random."""
    exemples = [json.loads((DOSSIERS / f"{nom}.json").read_text(encoding="utf-8")) for nom in NOMS]
    faites: Counter[tuple[str, ...]] = Counter()
    tires = [generer(graine) for graine in range(combien)]
    for un in tires:
        un["heures"] = [ligne for ligne in un["heures"] if _possible(un, ligne, faites)]
    return [lire_dossier(un) for un in [*exemples, *tires]]


def _possible(dossier: dict[str, Any], ligne: dict[str, Any], faites: Counter[tuple[str, ...]]) -> bool:
    """Whether someone drawn in several operations has no more hours of a month than one may have."""
    contrat = next(un for un in dossier["contrats"] if un["id"] == ligne["contrat"])
    personne = next(une for une in dossier["beneficiaires"] if une["id"] == contrat["beneficiaire"])
    cle = (*(normaliser(personne[nom]) for nom in ("nom", "prenom", "naissance")), ligne["mois"])
    heures = 0 if ligne.get("declarant") else Decimal(ligne["heures"])
    if faites[cle] + heures > HEURES_POSSIBLES:
        return False
    faites[cle] += heures
    return True


def charger(base: str, combien: int) -> None:
    with unit_of_work(base) as session:
        importer(session, lus(combien), acteur="test")
        affecter_au_hasard(session)


DISPONIBLES = """
SELECT k.operation_id, k.code, h.mois, h.centiemes - h.centiemes_formation, l.entreprise_nom
FROM heures h, contrat k, attribution l
WHERE h.contrat_id = k.id AND h.declarant = 'employeur' AND l.lot_id = k.lot_id AND h.centiemes > 0
ORDER BY h.id, l.rang, l.id
"""
RECEVEURS = "SELECT l.operation_id, l.numero, a.entreprise_nom FROM lot l LEFT JOIN attribution a ON a.lot_id = l.id"


def affecter_au_hasard(session: Session) -> None:
    """One line of hours in three counts in part on lots of other operations, whatever its state and its person.

    More than the acts allow: figures follow what is written, be it of before an eligibility was taken away.
    """
    hasard = Random(17)
    accords: dict[int, date | None] = {une.id: date(2025, 1, 1) for une in operations.lister(session)}
    receveurs = sorted(map(tuple, session.execute(text(RECEVEURS))), key=str)
    sous = {
        nom: affectations.ecrire_convention(
            session, {"reference": f"CV-{rang}", "entreprise": nom, "debut": date(2025, 1, 1)}, accords
        ).id
        for rang, nom in enumerate(sorted({nom for *_, nom in receveurs if nom}))
    }
    faites = {tuple(ligne[:3]): ligne[3:] for ligne in session.execute(text(DISPONIBLES))}
    for (source, *cle), (centiemes, entreprise) in sorted(faites.items()):
        if hasard.random() < 1 / 3:
            lots = {un[:2] for un in hasard.sample(receveurs, 2) if un[0] != source}
            parts = {lot: Decimal(hasard.randint(1, int(centiemes) // 2)) / 100 for lot in lots}
            affectations.remplacer(session, sous[entreprise], (source, *cle), parts)


@cache
def _deux_cents() -> str:
    url = f"sqlite:///{mkdtemp(prefix='deux_cents')}/relais.db"
    migrer(url)
    charger(url, DEUX_CENTS)
    return url


@cache
def _quelques_unes() -> str:
    bases._administrer(f"CREATE DATABASE quelques_unes TEMPLATE {bases._modele_postgresql()}")
    url = bases.serveur_postgresql().format(base="quelques_unes")
    charger(url, QUELQUES)
    return url


@pytest.fixture
def deux_cents() -> str:
    """The address of a SQLite database of two hundred and three operations, only ever read."""
    return _deux_cents()


@pytest.fixture(params=["sqlite", "postgresql"])
def garnie(request: pytest.FixtureRequest) -> str:
    """The address of a database of generated operations on each engine, only ever read."""
    return _deux_cents() if request.param == "sqlite" else _quelques_unes()


def objets(session: Session) -> dict[str, Suivi]:
    """Every operation as it is when loaded, by reference."""
    return {un.reference: un for un in charger_toutes(session, operations.lister(session))}
