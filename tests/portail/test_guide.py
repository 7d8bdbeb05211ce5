"""The guide holds what it shows: light pictures that exist, the pages of the menu, buttons, addresses, acts, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from metier.cycle import Transition
from metier.gestes import Geste
from portail.app import ROUTES
from portail.navigation import ENTREES

RACINE = Path(__file__).resolve().parents[2]
DOCS = RACINE / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")
IMAGES = DOCS / "images" / "guide"
PAGES = "\n".join(
    un.read_text(encoding="utf-8") for un in (RACINE / "portail").rglob("*") if un.suffix in {".html", ".py"}
)
PRIX = {"octets": 200_000, "images": 14}


def montrees(texte):
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)|<img src=\"([^\"]+)\"", texte)


def ancre(titre):
    """The fragment by which a heading of a Markdown page is reached."""
    return re.sub(r"[^\w\- ]", "", titre.lower().strip()).replace(" ", "-")


def test_the_pictures_shown_exist_weigh_little_and_none_is_left_over():
    citees = {DOCS / (une or autre) for une, autre in montrees(GUIDE)}
    gardees = set(IMAGES.glob("*.png"))
    assert {une for une in citees if une.parent == IMAGES} == gardees
    assert len(gardees) <= PRIX["images"]
    for une in citees:
        assert une.stat().st_size < PRIX["octets"], une.name
        with Image.open(une) as vue:
            assert vue.width in {390, 1280}, une.name


@pytest.mark.parametrize("page", [*DOCS.glob("*.md"), RACINE / "README.md"], ids=lambda un: un.name)
def test_links_between_pages_lead_somewhere(page):
    """To a file, and to a heading of it where they name one."""
    texte = page.read_text(encoding="utf-8")
    for vers in re.findall(r"\]\(([^)\s]+)\)", texte):
        if vers.startswith(("http", "mailto:")):
            continue
        fichier, _, titre = vers.partition("#")
        cible = (page.parent / fichier).resolve() if fichier else page
        assert cible.exists(), vers
        if titre:
            titres = re.findall(r"^#+ (.+)$", cible.read_text(encoding="utf-8"), re.MULTILINE)
            assert titre in {ancre(un) for un in titres}, vers


def test_every_page_of_the_menu_is_told():
    dites = re.findall(r"^\| ([^|]+?) \|", GUIDE.partition("## Les pages du portail")[2], re.MULTILINE)
    assert {une.libelle for une in ENTREES} <= set(dites)


def test_the_addresses_named_are_those_of_the_portal():
    chemins = {route.path for module in ROUTES for route in module.routes.routes}
    nommes = re.findall(r"`(/[a-z/]+)`", GUIDE)
    assert nommes
    assert [un for un in nommes if un not in chemins] == []


def test_the_words_in_quotes_of_the_journeys_are_those_of_the_pages():
    """A button renamed is renamed in the guide."""
    parcours = GUIDE.partition("## 1. ")[2].partition("## Les pages du portail")[0]
    nommes = set(re.findall(r"« ([A-Z][^»]{3,60}?) »", parcours)) - {une.libelle for une in ENTREES}
    mots = PAGES.replace("\u202f", " ").replace("\u00a0", " ")
    assert [un for un in sorted(nommes) if un not in mots and not re.search(r"\d", un)] == []


def test_the_acts_named_exist():
    for nom in re.findall(r"operation avancer REFERENCE (\w+)", GUIDE):
        assert nom in {une.value for une in Transition}
    for nom in re.findall(r"operation faire REFERENCE ([a-z_]+)", GUIDE):
        assert nom in {une.value for une in Geste}
