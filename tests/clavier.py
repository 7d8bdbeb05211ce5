"""Someone without a mouse: Tab from where one is, keys on what has the focus, which is seen each time."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

PAS_MAX = 160
FOCUS = """() => {
  const un = document.activeElement, cadre = un.getBoundingClientRect(), style = getComputedStyle(un);
  const etiquette = un.labels && un.labels.length ? un.labels[0].textContent : un.textContent;
  const dit = (un.getAttribute('aria-label') || etiquette).replace(/\\s+/g, ' ').trim();
  const cerne = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const dedans = cadre.bottom > 0 && cadre.top < innerHeight && cadre.right > 0 && cadre.left < innerWidth;
  const grand = cadre.width > 4 && cadre.height > 4;
  const place = [...document.querySelectorAll('*')].indexOf(un);
  return {nom: dit, genre: un.tagName, place, vu: (cerne || !un.matches(':focus')) && dedans && grand};
}"""
"""What has the focus; the calendar of a date field has it inside of the field, and the ring of the browser."""


class Clavier:
    """What a page is led by: keys only. Each element that has the focus on the way must be seen to have it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.on("filechooser", lambda _fenetre: None)  # taken over from now on: later, a key may come before

    def aller(self, nom: str, *, genre: str | None = None) -> None:
        """Tab until what begins with that name, in the order of the page; AssertionError where no Tab leads there."""
        place = self.focus["place"]
        for _ in range(PAS_MAX):
            self.page.keyboard.press("Tab")
            ici = self.focus
            assert ici["genre"] != "BODY", f"no Tab leads to {nom}"
            assert ici["vu"], ici
            assert ici["place"] > place or ici["genre"] == "INPUT", ici
            place = ici["place"]
            if ici["nom"].startswith(nom) and genre in (None, ici["genre"]):
                return
        raise AssertionError(nom)

    def presser(self, *touches: str) -> None:
        for une in touches:
            self.page.keyboard.press(une)

    def suivre(self, nom: str) -> None:
        """A link, or a button, reached and pressed."""
        self.aller(nom)
        self.presser("Enter")

    def ecrire(self, nom: str, texte: str) -> None:
        """In the field of that name, over what it holds."""
        self.aller(nom)
        self.presser("Control+a")
        self.page.keyboard.type(texte)

    def joindre(self, nom: str, fichier: Path) -> None:
        """The browser's own window of files, opened by a key."""
        self.aller(nom, genre="INPUT")
        with self.page.expect_file_chooser() as ouverte:
            self.presser("Enter")
        ouverte.value.set_files(fichier)

    @property
    def focus(self) -> dict[str, object]:
        """What has the focus: its name, its kind, its place in the page, whether one sees that it has it."""
        return self.page.evaluate(FOCUS)
