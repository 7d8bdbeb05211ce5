"""Numbers as French people write them, compared with the CLDR data of babel."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from formats.nombres import euros, euros_ht, euros_par_heure, heures, nombre, nombre_court, pourcentage

NBSP, FINE = "\u00a0", "\u202f"


@given(st.decimals(0, 10**12, places=4), st.integers(0, 4))
def test_a_number_is_written_as_the_cldr_says(valeur, decimales):
    motif = "#,##0" + ("." + "0" * decimales if decimales else "")
    with localcontext(rounding=ROUND_HALF_UP):
        attendu = format_decimal(valeur, format=motif, locale="fr")
    assert nombre(valeur, decimales) == attendu


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        (euros(350000), f"350{FINE}000,00{NBSP}€"),
        (euros_ht(Decimal("1250000.5")), f"1{FINE}250{FINE}000,50{NBSP}€{NBSP}HT"),
        (euros_par_heure(30), f"30,00{NBSP}€/h"),
        (heures(1234), f"1{FINE}234{NBSP}h"),
        (heures(Fraction(875, 3)), f"291,67{NBSP}h"),
        (heures(Decimal("120.00")), f"120{NBSP}h"),
        (heures(-80), f"−80{NBSP}h"),
        (pourcentage(Decimal("0.05")), f"5{NBSP}%"),
        (pourcentage(Decimal("0.3333")), f"33,33{NBSP}%"),
        (pourcentage(Decimal("0.125")), f"12,5{NBSP}%"),
        (pourcentage(1), f"100{NBSP}%"),
        (nombre_court(Decimal(1600)), f"1{FINE}600"),
        (nombre_court(Decimal("0.9995"), 4), "0,9995"),
        (nombre_court(Decimal(100)), "100"),
    ],
)
def test_units_follow_a_no_break_space(ecrit, attendu):
    assert ecrit == attendu


def test_a_number_kept_as_text_is_written_as_the_number():
    """As JSON keeps the hours of a choice, the values of a calculation."""
    assert (heures("100"), heures("62.5"), euros("30")) == (heures(100), heures(Decimal("62.5")), euros(30))
