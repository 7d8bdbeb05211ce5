"""Attached .xlsx, .ods and .csv → tables, once it is sure that opening them is cheap."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from courrier.lecture.archives import PieceIllisible, open_archive, read_member
from courrier.lecture.blocs import RANGEES_MAX, Bloc, Ligne, Tableau, rangee_en_phrase
from courrier.lecture.charsets import decode_text
from courrier.lecture.textes import en_une_ligne

FEUILLES_MAX = 20
COLONNES_MAX = 60
_CASES_MAX = 2_000_000
_REPERE = re.compile(rb"""<(?:\w+:)?c\s[^>]{0,300}?\br=["']([A-Za-z]{1,3})(\d{1,7})["']""")
_RANG = re.compile(rb"""<(?:\w+:)?row\s[^>]{0,300}?\br=["'](\d{1,7})["']""")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def blocs_du_tableur(octets: bytes) -> tuple[Bloc, ...]:
    """One table per sheet, title rows as lines. Raises PieceIllisible when it is damaged, protected or too large."""
    _check_size(open_archive(octets))
    blocs: list[Bloc] = []
    for nom, rangees in _sheets(octets):
        blocs += [Ligne(en_une_ligne(nom)), *_with_title_lines(rangees)]
    return tuple(blocs)


def _sheets(octets: bytes) -> list[tuple[str, list[tuple[str, ...]]]]:
    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
        return [(nom, _rows(classeur, nom)) for nom in classeur.sheet_names[:FEUILLES_MAX]]
    except (CalamineError, OSError, ValueError) as erreur:
        raise PieceIllisible("classeur abîmé ou protégé") from erreur
    except BaseException as erreur:
        if type(erreur).__name__ == "PanicException":  # the Rust reader's own crash is no Exception
            raise PieceIllisible("classeur abîmé") from erreur
        raise


def _rows(classeur: CalamineWorkbook, nom: str) -> list[tuple[str, ...]]:
    feuille = classeur.get_sheet_by_name(nom)
    rangees = feuille.to_python(skip_empty_area=True, nrows=RANGEES_MAX)
    textes = [tuple(_cell(valeur) for valeur in rangee[:COLONNES_MAX]) for rangee in rangees]
    return [rangee for rangee in textes if any(rangee)]


def _cell(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float):
        rond = Decimal(repr(valeur))
        return f"{rond.normalize():f}" if rond == rond.to_integral_value() else str(rond)
    if isinstance(valeur, datetime):
        return valeur.date().isoformat()
    return valeur.isoformat() if isinstance(valeur, date) else en_une_ligne(str(valeur))


def _with_title_lines(rangees: list[tuple[str, ...]]) -> list[Bloc]:
    """Rows of one cell are lines; the others, in runs, are tables."""
    blocs: list[Bloc] = []
    tas: list[tuple[str, ...]] = []
    for rangee in rangees:
        if sum(bool(cellule) for cellule in rangee) == 1:
            blocs += [Tableau(tuple(tas))] if tas else []
            tas = []
            blocs.append(Ligne(rangee_en_phrase(rangee)))
        else:
            tas.append(rangee)
    return [*blocs, Tableau(tuple(tas))] if tas else blocs


def _check_size(archive: zipfile.ZipFile) -> None:
    """The reader holds every cell of the used rectangle: two far cells would be enough to fill the memory."""
    for nom in archive.namelist():
        if nom == "content.xml":
            _check(*_ods_rectangle(read_member(archive, nom)))
        elif nom.endswith(".xml") and not nom.endswith("sharedStrings.xml"):
            _check(*_xlsx_rectangle(read_member(archive, nom)))


def _check(lignes: int, colonnes: int) -> None:
    if lignes * colonnes > _CASES_MAX:
        raise PieceIllisible("classeur trop étendu")


def _xlsx_rectangle(xml: bytes) -> tuple[int, int]:
    lignes = max((int(m[1]) for m in _RANG.finditer(xml)), default=1)
    colonnes = 1
    for repere in _REPERE.finditer(xml):
        lignes, colonnes = max(lignes, int(repere[2])), max(colonnes, _column(repere[1].upper()))
    return lignes, colonnes


def _column(lettres: bytes) -> int:
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + lettre - 64
    return rang


def _ods_rectangle(xml: bytes) -> tuple[int, int]:
    """Rows up to the last one that holds something, and the widest of these, repeats counted."""
    lignes = hauteur = largeur = 0
    try:
        for _, rang in etree.iterparse(
            io.BytesIO(xml), tag=f"{_TABLE}table-row", resolve_entities=False, no_network=True
        ):
            lignes += _repeat(rang, "rows")
            if pleines := _filled_width(rang):
                hauteur, largeur = lignes, max(largeur, pleines)
            rang.clear()
    except etree.LxmlError as erreur:
        raise PieceIllisible("classeur abîmé") from erreur
    return hauteur, largeur


def _filled_width(rang: etree._Element) -> int:
    largeur = pleine = 0
    for cellule in rang:
        largeur += _repeat(cellule, "columns")
        if len(cellule):
            pleine = largeur
    return pleine


def _repeat(noeud: etree._Element, sens: str) -> int:
    valeur = noeud.get(f"{_TABLE}number-{sens}-repeated") or "1"
    return int(valeur[:9]) if valeur.isascii() and valeur.isdigit() else 1


def blocs_du_csv(octets: bytes) -> tuple[Bloc, ...]:
    """The table of a separated text, separator found on the first lines."""
    texte = decode_text(octets[: 512 * 1024])
    tete = texte[:4000]
    separateur = max(";\t,|", key=tete.count)
    try:
        lues = list(csv.reader(io.StringIO(texte), delimiter=separateur))[:RANGEES_MAX]
    except csv.Error as erreur:
        raise PieceIllisible("texte séparé illisible") from erreur
    rangees = [tuple(en_une_ligne(cellule) for cellule in rangee[:COLONNES_MAX]) for rangee in lues]
    return tuple(_with_title_lines([rangee for rangee in rangees if any(rangee)]))
