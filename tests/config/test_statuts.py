"""The thresholds of statuses: a habit of the relay, dated, sourced, replaceable."""

from __future__ import annotations

from decimal import Decimal

import pytest

from config.statuts import FOURNI, get_statuts
from metier.fautes import FauteDeSaisie


def test_the_supplied_thresholds_are_dated_sourced_and_to_be_confirmed():
    """No text fixes them."""
    seuils = get_statuts()
    assert (seuils.conforme, seuils.a_surveiller, seuils.verifie) == (Decimal("0.90"), Decimal("0.70"), False)
    assert seuils.source
    assert seuils.date.year >= 2026


def test_a_relay_has_its_own(tmp_path):
    """The file of the home replaces the supplied one."""
    fourni = FOURNI.read_text(encoding="utf-8")
    (tmp_path / "statuts.toml").write_text(fourni.replace('"0.70"', '"0.50"'), encoding="utf-8")
    assert get_statuts(tmp_path).a_surveiller == Decimal("0.50")
    get_statuts.cache_clear()


@pytest.mark.parametrize(
    ("contenu", "champ"),
    [
        pytest.param('conforme = "0.5"', "date", id="a key missing"),
        pytest.param('conforme = "1.5"', "conforme", id="beyond 100 %"),
        pytest.param('conforme = "0.6"', "a_surveiller", id="thresholds crossed"),
        pytest.param("conforme = ", "statuts.toml", id="no TOML"),
    ],
)
def test_a_fault_is_named(tmp_path, contenu, champ):
    """The file and the key, in one sentence."""
    autres = 'date = 2026-01-01\nsource = "relais"\nverifie = true\na_surveiller = "0.7"\n'
    (tmp_path / "statuts.toml").write_text(contenu if champ == "date" else autres + contenu, encoding="utf-8")
    with pytest.raises(FauteDeSaisie, match=r"statuts[.]toml") as faute:
        get_statuts(tmp_path)
    assert faute.value.champ.endswith(champ)
