"""Attached .docx and .odt → lines and tables, read in the zipped XML: no relation followed, nothing resolved."""

from __future__ import annotations

from lxml import etree

from courrier.lecture.archives import PieceIllisible, open_archive, read_member
from courrier.lecture.blocs import RANGEES_MAX, Bloc, Ligne, Tableau
from courrier.lecture.textes import en_une_ligne

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def _parse(octets: bytes) -> etree._Element:
    """The root of an XML member, without entities, DTD or network."""
    analyseur = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, huge_tree=False)
    try:
        return etree.fromstring(octets, analyseur)
    except (etree.LxmlError, ValueError) as erreur:
        raise PieceIllisible("fichier abîmé ou d’un autre format") from erreur


def blocs_du_docx(octets: bytes) -> tuple[Bloc, ...]:
    """Paragraphs and tables of a Word document without what is deleted, struck out or an alternate drawing.

    Raises PieceIllisible.
    """
    racine = _parse(read_member(open_archive(octets), "word/document.xml"))
    corps = racine.find(f"{_W}body")
    return tuple(_word_blocs(racine if corps is None else corps))


def _word_blocs(parent: etree._Element) -> list[Bloc]:
    blocs: list[Bloc] = []
    for enfant in parent:
        if enfant.tag == f"{_W}p":
            blocs += [Ligne(en_une_ligne(t)) for t in _word_text(enfant).split("\n")]
        elif enfant.tag == f"{_W}tbl":
            blocs.append(Tableau(_word_rows(enfant)))
        elif enfant.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            blocs += _word_blocs(enfant)
    return blocs


def _word_rows(table: etree._Element) -> tuple[tuple[str, ...], ...]:
    rangees = [
        tuple(en_une_ligne(" ".join(_word_text(p) for p in cellule.iter(f"{_W}p"))) for cellule in rang.iter(f"{_W}tc"))
        for rang in list(table.iter(f"{_W}tr"))[:RANGEES_MAX]
    ]
    return tuple(rangee for rangee in rangees if any(rangee))


def _word_text(paragraphe: etree._Element) -> str:
    morceaux: list[str] = []
    for noeud in paragraphe.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if next(noeud.iterancestors(f"{_MC}Fallback", f"{_W}del"), None) is not None or _is_struck(noeud):
            continue
        morceaux.append(
            {f"{_W}t": noeud.text or "", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}.get(str(noeud.tag), "\n")
        )
    return "".join(morceaux)


def _is_struck(noeud: etree._Element) -> bool:
    """Whether its run is struck out by the author, without the tracking of changes."""
    course = next(noeud.iterancestors(f"{_W}r"), None)
    marque = None if course is None else course.find(f"{_W}rPr/{_W}strike")
    return marque is not None and marque.get(f"{_W}val") not in {"0", "false"}


def blocs_de_l_odt(octets: bytes) -> tuple[Bloc, ...]:
    """Paragraphs and tables of an OpenDocument text. Raises PieceIllisible."""
    racine = _parse(read_member(open_archive(octets), "content.xml"))
    blocs: list[Bloc] = []
    for noeud in racine.iter(f"{_T}p", f"{_T}h", f"{_TABLE}table"):
        if next(noeud.iterancestors(f"{_TABLE}table"), None) is not None:
            continue
        blocs.append(Tableau(_odt_rows(noeud)) if noeud.tag == f"{_TABLE}table" else Ligne(_odt_text(noeud)))
    return tuple(blocs)


def _odt_rows(table: etree._Element) -> tuple[tuple[str, ...], ...]:
    rangees = [
        tuple(
            en_une_ligne(" ".join(_odt_text(p) for p in cellule.iter(f"{_T}p")))
            for cellule in rang.iter(f"{_TABLE}table-cell")
        )
        for rang in list(table.iter(f"{_TABLE}table-row"))[:RANGEES_MAX]
    ]
    return tuple(rangee for rangee in rangees if any(rangee))


def _odt_text(paragraphe: etree._Element) -> str:
    return en_une_ligne("".join(str(morceau) for morceau in paragraphe.itertext()))
