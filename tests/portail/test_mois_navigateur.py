"""The grid of a month in a real browser: as a spreadsheet with scripts, as a plain form without; axe on its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from mois_d_heures import A, B, contester, declarer, dites, dossier, ecrire, valider
from navigateur import CHROMIUM, fautes, navigateur, ouvrir
from visiteur import entrer

from config.settings import get_settings
from metier.roles import Role

pytestmark = [
    pytest.mark.reseau,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]

COLLER = """([champ, texte]) => {
    const porte = new DataTransfer();
    porte.setData("text/plain", texte);
    champ.dispatchEvent(new ClipboardEvent("paste", {clipboardData: porte, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def mois(installation, monkeypatch):
    monkeypatch.setenv("RELAIS_DATE", "2026-11-03")
    get_settings.cache_clear()
    session = entrer(Role.FACILITATEUR)
    ecrire(dossier(), dossier(B))
    return session


def case(page, contrat, rang=0, nom="Heures"):
    return page.get_by_label(f"{nom} de ", exact=False).and_(page.locator(f"[aria-label$=', {contrat}']")).nth(rang)


def actif(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_arrows_enter_and_a_pasted_column_fill_the_grid_without_a_mouse(mois, servi):
    """In the order of the page: k3, k2, k1, k4 of the first operation."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=mois)
        page.goto(f"/mois/2026-10?q={A}")
        case(page, "k3").focus()
        page.keyboard.type("7,5")
        page.keyboard.press("Enter")
        assert actif(page).endswith("k2")
        page.keyboard.press("ArrowRight")
        assert actif(page).startswith("dont formation")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
        assert actif(page).endswith("k3")
        page.keyboard.press("ArrowDown")
        page.evaluate(COLLER, [case(page, "k2").element_handle(), "35\t7\r\n70,25\r\n12\r\n99\r\n"])
        assert page.locator(".etat-feuille").inner_text() == "4 lignes à enregistrer (1 au-delà de la page, non collée)"
        page.keyboard.press("Control+Enter")
        page.get_by_text("4 lignes enregistrées").wait_for()
    assert dites() == {
        "k3": "7.50 declaree",
        "k2": "35.00 declaree",
        "k1": "70.25 declaree",
        "k4": "12.00 declaree",
    }


@pytest.mark.parametrize("largeur", [pytest.param(390, id="phone"), pytest.param(1280, marks=pytest.mark.long)])
def test_without_scripts_the_month_goes_from_entry_to_closing(mois, servi, largeur):
    """« Nothing this month », entry, validation of all that waits, closing; nobody needs a script."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=mois, largeur=largeur, scripts=False)
        page.goto(f"/mois/2026-10?q={A}")
        page.get_by_role("button", name=f"Rien ce mois-ci : Bâti Rombelle, {A}").click()
        assert page.get_by_text("Pas encore enregistré").is_visible()
        case(page, "k1").fill("70")
        case(page, "k2").fill("62h30")
        case(page, "k4").fill("7")
        page.get_by_role("button", name="Enregistrer", exact=True).last.click()
        assert page.get_by_text("4 lignes enregistrées").is_visible()
        page.get_by_label("cocher les 4 lignes à valider").check()
        page.get_by_role("button", name="Enregistrer et valider").click()
        page.get_by_role("link", name="Clore le mois").click()
        page.get_by_label(f"Clore {A}").check()
        page.get_by_role("button", name="Clore les opérations cochées").click()
        page.get_by_role("button", name="Clore quand même").click()
        assert page.get_by_text("est clos pour 1 opération").is_visible()
    assert dites() == {"k1": "70.00 validee", "k2": "62.50 validee", "k3": "0 validee", "k4": "7.00 validee"}


@pytest.mark.parametrize("largeur", [390, 1280])
def test_a_figure_at_fault_is_read_whole_in_its_cell(mois, servi, largeur):
    """« 1 234 », « 151,67 »: beside what is wrong with it, too."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=mois, largeur=largeur)
        page.goto(f"/mois/2026-10?q={A}")
        case(page, "k1").fill("1 234,50")
        case(page, "k2").fill("151,67")
        page.get_by_role("button", name="Enregistrer", exact=True).last.click()
        assert case(page, "k1").get_attribute("aria-invalid") == "true"
        for code in ("k1", "k2"):
            assert case(page, code).evaluate("une => une.scrollWidth <= une.clientWidth"), code


def test_the_grid_is_read_and_filled_whole_at_any_width(mois, servi):
    """Tablets, and desks at two hundred per cent: no scrolling aside, room for « 151,67 » in a cell."""
    declarer(k1="151.67", k2=62)
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=mois, largeur=1280)
        for largeur in (320, 500, 640, 768, 800, 900, 1024, 1280):
            page.set_viewport_size({"width": largeur, "height": 900})
            page.goto("/mois/2026-10")
            assert page.evaluate("document.documentElement.scrollWidth") == largeur
            assert case(page, "k1").evaluate("une => une.scrollWidth <= une.clientWidth"), largeur
            assert case(page, "k1").bounding_box()["width"] > 70, largeur


def test_what_closing_ends_is_read_whole_on_a_phone(mois, servi):
    declarer(k1=70, k2=62, k4=10)
    valider()
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=mois, largeur=390)
        page.goto("/mois/2026-10/cloture")
        assert page.get_by_text("clore y met fin").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize(
    ("largeur", "sombre"),
    [
        pytest.param(1280, False, id="desk by day"),
        pytest.param(390, True, id="phone by night"),
        pytest.param(390, False, id="phone by day", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_wrong_on_the_pages_of_the_month(mois, servi, largeur, sombre):
    declarer(k1=70, k2=62)
    contester(k1=62)
    valider(contrats=("k2",))
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=mois, largeur=largeur, sombre=sombre)
        du_mois = [f"/mois/2026-10{un}" for un in ("", "?q=introuvable", "/cloture", "/lignes/1", "/lignes/2")]
        for chemin in (*du_mois, "/personnes", "/personnes/contrats"):
            page.goto(chemin)
            assert fautes(page) == [], chemin
            assert page.evaluate("document.documentElement.scrollWidth") == largeur, chemin
