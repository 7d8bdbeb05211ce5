"""Half up, from the exact value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from metier.arrondi import arrondir, au_plus_proche


@pytest.mark.parametrize(
    ("exact", "attendu"),
    [("152.5", 153), ("153.5", 154), ("152.4999", 152), ("0.5", 1), ("-0.5", 0), ("-0.51", -1), ("0", 0)],
)
def test_a_half_goes_up_whatever_its_parity(exact, attendu):
    assert au_plus_proche(Fraction(exact)) == attendu


@pytest.mark.parametrize(
    ("exact", "decimales", "attendu"),
    [("20", 1, "20.0"), ("41.714285", 1, "41.7"), ("0.125", 2, "0.13"), ("0.1749999", 2, "0.17"), ("3583", 0, "3583")],
)
def test_a_rounded_value_keeps_its_zeros(exact, decimales, attendu):
    assert str(arrondir(Decimal(exact), decimales)) == attendu
