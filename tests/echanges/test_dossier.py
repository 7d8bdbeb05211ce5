"""Dossiers in and out of the store, on both engines."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest
from commande import python
from dossiers_generes import generer
from dossiers_lus import FICHIERS, charger, donnees, export, journal_de
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from echanges.dossier import exporter, importer
from echanges.format_dossier import lire_dossier
from echanges.lecture_dossiers import lire_dossiers
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from sqlmodel_store.depots import dossiers, operations
from sqlmodel_store.session import get_engine, lecture, unit_of_work


@pytest.mark.parametrize("nom", FICHIERS)
def test_an_exported_dossier_is_the_imported_one(base, nom):
    """Equal as JSON, lists in their order, texts and decimals as they were written."""
    brut = donnees(nom)
    charger(base, brut)
    assert export(base, brut["operation"]["reference"]) == brut


@pytest.mark.parametrize("nombre", [80, pytest.param(500, marks=pytest.mark.long)])
def test_many_dossiers_go_in_and_come_out_the_same(base, nombre):
    """Every optional part present or not; in and out in well under a minute."""
    bruts = [generer(graine) for graine in range(nombre)]
    debut = time.monotonic()
    bilan = charger(base, *bruts)
    assert time.monotonic() - debut < 60
    assert len(bilan.crees) == nombre
    assert [export(base, brut["operation"]["reference"]) for brut in bruts] == bruts
    assert len(charger(base, *bruts).inchanges) == nombre


@given(graine=st.integers(min_value=1000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_dossier_survives_a_change_and_comes_back(base_sqlite, graine):
    """Replaced by another content under its reference, then put back, it is exported as at first."""
    premier, autre = generer(graine), generer(graine + 1)
    for brut in (premier, autre):
        brut["operation"]["reference"] = f"H-{graine}"
        for ligne in brut["heures"]:
            ligne["etat"] = "declaree"
    for brut in (premier, autre, premier):
        charger(base_sqlite, brut)
        assert export(base_sqlite, f"H-{graine}") == brut


def test_the_same_file_twice_changes_nothing_not_even_the_journal(base):
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    avant = journal_de(base)
    assert charger(base, brut).inchanges == ["2025-CVB-004"]
    assert journal_de(base) == avant == ["dossier_importe"]


def test_another_content_replaces_and_is_journalled(base):
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    brut["contacts"] = brut["contacts"][2:]
    brut["operation"]["intitule"] = "Un autre intitulé"
    assert charger(base, brut).remplaces == ["2025-CVB-004"]
    assert export(base, "2025-CVB-004") == brut
    assert journal_de(base) == ["dossier_importe", "dossier_remplace"]


def test_one_bad_dossier_stops_them_all(base):
    """Three dossiers, the last one at fault against the store: none is written."""
    charger(base, donnees(FICHIERS[0]))
    ampute = donnees(FICHIERS[0])
    ampute["heures"] = []
    with pytest.raises(FautesDeSaisie):
        charger(base, donnees(FICHIERS[1]), donnees(FICHIERS[2]), ampute)
    with lecture(base) as session:
        assert [ligne.reference for ligne in operations.lister(session)] == ["2025-CVB-004"]


def test_a_trial_writes_nothing(base):
    with unit_of_work(base, essai=True) as session:
        bilan = importer(session, [lire_dossier(donnees(FICHIERS[0]))], acteur="test")
    assert bilan.crees == ["2025-CVB-004"]
    with lecture(base) as session:
        assert operations.lister(session) == []


def test_the_smallest_dossier_exports_to_a_fixed_point(base):
    brut = {"format": "relais-dossier/1", "operation": {"reference": "R-2026-0001", "lots": None, "criteres": None}}
    charger(base, brut)
    ecrit = export(base, "R-2026-0001")
    assert ecrit["operation"] == {"reference": "R-2026-0001", "criteres": [], "dispense": None, "lots": []}
    assert charger(base, ecrit).inchanges == ["R-2026-0001"]


def test_numbers_and_texts_of_the_same_value_are_one_dossier(base):
    """121.5 and "121.5", 292 and "292": money and hours are decimal strings or numbers."""
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    brut["heures"][0]["heures"] = Decimal("35.00")
    brut["attributions"][0]["heures_engagees"] = "800"
    assert charger(base, brut).inchanges == ["2025-CVB-004"]


def test_the_largest_amounts_fit(base):
    """Ten billion euros invoiced on a lot: the hundredths the database keeps have room for it."""
    brut = donnees(FICHIERS[1])
    brut["factures"][0]["montant_ht"] = "10000000000"
    brut["attributions"][0]["heures_engagees"] = 9999999
    charger(base, brut)
    assert export(base, "2026-CVB-003") == brut


def test_an_unknown_reference_is_said(base):
    with lecture(base) as session, pytest.raises(FauteDeSaisie, match="Aucune opération"):
        exporter(session, "X-1")


def test_a_kill_in_the_middle_of_an_import_leaves_nothing(base, tmp_path):
    """Kill -9 while five hundred dossiers are being written: none is there, and the next import does them all."""
    lignes = tmp_path / "dossiers.jsonl"
    lignes.write_text("\n".join(json.dumps(generer(graine)) for graine in range(200)), encoding="utf-8")
    programme = (
        "import sys; from pathlib import Path; from echanges import dossier; from echanges.lecture_dossiers import *;"
        "from sqlmodel_store.session import unit_of_work; lues = lire_dossiers(Path(sys.argv[2]));\n"
        "with unit_of_work(sys.argv[1]) as session:\n"
        "    dossier.importer(session, lues[:150], acteur='test'); print('ici', flush=True)\n"
        "    dossier.importer(session, lues[150:], acteur='test'); import time; time.sleep(60)"
    )
    processus = python(programme, base, str(lignes))
    assert processus.stdout.readline() == "ici\n"
    processus.kill()
    processus.communicate(30)
    with lecture(base) as session:
        assert operations.lister(session) == []
    with unit_of_work(base) as session:
        assert len(importer(session, lire_dossiers(lignes), acteur="test").crees) == 200


def test_a_dossier_is_read_in_a_constant_number_of_statements(base):
    """Ten dossiers take as many statements as one."""
    charger(base, *[generer(graine) for graine in range(10)])
    assert _instructions(base, 1) == _instructions(base, 10)


def _instructions(base: str, combien: int) -> int:
    comptees: list[str] = []
    moteur = get_engine(base)
    with lecture(base) as session:
        numeros = [ligne.id for ligne in operations.lister(session)[:combien]]

        @event.listens_for(moteur, "before_cursor_execute")
        def compter(*appel):
            comptees.append(appel[2])

        dossiers.charger(session, numeros)
        event.remove(moteur, "before_cursor_execute", compter)
    return len(comptees)
