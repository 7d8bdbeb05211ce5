"""Dated law: every table follows the one before, every label is there, the reading is dated."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal

from config.droit import get_droit, get_seuils, mention_lecture
from metier.operation import TypeMaitreOuvrage


def test_the_tables_follow_each_other_without_a_gap():
    tables = get_seuils().tables
    for avant, apres in itertools.pairwise(tables):
        assert apres.debut == avant.fin + timedelta(days=1)


def test_every_buyer_has_a_threshold_in_every_table():
    assert all(set(table.fournitures_services) == set(TypeMaitreOuvrage) for table in get_seuils().tables)


def test_the_thresholds_have_a_source_and_a_date_of_reading():
    assert get_seuils().source
    assert get_seuils().lus_le == date(2026, 4, 4)
    assert get_seuils().entree_en_vigueur == date(2026, 8, 22)


def test_the_four_waivers_have_their_words():
    assert sorted(get_droit().dispenses) == [1, 2, 3, 4]
    assert "moins de six mois" in get_droit().dispenses[4]


def test_a_reserved_contract_asks_for_half_of_the_workers():
    """R2113-7."""
    assert get_droit().proportion_reservee == Decimal("0.50")
    assert set(get_droit().reservations) == {"L2113-12", "L2113-13", "L2113-13-1"}


def test_the_reading_of_the_law_is_told_in_one_sentence():
    assert mention_lecture().replace("\u00a0", " ") == (
        "Textes lus au 4 avril 2026, versions à effet différé comprises ; à vérifier sur Légifrance avant publication."
    )
