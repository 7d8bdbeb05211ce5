"""The portal in a real browser: a facilitateur’s journey, with and without scripts, by keyboard; axe on each page."""

from __future__ import annotations

from pathlib import Path

import pytest
from navigateur import CHROMIUM, fautes, navigateur, ouvrir
from operations_en_base import ECOLE, avancer, semer
from visiteur import entrer

from metier.cycle import Etape
from metier.roles import Role
from portail.comptes import gestion
from portail.comptes.gestion import NouveauCompte
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture

pytestmark = [
    pytest.mark.reseau,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]

COURRIEL, MOT_DE_PASSE = "marie.dupre@relais.example", "trois petits chats"


@pytest.fixture
def acceptee(installation):
    """An operation ready for its calculation, and an account."""
    gestion.creer(
        NouveauCompte(courriel=COURRIEL, role=Role.FACILITATEUR, nom="Marie Dupré", mot_de_passe=MOT_DE_PASSE),
        par="essai",
    )
    reference = semer(**ECOLE)
    avancer(reference, "instruire")
    avancer(reference, "accepter")
    return reference


def etape_de(reference):
    with lecture() as session:
        return operations.exiger(session, reference).etape


@pytest.mark.parametrize(
    ("largeur", "scripts"),
    [
        pytest.param(390, False, id="phone, no script"),
        pytest.param(1280, True, id="desk", marks=pytest.mark.long),
        pytest.param(1280, False, id="desk, no script", marks=pytest.mark.long),
        pytest.param(390, True, id="phone", marks=pytest.mark.long),
    ],
)
def test_a_facilitateur_signs_in_and_moves_an_operation_on(acceptee, servi, largeur, scripts):
    """From the page asked for to the act done, its preview read; then out."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, largeur=largeur, scripts=scripts)
        page.goto(f"/operations?q={acceptee}")
        page.get_by_label("Courriel").fill(COURRIEL)
        page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
        page.get_by_role("button", name="Se connecter").click()
        page.get_by_role("link", name=acceptee).click()
        page.get_by_role("button", name="Calibrer").click()
        page.get_by_role("button", name="Voir ce que cela produira").click()
        assert page.get_by_text("Documents produits").is_visible()
        assert etape_de(acceptee) is Etape.CALIBRAGE
        page.get_by_role("button", name="Calibrer").click()
        assert page.get_by_role("status").first.inner_text().startswith("Fait. Calibrer")
        assert etape_de(acceptee) is Etape.REDACTION
        page.get_by_role("button", name="Se déconnecter").click()
        page.goto("/")
        assert page.url == f"{servi}/connexion"


def test_the_journey_needs_no_mouse(acceptee, servi):
    """The skip link first; Enter in a field shows the preview, it never adds a row; the focus is always seen."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=entrer(Role.FACILITATEUR))
        page.goto(f"/operations/{acceptee}/actes/calibrer")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "contenu"
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.get_by_label("Barème").focus()
        page.keyboard.press("Enter")
        page.get_by_text("Documents produits").wait_for()


@pytest.mark.parametrize(
    ("largeur", "sombre"),
    [
        pytest.param(1280, False, id="desk by day"),
        pytest.param(390, True, id="phone by night", marks=pytest.mark.long),
        pytest.param(1280, True, id="desk by night", marks=pytest.mark.long),
        pytest.param(390, False, id="phone by day", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_wrong_on_any_page(acceptee, servi, largeur, sombre):
    """Rules of axe-core, contrast included; no sideways scrolling, nothing in the console, nothing from elsewhere."""
    pages = {
        Role.RESPONSABLE: [
            "/",
            "/operations",
            "/operations?q=introuvable",
            "/operations/nouvelle",
            f"/operations/{acceptee}",
            *(f"/operations/{acceptee}/actes/{acte}" for acte in ("calibrer", "suspendre", "noter_contact")),
            "/nulle-part",
        ],
        Role.ADMINISTRATEUR: ["/comptes"],
        None: ["/connexion", "/mot-de-passe", "/mot-de-passe/perdu"],
    }
    trouvees, ailleurs, dites = {}, [], []
    with navigateur() as chromium:
        for role, chemins in pages.items():
            page = ouvrir(chromium, servi, session=entrer(role) if role else None, largeur=largeur, sombre=sombre)
            page.on("request", lambda dit: dit.url.startswith((servi, "data:")) or ailleurs.append(dit.url))
            page.on("console", lambda dit: dites.append(dit.text))
            for chemin in chemins:
                page.goto(chemin)
                page.evaluate("document.querySelectorAll('details').forEach(un => { un.open = true })")
                trouvees[chemin] = fautes(page)
                assert page.evaluate("document.documentElement.scrollWidth") == largeur, chemin
    assert {chemin: quoi for chemin, quoi in trouvees.items() if quoi} == {}
    assert ailleurs == []
    assert [dite for dite in dites if "status of 4" not in dite] == []


def test_the_list_narrows_while_one_types_and_the_address_keeps_it(acceptee, servi):
    """With scripts, without reloading; the field keeps the focus; the same address opens the same list."""
    semer(reference="2026-HAL-002", intitule="Halle couverte")
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=entrer(Role.FACILITATEUR))
        page.goto("/operations")
        page.get_by_label("Chercher", exact=True).press_sequentially("halle")
        page.get_by_text("1 opération trouvée.").wait_for()
        assert page.locator("tbody tr").count() == 1
        assert page.evaluate("document.activeElement.id") == "q"
        assert page.url.startswith(f"{servi}/operations?q=halle")
        page.reload()
        assert page.locator("tbody tr").count() == 1


def test_the_head_ends_at_the_right_buttons_are_square_and_a_ring_keeps_to_what_it_surrounds(installation, servi):
    session = entrer(Role.RESPONSABLE)
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=session)
        page.goto("/envois/registre")
        bandeau, moi = (page.locator(un).bounding_box() for un in (".bandeau", ".moi"))
        assert moi["x"] + moi["width"] == pytest.approx(bandeau["x"] + bandeau["width"], abs=32)
        marque, *entrees = (un.bounding_box() for un in page.locator(".marque, .menu a").all())
        assert abs(moi["y"] + moi["height"] / 2 - marque["y"] - marque["height"] / 2) < 4
        assert len({entree["y"] for entree in entrees}) == 1
        assert style(page.get_by_role("button", name="Chercher"), "borderRadius") == "4px"
        page.goto("/clauses")
        plis = page.locator(".clauses summary")
        page.keyboard.press("Tab")
        plis.nth(1).focus()
        assert style(plis.nth(1), "outlineOffset") == "2px"


def style(element, nom):
    return element.evaluate(f"element => getComputedStyle(element).{nom}")
