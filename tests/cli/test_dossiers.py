"""`relais dossier` and `relais annuaire`, as a user runs them: French results, exit status, nothing half done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.__main__ import principal

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "dossiers"
ECOLE = DONNEES / "01-ecole.json"


@pytest.fixture
def relais(capsys):
    """Runs a command; returns its status and what it wrote, ordinary spaces only."""

    def lancer(*arguments):
        statut = principal([str(argument) for argument in arguments])
        ecrit = capsys.readouterr()
        return statut, *(texte.replace("\u00a0", " ") for texte in (ecrit.out, ecrit.err))

    return lancer


def test_a_dossier_goes_in_and_comes_out(relais, tmp_path):
    """Added, then unchanged; exported as it was, to the screen or to a file."""
    assert relais("dossier", "importer", ECOLE) == (0, "1 dossier ajouté : 2025-CVB-004.\n", "")
    assert relais("dossier", "importer", ECOLE)[1] == "1 dossier déjà là, inchangé : 2025-CVB-004.\n"
    statut, ecrit, _ = relais("dossier", "exporter", "2025-CVB-004")
    assert (statut, json.loads(ecrit)) == (0, json.loads(ECOLE.read_text(encoding="utf-8")))
    sortie = tmp_path / "sortie.json"
    assert relais("dossier", "exporter", "2025-CVB-004", "--sortie", sortie)[0] == 0
    assert json.loads(sortie.read_text(encoding="utf-8")) == json.loads(ECOLE.read_text(encoding="utf-8"))


def test_a_trial_says_what_would_be_done_and_does_not_do_it(relais):
    assert relais("dossier", "importer", ECOLE, "--essai")[1].splitlines() == [
        "1 dossier ajouté : 2025-CVB-004.",
        "Essai : rien n’est enregistré.",
    ]
    assert relais("dossier", "importer", ECOLE)[1].startswith("1 dossier ajouté")


def test_a_fault_is_one_sentence_and_status_two(relais, tmp_path):
    """Field, line, what was found; no traceback, nothing written."""
    brut = json.loads(ECOLE.read_text(encoding="utf-8"))
    brut["heures"][12]["contrat"] = "k99"
    lignes = tmp_path / "d.jsonl"
    lignes.write_text(f"{json.dumps(brut)}\n", encoding="utf-8")
    statut, dit, faute = relais("dossier", "importer", lignes)
    assert (statut, dit) == (2, "")
    assert faute.count("\n") == 1
    assert faute.startswith(f"{lignes}, ligne 1, heures[12].contrat : contrat « k99 » inconnu ; ")
    assert relais("dossier", "exporter", "2025-CVB-004")[0] == 2


def test_a_replacement_that_loses_validated_hours_is_refused(relais, tmp_path):
    relais("dossier", "importer", ECOLE)
    brut = json.loads(ECOLE.read_text(encoding="utf-8"))
    brut["heures"] = brut["heures"][1:]
    ampute = tmp_path / "ampute.json"
    ampute.write_text(json.dumps(brut), encoding="utf-8")
    statut, _, faute = relais("dossier", "importer", ampute)
    assert statut == 2
    assert "35 h déjà validées pour octobre 2025 sur le lot 1" in faute


def test_an_export_that_cannot_be_written_leaves_no_file(relais, tmp_path):
    relais("dossier", "importer", ECOLE)
    statut, _, faute = relais("dossier", "exporter", "2025-CVB-004", "--sortie", tmp_path / "absent" / "f.json")
    assert (statut, "ne peut pas être écrit" in faute) == (2, True)
    assert list(tmp_path.glob("**/f.json")) == []


def test_the_annuaire_is_imported_and_listed(relais, tmp_path):
    fichier = tmp_path / "a.csv"
    fichier.write_text("nom;courriel;organisation;type;role\nAccueil;a@tremplin.example;Tremplin;ETTI;siae\n", "utf-8")
    assert "vide" in relais("annuaire", "lister")[1]
    assert relais("annuaire", "importer", fichier, "--essai")[1].splitlines()[-1] == "Essai : rien n’est enregistré."
    assert relais("annuaire", "importer", fichier)[1] == "1 entrée ajoutée, 0 corrigée, 0 inchangée.\n"
    assert relais("annuaire", "importer", fichier)[1] == "0 entrée ajoutée, 0 corrigée, 1 inchangée.\n"
    assert relais("annuaire", "lister")[1] == "Tremplin · Accueil · a@tremplin.example · ETTI · SIAE\n"
