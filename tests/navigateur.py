"""A real Chromium on the portal: signed in, at a width, by day or by night; what axe finds wrong on a page."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"


@contextmanager
def navigateur():
    """Debian's browser; nothing is downloaded."""
    with sync_playwright() as pilote:
        ouvert = pilote.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield ouvert
        ouvert.close()


def ouvrir(chromium, adresse, *, session=None, largeur=1280, sombre=False, scripts=True):
    """A page of a visit of its own; `session`: the secret of a cookie."""
    visite = chromium.new_context(
        base_url=adresse,
        viewport={"width": largeur, "height": 900},
        color_scheme="dark" if sombre else "light",
        java_script_enabled=scripts,
        locale="fr-FR",
    )
    if session:
        visite.add_cookies([{"name": "relais-session", "value": session, "url": adresse}])
    return visite.new_page()


def fautes(page):
    """What axe finds wrong on the page as it is shown, as « rule: element »."""
    page.evaluate(_axe())
    trouvees = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{une['id']}: {noeud['html'][:160]}" for une in trouvees for noeud in une["nodes"]]


@cache
def _axe():
    return AXE.read_text(encoding="utf-8")
