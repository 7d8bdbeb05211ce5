"""A month declared in a real browser, on a telephone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from declarant import dites, en_decembre, tremplin
from navigateur import fautes, navigateur, ouvrir
from playwright.sync_api import sync_playwright

__all__ = ["en_decembre", "tremplin"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_real_browser_declares_a_month_on_a_telephone(tremplin, servi, scripts):
    """390 pixels wide, nothing to scroll sideways, by keyboard and buttons."""
    with sync_playwright() as pilote:
        ouvert = pilote.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        contexte = ouvert.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=scripts)
        page = contexte.new_page()
        page.goto(servi + tremplin.lien)
        page.get_by_label("Heures", exact=True).first.fill("151,67")
        page.get_by_label("dont formation").first.fill("7h30")
        page.get_by_label("Heures", exact=True).nth(1).fill("abc")
        page.keyboard.press("Enter")
        assert "écrivez des heures" in page.locator(".faute").inner_text()
        assert page.locator("main").bounding_box()["width"] <= 390
        page.get_by_label("Heures", exact=True).nth(1).fill("0")
        page.get_by_role("button", name="Relire avant d’envoyer").click()
        assert dites() == {}
        page.get_by_role("button", name="Déclarer ces heures").click()
        assert "C’est enregistré" in page.get_by_role("status").inner_text()
        ouvert.close()
    assert {code: dite[:2] for code, dite in dites().items()} == {
        "k1": (Decimal("151.67"), Decimal("7.50")),
        "k3": (Decimal(0), Decimal(0)),
    }


@pytest.mark.long
def test_what_was_declared_meanwhile_holds_on_a_telephone(tremplin, servi):
    """Both figures on 390 pixels, nothing wider than the screen; kept, nothing is sent."""
    with navigateur() as chromium:
        premiere, seconde = (ouvrir(chromium, servi, largeur=390) for _ in range(2))
        for page, heures_dites in ((premiere, "70"), (seconde, "80")):
            page.goto(tremplin.lien)
            page.get_by_label("Heures", exact=True).first.fill(heures_dites)
        for page in (premiere, seconde):
            page.get_by_role("button", name="Relire avant d’envoyer").click()
            if page is premiere:
                page.get_by_role("button", name="Déclarer ces heures").click()
        assert seconde.get_by_text("que cet envoi remplacera").is_visible()
        assert seconde.evaluate("document.documentElement.scrollWidth") == 390
        assert fautes(seconde) == []
        seconde.get_by_role("button", name="Garder ce qui est déjà envoyé").click()
        assert seconde.get_by_label("Heures", exact=True).first.input_value() == "70"
    assert dites()["k1"][0] == 70


def test_going_back_in_a_browser_finds_what_was_typed(tremplin, servi):
    """From the review to the form, and from the thanks to the review, without an error page."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, largeur=390)
        page.goto(tremplin.lien)
        page.get_by_label("Heures", exact=True).first.fill("151,67")
        page.get_by_role("button", name="Relire avant d’envoyer").click()
        page.go_back()
        assert page.get_by_label("Heures", exact=True).first.input_value() == "151,67"
        page.get_by_role("button", name="Relire avant d’envoyer").click()
        page.get_by_role("button", name="Déclarer ces heures").click()
        page.get_by_text("C’est enregistré").wait_for()
        page.go_back()
        assert page.get_by_role("heading", name="Est-ce bien cela").is_visible()
        assert "151,67" in page.locator(".total").inner_text()
