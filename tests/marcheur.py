"""Someone new to the portal, guide in hand: counts the gestures and the seconds, takes the guide's pictures."""

from __future__ import annotations

import io
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images" / "guide"
REDESSINER = os.environ.get("IMAGES_GUIDE") == "1"
COULEURS = 64
POIDS_MAX = 200_000


@dataclass
class Marcheur:
    """One journey on one page: `clics` counts buttons, links, boxes and choices, `saisies` the fields typed in."""

    page: Page
    clics: int = 0
    saisies: int = 0
    debut: float = field(default_factory=time.monotonic)

    def aller(self, chemin: str) -> None:
        """An address typed, or the link of a mail followed: one gesture."""
        self.page.goto(chemin)
        self.clics += 1

    def cliquer(self, nom: str, role: str = "button", *, rang: int = 0, exact: bool = True) -> None:
        self.page.get_by_role(role, name=nom, exact=exact).nth(rang).click()
        self.clics += 1

    def ouvrir(self, resume: str) -> None:
        """Unfold what a summary hides."""
        self.page.locator("summary", has_text=resume).first.click()
        self.clics += 1

    def cocher(self, nom: str) -> None:
        self.page.get_by_label(nom).first.check()
        self.clics += 1

    def choisir(self, nom: str, valeur: str) -> None:
        self.page.get_by_label(nom, exact=True).first.select_option(valeur)
        self.clics += 1

    def ecrire(self, nom: str, valeur: str) -> None:
        self.page.get_by_label(nom, exact=True).first.fill(valeur)
        self.saisies += 1

    def joindre(self, nom: str, fichier: Path) -> None:
        self.page.get_by_label(nom).first.set_input_files(fichier)
        self.clics += 1

    def lire(self, texte: str) -> None:
        """Wait until the page says it."""
        self.page.get_by_text(texte).first.wait_for(timeout=60_000)

    @property
    def bilan(self) -> str:
        return f"{self.clics} clics, {self.saisies} saisies, {time.monotonic() - self.debut:.0f} s de machine"

    def photo(self, nom: str, *, haut: int = 900, depuis: str | None = None) -> None:
        """The picture of that name, from the element `depuis` down; its weight is that of a page of a guide."""
        photographier(self.page, nom, haut=haut, depuis=depuis)


def photographier(page: Page, nom: str, *, haut: int = 900, depuis: str | None = None) -> None:
    """Write docs/images/guide/NOM.png when IMAGES_GUIDE=1; in any case, fail for a picture that is blank or heavy."""
    page.mouse.move(0, 0)
    largeur = page.viewport_size["width"]
    ou = page.locator(depuis).first.bounding_box() if depuis else None
    dessus = max(0, ou["y"] + page.evaluate("scrollY") - 12) if ou else 0
    total = page.evaluate("document.documentElement.scrollHeight")
    cadre = {"x": 0, "y": dessus, "width": largeur, "height": min(haut, total - dessus)}
    with Image.open(io.BytesIO(page.screenshot(full_page=True, clip=cadre))) as vue:
        petite = vue.convert("RGB").quantize(COULEURS, dither=Image.Dither.NONE)
        octets = io.BytesIO()
        petite.save(octets, "png", optimize=True)
        assert len(petite.getcolors()) > 8, nom
    assert len(octets.getvalue()) < POIDS_MAX, nom
    if REDESSINER:
        IMAGES.mkdir(parents=True, exist_ok=True)
        (IMAGES / f"{nom}.png").write_bytes(octets.getvalue())
