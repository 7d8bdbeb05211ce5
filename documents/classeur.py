"""Spreadsheets written by XlsxWriter: French formats, texts that stay texts, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from textwrap import wrap
from typing import TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.archive import repack
from documents.nettoyage import clean

Valeur: TypeAlias = "str | int | Decimal | date | None"

LONGUEUR_CELLULE = 32_767  # beyond it Excel declares the file damaged
LONGUEUR_PIED = 120  # a printed footer holds 255 characters, its codes included
CREE_LE = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed instant: the same content gives the same bytes
GRIS_ENTETE = "#D9D9D9"
GRIS_TOTAL = "#F2F2F2"
PAYSAGE_A4 = 9
HAUTEUR_LIGNE = 12.75  # points
SERRE = 1.2  # characters of Calibri 10 in the width of one digit of the default font, a margin left for words
LIGNES_MAXIMUM = 32  # Excel refuses rows of more than 409 points
FORMATS = {
    "texte": "@",
    "entier": "[$-40C]#,##0",
    "nombre": "[$-40C]#,##0.##",
    "heures": "[$-40C]#,##0.00",
    "jours": "[$-40C]#,##0.0",
    "euros": '[$-40C]#,##0.00\\ "€"',
    "part": "[$-40C]0.0#\\ %",
    "date": "dd/mm/yyyy",
}


@dataclass(frozen=True)
class Titre:
    """A column of a sheet: its heading, its width in characters, the key of its format in `FORMATS`."""

    texte: str
    largeur: float
    genre: str = "texte"


@dataclass(frozen=True, kw_only=True)
class Feuille:
    """A sheet: heading lines, a table and its total, closing lines; printed on that many pages across."""

    nom: str
    intitules: Sequence[str]
    titres: Sequence[Titre]
    lignes: Sequence[Sequence[Valeur]]
    total: Sequence[Valeur] | None = None
    notes: Sequence[str] = ()
    pages: int = 1


@dataclass(frozen=True, kw_only=True)
class Proprietes:
    """What the file says of itself; `pied` is printed at the foot of each page."""

    titre: str
    sujet: str
    pied: str
    autres: Mapping[str, str]


def classeur(feuilles: Sequence[Feuille], proprietes: Proprietes) -> bytes:
    """The bytes of a workbook of these sheets, A4 landscape, one page wide; same arguments, same bytes."""
    tampon = io.BytesIO()
    livre = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    livre.set_properties(
        {"title": proprietes.titre, "subject": proprietes.sujet, "created": CREE_LE, "category": proprietes.pied}
    )
    for nom, valeur in proprietes.autres.items():
        livre.set_custom_property(nom, valeur)
    plumes = _Plumes(livre)
    for feuille in feuilles:
        _Ecriture(livre.add_worksheet(feuille.nom), feuille, plumes).ecrire(proprietes.pied)
    livre.close()
    return repack(tampon.getvalue())


def texte_de_cellule(texte: str) -> str:
    """The text without what a cell cannot hold, cut with « … » at Excel's limit."""
    propre = clean(texte)
    return propre if len(propre) <= LONGUEUR_CELLULE else propre[: LONGUEUR_CELLULE - 1] + "…"


class _Plumes:
    """The cell formats of a workbook, one of each."""

    def __init__(self, livre: xlsxwriter.Workbook) -> None:
        self._livre = livre
        self._plumes: dict[tuple[str, str], Format] = {}

    def __call__(self, genre: str, role: str = "corps") -> Format:
        """The format of a value (`FORMATS`) in a role: titre, note, entete, corps or total."""
        if (genre, role) not in self._plumes:
            self._plumes[genre, role] = self._livre.add_format(_style(genre, role))
        return self._plumes[genre, role]


def _style(genre: str, role: str) -> dict[str, object]:
    commun: dict[str, object] = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
    if role == "titre":
        return {**commun, "bold": True, "font_size": 13, "font_color": "#1F3864"}
    if role == "note":
        return {**commun, "font_color": "#595959"}
    commun |= {"border": 1, "border_color": "#A6A6A6", "valign": "vcenter"}
    if role == "entete":
        return {**commun, "bold": True, "bg_color": GRIS_ENTETE, "align": "center"}
    commun |= {"num_format": FORMATS[genre]}
    if genre == "texte":
        commun |= {"align": "left", "indent": 1}
    return {**commun, "bold": True, "bg_color": GRIS_TOTAL} if role == "total" else commun


class _Ecriture:
    def __init__(self, page: Worksheet, feuille: Feuille, plumes: _Plumes) -> None:
        self._page, self._feuille, self._plumes = page, feuille, plumes
        self._rang = 0

    def ecrire(self, pied: str) -> None:
        for rang, titre in enumerate(self._feuille.titres):
            self._page.set_column(rang, rang, titre.largeur)
        self._bandes(self._feuille.intitules, "titre")
        self._table()
        self._bandes(self._feuille.notes, "note")
        self._mise_en_page(pied)

    def _table(self) -> None:
        entete = self._rang
        self._page.set_row(entete, _hauteur_de_ligne([t.texte for t in self._feuille.titres], self._feuille.titres))
        for rang, titre in enumerate(self._feuille.titres):
            self._page.write_string(entete, rang, titre.texte, self._plumes("texte", "entete"))
        self._page.freeze_panes(entete + 1, 2)
        self._page.repeat_rows(entete)
        self._rang += 1
        for ligne in self._feuille.lignes:
            self._ligne(ligne, "corps")
        if self._feuille.total is not None:
            self._ligne(self._feuille.total, "total")

    def _ligne(self, valeurs: Sequence[Valeur], role: str) -> None:
        self._page.set_row(self._rang, _hauteur_de_ligne(valeurs, self._feuille.titres))
        for rang, (titre, valeur) in enumerate(zip(self._feuille.titres, valeurs, strict=True)):
            self._cellule(rang, valeur, self._plumes(titre.genre, role), self._plumes("texte", role))
        self._rang += 1

    def _cellule(self, colonne: int, valeur: Valeur, plume: Format, plume_texte: Format) -> None:
        if valeur is None:
            self._page.write_blank(self._rang, colonne, None, plume)
        elif isinstance(valeur, str):
            self._page.write_string(self._rang, colonne, texte_de_cellule(valeur), plume_texte)
        elif isinstance(valeur, date):
            self._page.write_datetime(self._rang, colonne, valeur, plume)
        else:
            self._page.write_number(self._rang, colonne, valeur, plume)

    def _bandes(self, textes: Sequence[str], role: str) -> None:
        """Lines as wide as the table; a merged cell never grows by itself, so its height is set here."""
        derniere = len(self._feuille.titres) - 1
        largeur = sum(titre.largeur for titre in self._feuille.titres)
        for rang, texte in enumerate(textes):
            genre = role if rang == 0 or role == "note" else "note"
            propre = texte_de_cellule(texte)
            self._page.merge_range(self._rang, 0, self._rang, derniere, "", self._plumes("texte", genre))
            self._page.write_string(self._rang, 0, propre, self._plumes("texte", genre))
            self._page.set_row(self._rang, count_lines(propre, largeur) * (18 if genre == "titre" else HAUTEUR_LIGNE))
            self._rang += 1

    def _mise_en_page(self, pied: str) -> None:
        self._page.set_landscape()
        self._page.set_paper(PAYSAGE_A4)
        self._page.fit_to_pages(self._feuille.pages, 0)
        if self._feuille.pages > 1:
            self._page.repeat_columns(0, 1)
        self._page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        court = pied if len(pied) <= LONGUEUR_PIED else pied[: LONGUEUR_PIED - 1] + "…"
        self._page.set_footer(f"&L&8{court.replace('&', '&&')}&R&8page &P sur &N")


def _hauteur_de_ligne(valeurs: Sequence[Valeur], titres: Sequence[Titre]) -> float:
    """The height of the tallest text of a row: no spreadsheet program grows every row by itself."""
    textes = [(valeur, titre.largeur) for valeur, titre in zip(valeurs, titres, strict=True) if isinstance(valeur, str)]
    return HAUTEUR_LIGNE * max((count_lines(texte, largeur) for texte, largeur in textes), default=1) + 2


def count_lines(texte: str, largeur: float) -> int:
    """How many lines a text takes in a column, `LIGNES_MAXIMUM` at most."""
    lignes = sum(
        len(wrap(partie, max(int(largeur * SERRE), 1))) or 1 for partie in texte[:LONGUEUR_CELLULE].split("\n")
    )
    return min(lignes, LIGNES_MAXIMUM)
