"""Totals computed by the database, against expected values worked out apart."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from dossiers_generes import generer
from sqlalchemy import event

from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from echanges.suivi import vers_suivi
from metier.realisation import volumes
from sqlmodel_store.depots import indicateurs, operations
from sqlmodel_store.session import get_engine, lecture, unit_of_work

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "dossiers"
ATTENDUS = json.loads((DONNEES / "attendus.json").read_text(encoding="utf-8"))

COMPTES = [
    "operations",
    "maitres_ouvrage",
    "contrats",
    "contrats_par_type",
    "personnes_distinctes",
    "personnes_ayant_travaille",
    "personnes_formees",
    "heures_engagees",
]


@pytest.fixture
def trois(base):
    """The three examples in one database."""
    lues = [lire_dossier(json.loads((DONNEES / nom).read_text(encoding="utf-8"))) for nom in sorted(ATTENDUS)]
    with unit_of_work(base) as session:
        importer(session, lues, acteur="test")
    return base


def calculer(base, *references):
    with lecture(base) as session:
        voulues = [operations.exiger(session, reference).id for reference in references]
        return indicateurs.calculer(session, voulues or None)


@pytest.mark.parametrize("nom", sorted(ATTENDUS))
def test_the_totals_are_the_expected_ones(trois, nom):
    """Contracts are not persons; what a using company declares adds nothing; sessions are no insertion hours."""
    attendu = ATTENDUS[nom]
    (reference,) = attendu["heures_par_operation"]
    vu = calculer(trois, reference)
    assert {champ: getattr(vu, champ) for champ in COMPTES} == {champ: attendu[champ] for champ in COMPTES}
    assert vu.heures_validees == Decimal(attendu["heures_validees"])
    assert vu.heures_par_mois == {mois: Decimal(heures) for mois, heures in attendu["heures_par_mois"].items()}
    assert vu.heures_non_comptees == 0


def test_a_person_of_two_operations_counts_once(trois):
    """Seven and six people, one of them in both: twelve."""
    assert calculer(trois, "2025-CVB-004", "2025-RGA-021").personnes_distinctes == 12
    assert calculer(trois).maitres_ouvrage == 2


def test_hours_without_eligibility_are_shown_apart(base):
    brut = json.loads((DONNEES / "01-ecole.json").read_text(encoding="utf-8"))
    brut["beneficiaires"][2]["eligibilite"] = None
    with unit_of_work(base) as session:
        importer(session, [lire_dossier(brut)], acteur="test")
    vu = calculer(base)
    assert (vu.heures_validees, vu.heures_non_comptees) == (Decimal(1235), Decimal(246))
    assert (vu.personnes_ayant_travaille, vu.personnes_distinctes) == (4, 7)


@pytest.mark.parametrize(
    ("eligibilite", "comptees", "autres"),
    [
        pytest.param({"validee_le": "2026-02-09"}, "1397.00", "84.00", id="late by days: the month it came in waits"),
        pytest.param({"validee_le": "2026-03-01"}, "1397.00", "84.00", id="on the first of the month after"),
        pytest.param({"validee_le": "2026-03-02"}, "1306.00", "175.00", id="a day later, one month more"),
        pytest.param({"validee_le": "2026-09-01"}, "1235.00", "246.00", id="after all"),
        pytest.param({"validee_le": "2026-09-01", "motif_tardif": "pièce reçue tard"}, "1481.00", "0", id="explained"),
    ],
)
def test_hours_done_before_a_late_validation_do_not_count_without_its_reason(base, eligibilite, comptees, autres):
    """By the database and by loaded objects alike; b3 works on one contract from February to April."""
    brut = json.loads((DONNEES / "01-ecole.json").read_text(encoding="utf-8"))
    brut["beneficiaires"][2]["eligibilite"] = eligibilite
    lue = lire_dossier(brut)
    with unit_of_work(base) as session:
        importer(session, [lue], acteur="test")
    vu, objets = calculer(base), volumes(vers_suivi(lue.dossier))
    assert (vu.heures_validees, vu.heures_non_comptees) == (Decimal(comptees), Decimal(autres))
    assert (objets.validees, objets.non_comptees) == (Decimal(comptees), Decimal(autres))
    assert vu.personnes_ayant_travaille == (4 if autres == "246.00" else 5)


def test_an_empty_base_has_totals_of_zero(base):
    vu = calculer(base)
    assert (vu.operations, vu.contrats, vu.heures_engagees, vu.heures_validees) == (0, 0, 0, 0)


def test_the_number_of_statements_does_not_grow(base):
    with unit_of_work(base) as session:
        importer(session, [lire_dossier(generer(graine)) for graine in range(30)], acteur="test")
    assert _instructions(base, 1) == _instructions(base, 30)


def _instructions(base, combien):
    comptees = []
    moteur = get_engine(base)
    with lecture(base) as session:
        numeros = [une.id for une in operations.lister(session)[:combien]]

        @event.listens_for(moteur, "before_cursor_execute")
        def compter(*appel):
            comptees.append(appel[2])

        indicateurs.calculer(session, numeros)
        event.remove(moteur, "before_cursor_execute", compter)
    return len(comptees)
