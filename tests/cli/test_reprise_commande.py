"""`relais reprise`: the columns shown, a trial, an import, a mapping written then obeyed."""

from __future__ import annotations

import json

import pytest
from serveurs.bases import base_sqlite
from tableaux_a_reprendre import classeur

from cli.__main__ import principal
from config.settings import get_settings

__all__ = ["base_sqlite"]

RANGEES = [
    ["Suivi du relais"],
    ["Opération", "Maître d’ouvrage", "Lot", "Entreprise", "Heures dues", "Remarque"],
    ["École des Tilleuls", "Ville de Valmeuse", 1, "Bâti Lorraine", 292, "suivre"],
    ["Halle des sports", "Ville de Brielle", 2, "Peintures Meusiennes", 100, None],
]


@pytest.fixture
def fichier(home, base_sqlite, monkeypatch, tmp_path):
    monkeypatch.setenv("RELAIS_DATABASE_URL", base_sqlite)
    monkeypatch.setenv("RELAIS_DATE", "2026-11-02")
    get_settings.cache_clear()
    chemin = tmp_path / "suivi.xlsx"
    chemin.write_bytes(classeur({"Suivi": RANGEES}))
    return chemin


def taper(capsys, *arguments):
    statut = principal(["reprise", *map(str, arguments)])
    dit = capsys.readouterr()
    return statut, dit.out.replace("\u00a0", " "), dit.err.replace("\u00a0", " ")


def test_a_trial_then_an_import_then_nothing_more(capsys, fichier):
    statut, dit, _ = taper(capsys, fichier, "--essai")
    assert (statut, "Essai : rien n’est enregistré." in dit) == (0, True)
    assert "A  Opération → intitulé de l’opération" in dit
    assert "ligne 3 : opération R-2026-0001 créée ; lot 1 ; Bâti Lorraine sur le lot 1 ; 292 h engagées." in dit
    assert "2 opérations créées" in taper(capsys, fichier)[1]
    encore = taper(capsys, fichier)[1]
    assert "retenues la dernière fois" in encore
    assert "2 opérations inchangées." in encore


def test_a_mapping_is_written_first_then_obeyed(capsys, fichier, tmp_path):
    modele = tmp_path / "suivi.toml"
    statut, dit, _ = taper(capsys, fichier, "--modele", modele)
    assert (statut, "Modèle écrit" in dit) == (0, True)
    corrige = modele.read_text(encoding="utf-8").replace('E = "heures_engagees"', 'E = ""')
    modele.write_text(corrige.replace('nature = ""', 'nature = "travaux"'), encoding="utf-8")
    statut, dit, _ = taper(capsys, fichier, "--modele", modele, "--json")
    lu = json.loads(dit)
    assert (statut, lu["faite"], lu["operations"]) == (0, True, ["R-2026-0001", "R-2026-0002"])
    assert "E" not in lu["colonnes"][0]["colonnes"]


def test_a_refused_row_keeps_everything_out_unless_one_accepts_it(capsys, fichier):
    fichier.write_bytes(classeur({"Suivi": [*RANGEES, ["Piscine", None, 1, "Bâti", "cent", None]]}))
    statut, _, erreur = taper(capsys, fichier)
    assert (statut, "ligne 5" in erreur, "--partiel" in erreur) == (2, True, True)
    assert erreur.count("\n") == 1
    assert "2 opérations créées" in taper(capsys, fichier, "--partiel")[1]


@pytest.mark.parametrize("arguments", [("absent.xlsx",), ("absent.xlsx", "--essai")])
def test_a_file_that_is_not_there_is_told(capsys, fichier, arguments):
    statut, dit, erreur = taper(capsys, *arguments)
    assert (statut, dit, "absent.xlsx" in erreur) == (2, "", True)
