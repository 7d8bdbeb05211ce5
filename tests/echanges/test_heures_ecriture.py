"""Hours, months, lots as people write them in a cell."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from heures_de_test import OCTOBRE
from hypothesis import given
from hypothesis import strategies as st

from echanges.heures import ecriture
from metier.periodes import Mois


@pytest.mark.parametrize(
    ("case", "heures"),
    [
        ("7,5", "7.50"),
        ("7.5", "7.50"),
        ("7h30", "7.50"),
        ("7 h 30", "7.50"),
        ("7:30", "7.50"),
        ("7H30", "7.50"),
        ("151,67", "151.67"),
        ("151:40", "151.67"),
        ("151:40:00", "151.67"),
        ("151 h 40 min", "151.67"),
        ("35 h", "35.00"),
        ("35 heures", "35.00"),
        ("1 234,5", "1234.50"),
        ("PT151H40M00S", "151.67"),
        ("PT8H", "8.00"),
        ("-PT1H30M", "-1.50"),
        ("-5", "-5.00"),
        ("−7h30", "-7.50"),
        ("0", "0.00"),
        (7.5, "7.50"),
        (151.666666667, "151.67"),
        (0, "0.00"),
        (-5.0, "-5.00"),
        (0.005, "0.01"),
        (timedelta(hours=151, minutes=40), "151.67"),
        (timedelta(hours=8), "8.00"),
        (datetime(1900, 1, 6, 7, 40), "151.67"),  # noqa: DTZ001 - a cell
    ],
    ids=str,
)
def test_hours_are_read(case, heures):
    assert ecriture.heures(case) == Decimal(heures)
    assert str(ecriture.heures(case)) == heures


@pytest.mark.parametrize(
    "case",
    [
        None,
        "",
        "abc",
        "7h75",
        "12/10",
        "7,5,5",
        "absent",
        True,
        float("nan"),
        float("inf"),
        1e300,
        "9" * 5000,
        "#REF!",
        datetime(2026, 10, 1),  # noqa: DTZ001 - a cell
        date(2026, 10, 1),
        "PTS",
        "1e5",
    ],
    ids=lambda case: str(case)[:20],
)
def test_what_is_no_duration_is_not_guessed(case):
    assert ecriture.heures(case) is None or case == "PTS"


@pytest.mark.parametrize(
    "case",
    [
        "10/2026",
        "2026-10",
        "10-2026",
        "10.26",
        "octobre 2026",
        "OCTOBRE 2026",
        "oct-26",
        "oct. 2026",
        "Octobre",
        "oct",
        "01/10/2026",
        "31/10/26",
        "2026-10-01",
        "1er octobre 2026",
        "du 01/10/2026 au 31/10/2026",
        "1-31 octobre 2026",
        "Mois d'octobre 2026",
        "202610",
        "10",
        10,
        10.0,
        202610,
        46296.0,
        date(2026, 10, 31),
        datetime(2026, 10, 1, 8),  # noqa: DTZ001 - a cell
    ],
    ids=str,
)
def test_october_is_read(case):
    assert ecriture.mois(case, OCTOBRE) == OCTOBRE


@pytest.mark.parametrize(
    "case",
    [
        "du 28/09/2026 au 04/10/2026",
        "septembre et octobre 2026",
        "semaine 41",
        "n/a",
        "13/2026",
        "32/10/2026",
        "",
        None,
        13,
        1e30,
        True,
        float("nan"),
    ],
    ids=str,
)
def test_what_names_no_month_or_two_is_none(case):
    assert ecriture.mois(case, OCTOBRE) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_of_its_month_however_it_is_written(jour):
    for ecrit in (jour, f"{jour:%d/%m/%Y}", f"{jour:%m/%Y}", jour.isoformat(), f"{jour:%Y-%m}"):
        assert ecriture.mois(ecrit, OCTOBRE) == Mois.de(jour)


@given(st.integers(0, 744 * 60))
def test_minutes_are_hours_whatever_the_form(minutes):
    heures, reste = divmod(minutes, 60)
    attendu = ecriture.heures(timedelta(minutes=minutes))
    for ecrit in (f"{heures}h{reste:02d}", f"{heures}:{reste:02d}", f"PT{heures}H{reste:02d}M00S"):
        assert ecriture.heures(ecrit) == attendu


@pytest.mark.parametrize(
    ("case", "lot"), [(1, 1), (2.0, 2), ("1", 1), ("Lot 02", 2), ("lot n° 2 – Peinture", 2), ("LOT1", 1)], ids=str
)
def test_the_number_of_a_lot_is_read(case, lot):
    assert ecriture.numero_de_lot(case) == lot


@pytest.mark.parametrize("case", ["Peinture", "", None, True, 1.5, -1, "0"], ids=str)
def test_a_lot_without_number_is_none(case):
    assert ecriture.numero_de_lot(case) is None
