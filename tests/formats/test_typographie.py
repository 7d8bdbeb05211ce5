"""No-break spaces and apostrophes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.typographie import clore, typographier


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("lot 2 : gros œuvre ; peinture", "lot 2\u00a0: gros œuvre\u00a0; peinture"),
        ("« clé » ?", "«\u00a0clé\u00a0»\u00a0?"),
        ("l'heure d'insertion", "l’heure d’insertion"),
        ("50 % de 30 €", "50\u00a0% de 30\u00a0€"),
        ("lots[0].motif", "lots[0].motif"),
        ("10:30", "10:30"),
    ],
)
def test_french_typography_is_set(brut, attendu):
    assert typographier(brut) == attendu


@given(st.text())
def test_setting_it_twice_changes_nothing(texte):
    assert typographier(typographier(texte)) == typographier(texte)


@pytest.mark.parametrize("close", ["hors du territoire.", "possible ?", "à suivre…"])
def test_a_sentence_is_closed_once(close):
    assert clore(close) == close
    assert clore("hors du territoire") == "hors du territoire."
