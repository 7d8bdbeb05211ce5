"""Settings, templates and network in a real browser: without scripts, by keyboard, and what axe finds."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from navigateur import CHROMIUM, fautes, navigateur, ouvrir
from suivis import DOSSIERS, NOMS
from visiteur import entrer

from config.reglages_ecrits import lire
from config.settings import get_settings
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from metier.droits import Acces
from metier.roles import Role
from portail import actes
from sqlmodel_store.session import unit_of_work
from workflows.actes import reseau
from workflows.actes.reglages import bareme
from workflows.actes.reglages.enregistrement import enregistrer
from workflows.actes.reseau import Demande

pytestmark = [
    pytest.mark.reseau,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]

LONG = (
    "Maison de l’emploi et de la formation du Pays de la Brielle et des communes associées de la vallée de la Rombelle"
)
ADMINISTRATRICE = Acces(compte=1, nom="Marie", role=Role.ADMINISTRATEUR, relais=None)
BAREME = """nom = "reseau-lorrain"
version = "{version}"
date = 2026-01-01
source = "groupe de travail de janvier"
[cout_horaire]
valeur = "29.50"
source = "tableau du relais"
"""
PAGES = (
    "/mon-compte",
    "/reglages",
    *(f"/reglages/{une}" for une in ("identite", "delais", "heures", "envois", "boites", "portail", "baremes")),
    "/reglages/calendrier",
    "/modeles",
    "/modeles/a3_ccap",
    "/reseau",
    "/operations",
)


SURTOUT = ("/mon-compte", "/reglages", "/reglages/identite", "/reglages/boites", "/modeles/a3_ccap", "/reseau")


@pytest.fixture
def responsable(installation):
    """The cookie of who settles the relay, whose name is long."""
    (installation / "relais.toml").write_text(
        f'imap_url = "imap://relais:secret@localhost/INBOX"\n[relais]\nstatut = "{LONG}"\n', encoding="utf-8"
    )
    get_settings.cache_clear()
    return entrer(Role.RESPONSABLE)


def test_on_a_phone_without_scripts_a_wrong_delay_is_told_then_corrected(responsable, servi):
    """By keyboard: Enter in the field sends the form; the fault is read beside it."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=responsable, largeur=390, scripts=False)
        page.goto("/reglages")
        page.get_by_role("link", name="Délais").click()
        page.get_by_label("Rendre le bilan final").fill("0")
        page.get_by_label("Rendre le bilan final").press("Enter")
        faux = page.get_by_label("Rendre le bilan final")
        assert faux.input_value() == "0"
        assert page.get_by_text("Un nombre au moins égal à 1 est attendu").is_visible()
        faux.fill("25")
        faux.press("Enter")
        assert page.get_by_role("status").inner_text().endswith("Rendre le bilan final.")
    assert get_settings().echeances.bilan == 25


@pytest.mark.parametrize(
    ("largeur", "sombre", "pages"),
    [
        pytest.param(390, False, SURTOUT, id="phone by day, some"),
        pytest.param(1280, False, PAGES, id="desk by day", marks=pytest.mark.long),
        pytest.param(390, True, PAGES, id="phone by night", marks=pytest.mark.long),
        pytest.param(1280, True, PAGES, id="desk by night", marks=pytest.mark.long),
        pytest.param(390, False, PAGES, id="phone by day", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_wrong_on_any_of_these_pages(responsable, servi, largeur, sombre, pages):
    """Contrast included; nothing wider than the screen, whatever the names."""
    trouvees = {}
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=responsable, largeur=largeur, sombre=sombre)
        for chemin in pages:
            page.goto(chemin)
            trouvees[chemin] = regarder(page, largeur)
    assert {chemin: quoi for chemin, quoi in trouvees.items() if quoi} == {}


@pytest.mark.parametrize(
    ("largeur", "sombre"),
    [
        pytest.param(390, False, id="phone by day"),
        pytest.param(1280, False, id="desk by day", marks=pytest.mark.long),
        pytest.param(390, True, id="phone by night", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_wrong_where_former_states_are_put_back(responsable, servi, largeur, sombre):
    """A long name, a server and a barème, each changed; the lists of changes and the states of before."""
    trouvees = {}
    for chemin, valeur in ((("relais", "statut"), f"{LONG}, {LONG}"), (("", "imap_url"), "imap://relais@localhost/X")):
        enregistrer(ADMINISTRATRICE, {chemin: valeur}, signature=lire().signature)
    for version in ("2026-1", "2026-2"):
        bareme.poser(ADMINISTRATRICE, BAREME.format(version=version).encode())
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=responsable, largeur=largeur, sombre=sombre)
        for chemin in ("identite", "boites", "baremes"):
            page.goto(f"/reglages/{chemin}")
            trouvees[chemin] = regarder(page, largeur)
            page.get_by_role("link", name="Voir l’état d’avant").first.click()
            trouvees[page.url] = regarder(page, largeur)
            assert page.get_by_role("button", name="Remettre").is_visible()
    assert {chemin: quoi for chemin, quoi in trouvees.items() if quoi} == {}


def test_the_table_of_templates_stays_within_its_columns(responsable, servi):
    """At the width of a desk as at that of a small one."""
    trop = "[...document.querySelectorAll('.modeles :is(th, td)')].filter(un => un.scrollWidth > un.clientWidth)"
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=responsable)
        page.goto("/modeles")
        for largeur in (1280, 1024, 800):
            page.set_viewport_size({"width": largeur, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == largeur
            assert page.evaluate(f"{trop}.map(un => un.textContent.trim().slice(0, 40))") == []


def regarder(page, largeur):
    """What axe says of the page with everything open."""
    page.evaluate("document.querySelectorAll('details').forEach(un => { un.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == largeur, page.url
    return fautes(page)


@pytest.mark.long
@pytest.mark.parametrize("largeur", [390, 1280])
def test_axe_finds_nothing_wrong_in_the_charts_of_a_consolidation(responsable, servi, largeur):
    """Of three operations of two relays."""
    bruts = [json.loads((DOSSIERS / f"{nom}.json").read_text(encoding="utf-8")) for nom in NOMS]
    for brut, code in zip(bruts, ("nord", "nord", "sud"), strict=True):
        brut["operation"]["relais"] = code
    with unit_of_work() as session:
        importer(session, [lire_dossier(un) for un in bruts], acteur="test")
    animateur = Acces(compte=1, nom="Marie Dupré", role=Role.ANIMATEUR, relais=None)
    assert reseau.produire(animateur, Demande(depuis=2025, annee=2026))
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=entrer(Role.ANIMATEUR), largeur=largeur)
        page.goto("/reseau/consolidation?annee=2026&depuis=2025")
        assert page.get_by_role("table", name="Heures validées par mois").is_visible()
        assert regarder(page, largeur) == []


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.long)], ids=["script", "no script"])
def test_a_consolidation_that_lasts_shows_its_progress_then_its_end(responsable, servi, monkeypatch, scripts):
    """The page leads there by itself, or by its button where there are no scripts."""
    finir = threading.Event()
    monkeypatch.setattr(actes, "IMMEDIAT_S", 0.01)
    monkeypatch.setattr(reseau, "produire", lambda *_: not finir.wait(30))
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=responsable, largeur=390, scripts=scripts)
        page.goto("/reseau")
        page.get_by_role("button", name="Produire et montrer").click()
        assert page.get_by_role("progressbar").is_visible()
        assert not scripts or regarder(page, 390) == []
        finir.set()
        if not scripts:
            page.get_by_role("button", name="Rafraîchir").click()
        page.get_by_text("aucune opération n’a d’activité").wait_for()
