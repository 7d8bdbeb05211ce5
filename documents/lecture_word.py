"""What a Word document says, read back: paragraphs of the body, then of headers and footers."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from documents.paquet_lu import open_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ANNEXES = re.compile(r"word/(header|footer|footnotes)\d*\.xml")
_PARAGRAPHE = f"{_W}p"
_TEXTE = f"{_W}t"
_SIGNES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_ANNEXES_RETENUES = 64


def read_paragraphs(octets: bytes) -> tuple[str, ...]:
    """The text of each paragraph, table cells included, in the order of the document."""
    paquet = open_package(octets)
    annexes = sorted(nom for nom in paquet.noms if _ANNEXES.fullmatch(nom))
    dites = [texte for nom in annexes for texte in _annexe(paquet.read(nom))]
    return (*_paragraphs(paquet.read("word/document.xml")), *dites)


@lru_cache(maxsize=_ANNEXES_RETENUES)
def _annexe(xml: bytes) -> tuple[str, ...]:
    """Headers and footers are the same in many documents of a template."""
    return tuple(_paragraphs(xml))


def _paragraphs(xml: bytes) -> list[str]:
    """In one pass, unless a text box puts paragraphs within a paragraph, which says then what they say too."""
    racine = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    if b"txbxContent" in xml:
        return [_text(paragraphe) for paragraphe in racine.iter(_PARAGRAPHE)]
    lus: list[list[str]] = []
    for element in racine.iter(_PARAGRAPHE, _TEXTE, *_SIGNES):
        if element.tag == _PARAGRAPHE:
            lus.append([])
        elif lus:
            lus[-1].append(_SIGNES.get(str(element.tag)) or element.text or "")
    return ["".join(morceaux) for morceaux in lus]


def _text(paragraphe: etree._Element) -> str:
    return "".join(_SIGNES.get(str(element.tag)) or element.text or "" for element in paragraphe.iter(_TEXTE, *_SIGNES))
