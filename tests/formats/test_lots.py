"""Lots named by their numbers."""

from __future__ import annotations

import pytest

from formats.lots import des_lots


@pytest.mark.parametrize(
    ("numeros", "ecrit"),
    [
        ((2,), "du lot 2"),
        ((12,), "du lot 12"),
        ((1, 2), "des lots 1 et 2"),
        ((3, 1, 2), "des lots 1 à 3"),
        (range(1, 31), "des lots 1 à 30"),
        ((1, 2, 3, 7, 9), "des lots 1 à 3, 7 et 9"),
        ((1, 2, 5, 6, 7, 5), "des lots 1, 2 et 5 à 7"),
    ],
)
def test_lots_that_follow_are_told_by_their_ends(numeros, ecrit):
    """Each number once, in order."""
    assert des_lots(numeros) == ecrit
