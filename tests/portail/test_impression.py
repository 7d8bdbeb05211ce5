"""The page of an operation on paper: an A4 sheet is narrower than a screen, and no telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from navigateur import CHROMIUM, navigateur, ouvrir
from visiteur import entrer

from metier.roles import Role

FEUILLE = 718  # pixels of an A4 sheet between margins of one centimetre

pytestmark = [
    pytest.mark.reseau,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]


def test_tables_stay_tables_across_the_whole_sheet(menee, servi):
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=entrer(Role.FACILITATEUR), largeur=FEUILLE)
        page.goto(f"{servi}/operations/{menee}")
        rangees = "[...document.querySelectorAll('tbody tr')].map(une => getComputedStyle(une).display)"
        assert "table-row" not in page.evaluate(rangees)
        page.emulate_media(media="print")
        assert set(page.evaluate(rangees)) == {"table-row"}
        assert page.evaluate("document.querySelector('main').clientWidth") == FEUILLE
        assert page.evaluate("document.documentElement.scrollWidth") == FEUILLE
