"""Many stored operations: the three examples and dossiers drawn at random, read once, written on each engine."""

from __future__ import annotations

import json
from functools import cache
from tempfile import mkdtemp

import pytest
from dossiers_generes import generer
from serveurs import bases
from sqlmodel import Session
from suivis import DOSSIERS, NOMS

from echanges.dossier import ecrits, importer
from echanges.format_dossier import LectureDossier, lire_dossier
from echanges.suivi import vers_suivi
from metier.suivi import Suivi
from sqlmodel_store.depots import operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import unit_of_work

DEUX_CENTS = 200
QUELQUES = 40


@cache
def lus(combien: int) -> list[LectureDossier]:
    """The three examples, then that many dossiers drawn at random."""
    exemples = [json.loads((DOSSIERS / f"{nom}.json").read_text(encoding="utf-8")) for nom in NOMS]
    return [lire_dossier(un) for un in [*exemples, *(generer(graine) for graine in range(combien))]]


def charger(base: str, combien: int) -> None:
    with unit_of_work(base) as session:
        importer(session, lus(combien), acteur="test")


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
    ecrites = ecrits(session, operations.lister(session))
    return {nom: vers_suivi(lire_dossier(brut).dossier) for nom, brut in ecrites.items()}
