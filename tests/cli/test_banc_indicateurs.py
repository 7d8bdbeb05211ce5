"""`relais banc indicateurs`: both ways give the same figures, on each engine; the goals themselves at full size."""

from __future__ import annotations

import json

import pytest

from cli.banc import banc
from cli.bancs import indicateurs
from cli.bancs.mesure import Taille
from metier.fautes import PanneExterne

PETITE = Taille(operations=100, croissance=(100, 200), passages=1, repetitions=1)


def en_json(capsys, taille):
    code = banc("indicateurs", json=True, taille=taille)
    return code, {un["nom"]: un for un in json.loads(capsys.readouterr().out)["resultats"]}


@pytest.mark.long
def test_the_database_adds_up_far_faster_than_objects(capsys):
    """The shape of the contract; both engines; a ratio that no noise explains, even at a tenth of the size."""
    _, resultats = en_json(capsys, PETITE)
    assert set(resultats) == {
        f"indicateurs{partie}-{moteur}" for moteur in ("sqlite", "postgresql") for partie in ("", "-croissance")
    }
    for moteur in ("sqlite", "postgresql"):
        assert resultats[f"indicateurs-{moteur}"]["rapport"] > 5
        assert resultats[f"indicateurs-{moteur}"]["objectif"] == 25


def test_figures_that_differ_are_not_timed(monkeypatch):
    """One operation in error and nothing is measured."""
    additionner = indicateurs._additionner

    def faux(suivi):
        vu = additionner(suivi)
        return vu._replace(dues=vu.dues + 1) if suivi.reference == "BANC-00007" else vu

    monkeypatch.setattr(indicateurs, "_additionner", faux)
    monkeypatch.setattr(indicateurs, "mesurer", lambda *_: pytest.fail("timed"))
    with pytest.raises(PanneExterne, match="199 opérations sur 200"):
        indicateurs.mesurer_indicateurs(PETITE)


def test_without_the_tools_of_development_there_is_no_second_engine(monkeypatch, tmp_path):
    """A user's installation has no PostgreSQL server to start: SQLite alone is measured."""
    monkeypatch.setattr(indicateurs, "SERVEUR", "un_serveur_absent")
    with indicateurs._postgresql(tmp_path / "pg") as adresse:
        assert adresse is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_every_goal_is_kept_at_full_size(capsys):
    """A thousand operations, then up to twenty thousand, on both engines."""
    code, resultats = en_json(capsys, Taille())
    assert [un for un in resultats.values() if not un["tenu"]] == []
    assert code == 0
