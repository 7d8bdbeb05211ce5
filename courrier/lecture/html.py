"""HTML of any mail client → lines and tables; scripts, styles and what is hidden from the reader are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HTMLParser

from courrier.lecture.blocs import RANGEES_MAX, Bloc, Ligne, Tableau
from courrier.lecture.textes import en_une_ligne

_IGNORES = frozenset(
    {"script", "style", "head", "title", "noscript", "template", "object", "svg", "form", "textarea", "select"}
    | {"s", "strike", "del"}  # struck out by their author
)
_BLOCS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "dl",
        "dt",
        "dd",
        "hr",
        "body",
        "center",
        "address",
    ]
)
_CACHE = re.compile(
    r"display\s*:\s*none|text-decoration[\w-]*\s*:[^;]*line-through"
    r"|visibility\s*:\s*hidden|font-size\s*:\s*0(?:p[xt]|em|%)?\s*(?:;|$)|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
_CELLULES_MAX = 60
_BLOCS_MAX = 20_000


def blocs_du_html(html: str) -> tuple[Bloc, ...]:
    """Lines and tables of an HTML body, spaces made plain, the first 20,000. An unreadable body gives none."""
    sans_nul = html.replace("\x00", "").encode("utf-8", "replace")
    if not sans_nul.strip():
        return ()
    analyseur = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        racine = etree.fromstring(sans_nul, analyseur)
    except etree.LxmlError:
        return ()
    if racine is None:
        return ()
    ecrivain = _Ecrivain()
    ecrivain.walk(racine)
    return ecrivain.close()


class _Ecrivain:
    """Walks the tree and writes a line at each block's edge."""

    def __init__(self) -> None:
        self.blocs: list[Bloc] = []
        self.courant: list[str] = []

    def walk(self, element: etree._Element) -> None:
        if not isinstance(element.tag, str) or element.tag in _IGNORES or _is_hidden(element):
            return
        if len(self.blocs) > _BLOCS_MAX:
            return
        if element.tag == "br":
            self.end_line()
        elif element.tag == "table" and (rangees := _data_rows(element)):
            self.end_line()
            self.blocs.append(Tableau(rangees))
        else:
            self._walk_inside(element)

    def _walk_inside(self, element: etree._Element) -> None:
        bloc = element.tag in _BLOCS
        if bloc:
            self.end_line()
        self.courant.append(_list_number(element) + _plain(element.text))
        for enfant in element:
            self.walk(enfant)
            self.courant.append(_plain(enfant.tail))
        if element.tag in {"td", "th"}:
            self.courant.append(" ")
        if element.tag == "dt" and not "".join(self.courant).rstrip().endswith(":"):
            self.courant.append(" :")
        if bloc:
            self.end_line()

    def end_line(self) -> None:
        texte = en_une_ligne("".join(self.courant))
        self.courant = []
        self.blocs.append(Ligne(texte))

    def close(self) -> tuple[Bloc, ...]:
        self.end_line()
        return tuple(_merge_blank(self.blocs))


def _list_number(element: etree._Element) -> str:
    """The number that a browser shows before an item of a numbered list."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag != "ol":
        return ""
    debut = parent.get("start") or "1"
    rang = sum(1 for _ in element.itersiblings("li", preceding=True))
    return f"{rang + int(debut[:4] if debut.isascii() and debut.isdigit() else 1)}. "


def _plain(texte: str | None) -> str:
    return (texte or "").replace("\n", " ").replace("\r", " ")


def _merge_blank(blocs: list[Bloc]) -> Iterator[Bloc]:
    """Runs of empty lines made one, so that layout does not pass for structure."""
    vide = True
    for bloc in blocs:
        est_vide = isinstance(bloc, Ligne) and not bloc.texte
        if not (est_vide and vide):
            yield bloc
        vide = est_vide


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _CACHE.search(element.get("style") or "") is not None


def _data_rows(table: etree._Element) -> tuple[tuple[str, ...], ...]:
    """The rows of a table of data; empty for a table that only lays out (nested tables, one column, long cells)."""
    if next(table.iterdescendants("table"), None) is not None:
        return ()
    rangees = _grid([tr for tr in table.iterdescendants("tr") if not _is_hidden(tr)][:RANGEES_MAX])
    pleines = [rangee for rangee in rangees if sum(bool(c) for c in rangee) > 1]
    longue = any(cellule.count("\n") > 2 for rangee in rangees for cellule in rangee)  # noqa: PLR2004 - a paragraph
    if not pleines or longue or (len(rangees) == 1 and "\n" in "".join(rangees[0])):
        return ()
    return tuple(tuple(en_une_ligne(cellule) for cellule in rangee) for rangee in rangees)


def _grid(lignes: list[etree._Element]) -> list[list[str]]:
    """Cells by row and column, spans repeated once per place they cover."""
    grille: list[list[str]] = []
    reports: dict[int, tuple[int, str]] = {}
    for ligne in lignes:
        rangee: list[str] = []
        for cellule in ligne.iterchildren("td", "th"):
            _carry(rangee, reports)
            _place(cellule, rangee, reports)
        _carry(rangee, reports)
        grille.append(rangee)
    return grille


def _carry(rangee: list[str], reports: dict[int, tuple[int, str]]) -> None:
    while (colonne := len(rangee)) in reports:
        reste, texte = reports.pop(colonne)
        rangee.append(texte)
        if reste > 1:
            reports[colonne] = (reste - 1, texte)


def _place(cellule: etree._Element, rangee: list[str], reports: dict[int, tuple[int, str]]) -> None:
    texte = _cell_text(cellule)
    hauteur, largeur = _span(cellule, "rowspan"), _span(cellule, "colspan")
    for decalage in range(min(largeur, _CELLULES_MAX - len(rangee))):
        if hauteur > 1:
            reports[len(rangee)] = (hauteur - 1, texte if decalage == 0 else "")
        rangee.append(texte if decalage == 0 else "")


def _span(cellule: etree._Element, nom: str) -> int:
    valeur = cellule.get(nom) or "1"
    return min(int(valeur), RANGEES_MAX) if valeur.isascii() and valeur.isdigit() and valeur != "0" else 1


def _cell_text(cellule: etree._Element) -> str:
    ecrivain = _Ecrivain()
    ecrivain._walk_inside(cellule)  # noqa: SLF001 - the same walk, one cell at a time
    return "\n".join(bloc.texte for bloc in ecrivain.close() if isinstance(bloc, Ligne) and bloc.texte)
