"""Two thousand operations: the same number of statements as for a few, and pages that cost little."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from visiteur import Visiteur

from config.settings import get_settings
from metier.cycle import Etape
from metier.roles import Role
from sqlmodel_store.depots import operations
from sqlmodel_store.session import get_engine, unit_of_work

PAGES = ("/", "/?qui=facilitateur&page=2", "/operations", "/operations?page=20", "/operations?q=ecole+bourg")
VIVANTES = (Etape.SUIVI, Etape.CALIBRAGE, Etape.ATTRIBUTION)
CPU_S = 0.1


def remplir(debut, fin):
    """Operations of four years, three in twenty of them open."""
    with unit_of_work() as session:
        for rang in range(debut, fin):
            etape = VIVANTES[rang % 20] if rang % 20 < len(VIVANTES) else Etape.CLOSE
            jour = date(2022, 10, 1) + timedelta(days=rang * 1430 // 2000)
            une = operations.creer(session, f"2026-VIL-{rang:04}", le=jour, etape=etape)
            une.intitule, une.maitre_ouvrage_nom = (
                f"Réhabilitation de l’école n° {rang}",
                f"Commune de Bourg-{rang % 60}",
            )


def ordres(visiteur):
    """How many statements each page takes, once everything is warm."""
    compte = []
    moteur = get_engine(get_settings().base)

    def noter(*_arguments):
        compte.append(1)

    event.listen(moteur, "before_cursor_execute", noter)
    trouves = {}
    for chemin in PAGES:
        visiteur.voir(chemin)
        compte.clear()
        visiteur.voir(chemin)
        trouves[chemin] = len(compte)
    event.remove(moteur, "before_cursor_execute", noter)
    return trouves


def test_ten_times_more_operations_take_the_same_number_of_statements(installation):
    visiteur = Visiteur(role=Role.FACILITATEUR)
    remplir(0, 40)
    quelques = ordres(visiteur)
    remplir(40, 400)
    assert ordres(visiteur) == quelques


@pytest.mark.long
def test_two_thousand_operations_cost_less_than_a_tenth_of_a_second_of_processor(installation):
    """The best of five, each page."""
    visiteur = Visiteur(role=Role.FACILITATEUR)
    remplir(0, 2000)
    for chemin in PAGES:
        visiteur.voir(chemin)
        couts = []
        for _ in range(5):
            debut = time.process_time()
            visiteur.get(chemin)
            couts.append(time.process_time() - debut)
        assert min(couts) < CPU_S, chemin
