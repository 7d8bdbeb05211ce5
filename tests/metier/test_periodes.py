"""Months."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metier.fautes import FauteDeSaisie
from metier.periodes import Mois

MOIS = st.builds(Mois, st.integers(1950, 2090), st.integers(1, 12))


def test_a_month_prints_as_it_is_read():
    assert str(Mois.lire("2026-02")) == "2026-02"


@pytest.mark.parametrize("texte", ["2026-13", "2026-00", "26-02", "2026/02", "2026-2", "", "2026-02-01", "２０２６-02"])
def test_what_is_no_month_is_refused_by_its_field(texte):
    with pytest.raises(FauteDeSaisie, match="AAAA-MM") as faute:
        Mois.lire(texte, "heures[3].mois")
    assert faute.value.champ == "heures[3].mois"


def test_a_month_knows_its_days():
    fevrier = Mois(2028, 2)
    assert (fevrier.debut, fevrier.fin) == (date(2028, 2, 1), date(2028, 2, 29))
    assert date(2028, 2, 29) in fevrier
    assert date(2028, 3, 1) not in fevrier


@given(MOIS, st.integers(-600, 600))
def test_going_and_coming_back_leads_to_the_same_month(mois, decalage):
    assert mois.plus(decalage).plus(-decalage) == mois


@given(MOIS)
def test_the_next_month_starts_the_day_after_this_one_ends(mois):
    assert (mois.suivant.debut - mois.fin).days == 1
    assert mois.suivant.precedent == mois


def test_months_follow_across_a_year():
    assert [str(mois) for mois in Mois(2026, 11).jusqu_a(Mois(2027, 1))] == ["2026-11", "2026-12", "2027-01"]
    assert list(Mois(2027, 1).jusqu_a(Mois(2026, 12))) == []


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (date(2026, 2, 28), date(2026, 3, 5), True),
        (date(2026, 3, 1), None, False),
        (date(2025, 1, 1), None, True),
        (date(2025, 1, 1), date(2026, 1, 31), False),
        (date(2025, 1, 1), date(2026, 2, 1), True),
    ],
)
def test_a_span_meets_a_month_by_a_day_at_least(debut, fin, attendu):
    assert Mois(2026, 2).rencontre(debut, fin) is attendu
