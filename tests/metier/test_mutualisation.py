"""Hours shared out by a key: to the hundredth, none lost, none made up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metier.mutualisation import Affectation, HeuresFaites, cle_proportionnelle, depassements, repartir
from metier.periodes import Mois

CENTIEMES = st.integers(0, 40_000).map(lambda nombre: Decimal(nombre) / 100)


@given(CENTIEMES, st.lists(CENTIEMES, min_size=1, max_size=6))
def test_the_shares_make_the_whole(heures, dues):
    """Whatever the key, each share within a hundredth of its part, never negative."""
    cle = cle_proportionnelle(dues)
    parts = repartir(heures, cle)
    assert sum(parts) == heures
    for part, voulue in zip(parts, cle, strict=True):
        assert part >= 0
        assert abs(Fraction(part) - Fraction(heures) * voulue) < Fraction(1, 100)


@pytest.mark.parametrize(
    ("heures", "dues", "attendu"),
    [
        pytest.param("100", ["300", "100", "60"], ["65.22", "21.74", "13.04"], id="in proportion of hours due"),
        pytest.param("10", ["0", "0", "0"], ["3.34", "3.33", "3.33"], id="equal where nothing is due; the first first"),
        pytest.param("0.01", ["1", "1"], ["0.01", "0.00"], id="a hundredth is not divided"),
        pytest.param("35.50", ["7"], ["35.50"], id="a single market"),
    ],
)
def test_hours_are_shared_out(heures, dues, attendu):
    parts = repartir(Decimal(heures), cle_proportionnelle(map(Decimal, dues)))
    assert parts == tuple(map(Decimal, attendu))


def test_more_hours_counted_than_worked_are_told():
    """By person and month, in time."""
    mars = Mois(2026, 3)
    affectees = [
        Affectation(personne="p1", mois=mars, marche=marche, heures=Decimal(heures))
        for marche, heures in (("A", "60"), ("B", "40.01"))
    ]
    faites = [HeuresFaites(personne="p1", mois=mars, heures=Decimal(100))]
    (trop,) = depassements(affectees, faites)
    assert (trop.affectees, trop.faites) == (Decimal("100.01"), 100)
    assert depassements(affectees[:1], faites) == ()
