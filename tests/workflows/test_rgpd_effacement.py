"""A person forgotten: found nowhere any more, every figure as it was, nobody else touched, nothing brings them back."""

from __future__ import annotations

import pytest
from rgpd_en_base import peupler, traces_de_la_base, traces_des_fichiers

from workflows.actes.rgpd.effacement import effacer, tasser_ici


@pytest.fixture
def connue(installation, regler):
    regler(DATE="2026-11-30")
    return peupler(installation)


def test_the_name_is_found_nowhere_any_more(installation, base, connue):
    """Any case, accents or not: rows of every table, files of every kind, pages of the base freed long ago."""
    assert len(traces_de_la_base(base)) > 8
    assert len(traces_des_fichiers(installation)) > 4
    effacer(connue, acteur="essai")
    assert traces_de_la_base(base) == []
    assert tasser_ici()
    assert traces_des_fichiers(installation) == []
