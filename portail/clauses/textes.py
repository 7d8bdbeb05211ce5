"""The text of a Word piece as blocks of a page: headings, paragraphs, lists, tables; its cover is left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIN_DE_GARDE = "Cette page est à retirer"
TITRES = {"Titre": 2, "Titre1": 2, "Titre2": 2, "Titre3": 3, "Titre4": 4}
LISTES = ("Listepuces", "Listenumros")


@dataclass(frozen=True)
class Morceau:
    """A run of text; `marque`: highlighted or shaded, something to complete or to confirm."""

    texte: str
    gras: bool = False
    marque: bool = False


@dataclass(frozen=True)
class Bloc:
    """`genre`: `titre`, `puce`, `texte` or `tableau`; `rangs` are the rows of a table, cell by cell."""

    genre: str
    morceaux: tuple[Morceau, ...] = ()
    niveau: int = 0
    rangs: tuple[tuple[tuple[Morceau, ...], ...], ...] = ()


def lire(octets: bytes) -> tuple[Bloc, ...]:
    """The blocks of a .docx, what comes before the end of its cover left out where it has one."""
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        racine = etree.fromstring(
            paquet.read("word/document.xml"), etree.XMLParser(resolve_entities=False, no_network=True)
        )
    corps = racine.find(f"{_W}body")
    assert corps is not None
    blocs = [bloc for element in corps if (bloc := _bloc(element)) is not None]
    fins = [rang for rang, bloc in enumerate(blocs) if FIN_DE_GARDE in "".join(un.texte for un in bloc.morceaux)]
    return tuple(blocs[fins[0] + 1 :] if fins else blocs)


def _bloc(element: etree._Element) -> Bloc | None:
    if element.tag == f"{_W}tbl":
        rangs = tuple(tuple(_cellule(cellule) for cellule in rang.iter(f"{_W}tc")) for rang in element.iter(f"{_W}tr"))
        return Bloc(genre="tableau", rangs=rangs)
    morceaux = tuple(_morceaux(element))
    if element.tag != f"{_W}p" or not any(un.texte.strip() for un in morceaux):
        return None
    style = element.find(f"{_W}pPr/{_W}pStyle")
    nom = style.get(f"{_W}val", "") if style is not None else ""
    if nom in TITRES:
        return Bloc(genre="titre", morceaux=morceaux, niveau=TITRES[nom])
    return Bloc(genre="puce" if nom in LISTES else "texte", morceaux=morceaux)


def _cellule(cellule: etree._Element) -> tuple[Morceau, ...]:
    """The paragraphs of a cell, an ordinary space between them."""
    lus: list[Morceau] = []
    for paragraphe in cellule.iter(f"{_W}p"):
        lus += [Morceau(" "), *_morceaux(paragraphe)] if lus else _morceaux(paragraphe)
    return tuple(lus)


def _morceaux(paragraphe: etree._Element) -> Iterator[Morceau]:
    for passage in paragraphe.iter(f"{_W}r"):
        texte = "".join(_signe(element) for element in passage)
        if texte:
            proprietes = passage.find(f"{_W}rPr")
            yield Morceau(texte, gras=_a(proprietes, "b"), marque=_a(proprietes, "highlight") or _a(proprietes, "shd"))


def _signe(element: etree._Element) -> str:
    if element.tag == f"{_W}t":
        return element.text or ""
    return {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}noBreakHyphen": "\u2011"}.get(str(element.tag), "")


def _a(proprietes: etree._Element | None, nom: str) -> bool:
    trouve = proprietes.find(f"{_W}{nom}") if proprietes is not None else None
    return trouve is not None and trouve.get(f"{_W}val", "1") not in {"0", "false", "none"}
