"""Deadlines in working days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metier import echeances

NOEL = frozenset({date(2026, 12, 25), date(2026, 12, 26)})
JOURS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("jour", "nombre", "attendu"),
    [
        pytest.param(date(2026, 10, 5), 5, date(2026, 10, 12), id="a week has five"),
        pytest.param(date(2026, 10, 9), 1, date(2026, 10, 12), id="from Friday to Monday"),
        pytest.param(date(2026, 12, 24), 1, date(2026, 12, 28), id="Christmas and the second day of Moselle"),
        pytest.param(date(2026, 10, 10), 0, date(2026, 10, 12), id="a Saturday becomes the next Monday"),
        pytest.param(date(2026, 10, 5), 0, date(2026, 10, 5), id="a working day stays"),
        pytest.param(date(2026, 10, 12), -1, date(2026, 10, 9), id="backwards over a week-end"),
    ],
)
def test_working_days_skip_week_ends_and_days_off(jour, nombre, attendu):
    assert echeances.apres(jour, nombre, NOEL) == attendu


@given(JOURS, st.integers(-60, 60))
def test_a_deadline_is_a_working_day(jour, nombre):
    assert echeances.est_ouvre(echeances.apres(jour, nombre, NOEL), NOEL)


@given(JOURS, st.integers(0, 60))
def test_counting_agrees_with_going(jour, nombre):
    depart = echeances.apres(jour, 0, NOEL)
    assert echeances.entre(depart, echeances.apres(depart, nombre, NOEL), NOEL) == nombre


@given(JOURS, JOURS)
def test_counting_backwards_is_the_opposite(debut, fin):
    assert echeances.entre(debut, fin, NOEL) == -echeances.entre(fin, debut, NOEL)
