"""relais dce: files written whole, the JSON of the contract, refusals that leave nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from cli.documents import dce
from config.settings import get_settings
from metier.fautes import FauteDeSaisie

OPERATION = {
    "reference": "2026-VAL-014",
    "intitule": "Restructuration du groupe scolaire",
    "maitre_ouvrage": {"nom": "Communauté de communes du Val de Brielle", "type": "collectivite"},
    "nature": "travaux",
    "ccag": "travaux",
    "date_avis": "2026-10-05",
    "penalites": {"heure": "60.00", "jour_document": "50.00"},
    "lots": [
        {
            "numero": 1,
            "intitule": "Gros œuvre\u000b",
            "montant_ht": "350000.00",
            "part_main_oeuvre": "0.50",
            "cout_horaire": "30.00",
            "taux_insertion": "0.05",
            "clause": True,
        }
    ],
}


def fichier(dossier: Path, **autres) -> Path:
    """An operation file, some keys replaced."""
    chemin = dossier / "operation.json"
    chemin.write_text(json.dumps(OPERATION | autres), encoding="utf-8")
    return chemin


@pytest.fixture
def identite(monkeypatch):
    """A relay whose identity is set, as by the environment."""
    monkeypatch.setenv("RELAIS_RELAIS__NOM", "Relais Emploi du Val de Brielle")
    monkeypatch.setenv("RELAIS_RELAIS__COURRIEL", "clauses@relais-brielle.example")
    monkeypatch.setenv("RELAIS_RELAIS__TELEPHONE", "03 82 00 00 00")
    get_settings.cache_clear()


def test_the_json_is_that_of_the_contract(tmp_path, capsys):
    """Reference, one entry per document with its real sha256, the zip, the alerts."""
    dce(fichier(tmp_path), tmp_path / "dce", json=True)
    sortie = json.loads(capsys.readouterr().out)
    assert list(sortie) == ["reference", "documents", "zip", "alertes"]
    assert {"A1", "A2", "A3", "A7", "B1", "B2"} <= {document["code"] for document in sortie["documents"]}
    for document in sortie["documents"]:
        assert hashlib.sha256(Path(document["fichier"]).read_bytes()).hexdigest() == document["sha256"]
    assert Path(sortie["zip"]).name == "dce-2026-VAL-014.zip"
    assert any("caractère" in alerte for alerte in sortie["alertes"])
    assert any("à compléter" in alerte for alerte in sortie["alertes"])


def test_the_paths_and_the_alerts_are_printed(tmp_path, capsys):
    """A line per file, then what to look at."""
    dce(fichier(tmp_path), tmp_path / "dce")
    lignes = capsys.readouterr().out.splitlines()
    ecrits = {str(chemin) for chemin in (tmp_path / "dce").rglob("*") if chemin.is_file()}
    assert ecrits == {ligne for ligne in lignes if not ligne.startswith("  À noter :")}
    assert any("à compléter" in ligne for ligne in lignes)


@pytest.mark.usefixtures("identite")
def test_a_definitive_pack_is_written_when_nothing_lacks(tmp_path):
    """Identity, penalties and CCAG known: the pack exists."""
    dce(fichier(tmp_path), tmp_path / "dce", definitif=True)
    assert (tmp_path / "dce" / "A3_ccap.docx").is_file()


@pytest.mark.parametrize(
    ("autres", "definitif", "champ"),
    [
        ({}, True, "relais.nom"),
        ({"missions": ["aval_suivi"]}, False, "missions"),
        ({"nature": "travail"}, False, "nature"),
    ],
)
def test_a_refusal_writes_nothing(tmp_path, autres, definitif, champ):
    """The field is named, the folder does not even exist."""
    with pytest.raises(FauteDeSaisie) as refus:
        dce(fichier(tmp_path, **autres), tmp_path / "dce", definitif=definitif)
    assert refus.value.champ == champ
    assert not (tmp_path / "dce").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """`--sortie` on a file: one sentence, no traceback."""
    (tmp_path / "dce").write_text("un fichier", encoding="utf-8")
    with pytest.raises(FauteDeSaisie) as refus:
        dce(fichier(tmp_path), tmp_path / "dce")
    assert refus.value.champ == "--sortie"
    assert "(c’est un fichier)" in refus.value.phrase


def test_twice_the_same_operation_gives_the_same_files(tmp_path):
    """Byte for byte, in another folder."""
    for nom in ("un", "deux"):
        dce(fichier(tmp_path), tmp_path / nom)
    un, deux = ({c.name: c.read_bytes() for c in (tmp_path / nom).rglob("*") if c.is_file()} for nom in ("un", "deux"))
    assert un == deux
