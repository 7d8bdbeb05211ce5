"""The HTML of a mail as its receiver sees it, made harmless: no script, no form, no link that leads anywhere.

The frame that shows it is in a sandbox besides: this is the second of two locks.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser

SEULES = frozenset({"br", "hr", "img", "col", "wbr"})
"""What is never closed."""
GARDEES = SEULES | frozenset(
    {"a", "abbr", "b", "blockquote", "body", "caption", "center", "cite", "code", "colgroup", "dd", "del", "div", "dl",
     "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "ins", "li", "ol", "p", "pre", "q", "s", "small",
     "span", "strong", "style", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"}
)  # fmt: skip
TRANSPARENTES = frozenset({"html", "head", "main", "section", "article", "header", "footer", "figure", "figcaption"})
"""What is left out while its content is kept; anything else goes with its content."""
SANS_CONTENU = frozenset({"meta", "link", "base", "input", "embed", "source", "track", "area", "param", "frame"})
GARDES = frozenset(
    {"align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "colspan", "dir", "height",
     "lang", "role", "rowspan", "scope", "size", "start", "style", "title", "valign", "width"}
)  # fmt: skip
PAGE = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{titre}</title>'
    "<style>html{{overflow-wrap:anywhere}}a{{text-decoration:underline}}</style></head>{corps}</html>"
)


def assainir(html: str, titre: str) -> str:
    """A whole page; the address of each link is only told, as its title, and pictures are those of the mail itself."""
    ecriture = _Ecriture()
    ecriture.feed(html)
    ecriture.close()
    return PAGE.format(titre=escape(titre), corps="".join(ecriture.morceaux))


class _Ecriture(HTMLParser):
    """Writes again what is kept; what is open and not kept hides all that it holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.morceaux: list[str] = []
        self._cachees: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in GARDEES and not self._cachees:
            self._style = tag == "style"
            self.morceaux.append(f"<{tag}{''.join(_attributs(tag, attrs))}>")
        elif tag not in GARDEES | TRANSPARENTES | SANS_CONTENU:
            self._cachees.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._cachees:
            if tag in self._cachees:
                while self._cachees.pop() != tag:
                    pass
        elif tag in GARDEES - SEULES:
            self._style = False
            self.morceaux.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._cachees:
            self.morceaux.append(data.replace("<", "") if self._style else escape(data, quote=False))


def _attributs(balise: str, attrs: Iterable[tuple[str, str | None]]) -> Iterable[str]:
    for nom, valeur in attrs:
        if nom in GARDES:
            yield f' {nom}="{escape(valeur or "")}"'
        elif balise == "a" and nom == "href" and valeur:
            yield f' title="{escape(valeur)}"'
        elif balise == "img" and nom == "src" and (valeur or "").startswith("data:image/"):
            yield f' src="{escape(valeur or "")}"'
