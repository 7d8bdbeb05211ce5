"""A day that a buyer only half writes is told as such, never guessed and never passed over."""

from __future__ import annotations

from datetime import date

import pytest

from courrier.lecture.blocs import Ligne
from courrier.lecture.evenements import find_evenements


@pytest.mark.parametrize(
    ("phrase", "lues"),
    [
        pytest.param(
            "Consultation en janvier, offres pour le 26 février, travaux de mai 2027 à juin 2028.",
            [("remise_offres", None)],
            id="no year",
        ),
        pytest.param("Offres pour le 26 février 2027", [("remise_offres", date(2027, 2, 26))], id="a whole day"),
        pytest.param("Les offres du 12 mars 2026 sont jointes.", [], id="offers of another day"),
    ],
)
def test_what_is_written_of_a_day_is_claimed(phrase, lues):
    assert [(lue.champ, lue.valeur) for lue in find_evenements([Ligne(phrase)])] == lues
