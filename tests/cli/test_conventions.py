"""`relais convention …`, typed as a facilitateur would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.application import app

DOSSIERS = Path(__file__).resolve().parent.parent / "donnees" / "dossiers"
CONVENTION = {
    "reference": "GLOB-1",
    "entreprise": "Bâti Rombelle",
    "debut": "2026-01-01",
    "operations": [
        {"operation": "2025-CVB-004", "accord_le": "2026-01-05"},
        {"operation": "2025-RGA-021", "accord_le": "2026-01-06"},
    ],
}
PARTS = {
    "operation": "2025-CVB-004",
    "contrat": "k7",
    "mois": "2026-03",
    "parts": [{"operation": "2025-RGA-021", "lot": 1, "heures": "19.00"}],
}


def relais(*arguments):
    fait = CliRunner().invoke(app, list(map(str, arguments)))
    return fait.exit_code, fait.output.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def ecrire(home, tmp_path):
    for nom in ("01-ecole.json", "03-region-aval.json"):
        assert relais("dossier", "importer", DOSSIERS / nom)[0] == 0

    def fichier(objet):
        chemin = tmp_path / "donnees.json"
        chemin.write_text(json.dumps(objet), encoding="utf-8")
        return chemin

    return fichier


def test_hours_of_one_operation_are_counted_on_another(ecrire):
    """Registered with its document, shared out, listed; the totals follow."""
    code, dit = relais("convention", "enregistrer", ecrire(CONVENTION))
    assert code == 0
    assert dit.count("C3_globalisation_GLOB-1.docx") == 2
    assert relais("convention", "affecter", "GLOB-1", ecrire(PARTS))[0] == 0
    liste = relais("convention", "lister")[1]
    assert "mars 2026 : 19 h de 2025-CVB-004, contrat k7 comptées sur 2025-RGA-021, lot 1" in liste
    bilan = json.loads(relais("bilan", "2025-CVB-004", "--json")[1])
    assert bilan["heures_validees"] == "1462.00"


def test_a_month_is_said_to_be_shared_out_when_it_is(ecrire):
    """What changed, what was so already, what there is nothing of."""
    relais("convention", "enregistrer", ecrire(CONVENTION))
    assert "répartition de" in relais("convention", "repartir", "GLOB-1", "2026-03")[1]
    assert "rien ne change" in relais("convention", "repartir", "GLOB-1", "2026-03")[1]
    assert "aucune heure à répartir en janvier 2027" in relais("convention", "repartir", "GLOB-1", "2027-01")[1]


@pytest.mark.parametrize(
    ("objet", "phrase"),
    [
        pytest.param(PARTS | {"parts": [PARTS["parts"][0] | {"heures": "500"}]}, "119", id="more than was worked"),
        pytest.param(PARTS | {"contrat": "zz"}, "zz", id="an unknown contract"),
        pytest.param({"operation": "2025-CVB-004"}, "contrat", id="a datum is missing"),
    ],
)
def test_what_cannot_be_counted_is_refused(ecrire, objet, phrase):
    relais("convention", "enregistrer", ecrire(CONVENTION))
    fait = CliRunner().invoke(app, ["convention", "affecter", "GLOB-1", str(ecrire(objet))])
    assert fait.exit_code != 0
    assert phrase in str(fait.exception or fait.output)
