"""The days off of Moselle."""

from __future__ import annotations

from datetime import date

import pytest

from config.jours_ouvres import feries
from metier.echeances import est_ouvre


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        pytest.param(date(2026, 4, 3), False, id="Good Friday"),
        pytest.param(date(2028, 12, 26), False, id="second day of Christmas"),
        pytest.param(date(2026, 7, 14), False, id="14 July"),
        pytest.param(date(2026, 5, 25), False, id="Whit Monday"),
        pytest.param(date(2026, 4, 2), True, id="the day before Good Friday"),
        pytest.param(date(2026, 12, 24), True, id="24 December"),
    ],
)
def test_the_local_law_adds_its_days_off(jour, attendu):
    assert est_ouvre(jour, feries()) is attendu
