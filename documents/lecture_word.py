"""What a Word document says, read back: paragraphs of the body, then of headers and footers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import unescape

from lxml import etree

from documents.paquet_lu import open_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ANNEXES = re.compile(r"word/(header|footer|footnotes)\d*\.xml")
_PARAGRAPHE = f"{_W}p"
_TEXTE = f"{_W}t"
_SIGNES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_ANNEXES_RETENUES, _MORCEAUX_RETENUS = 64, 4096
_FIN_DE_PARAGRAPHE = b"</w:p>"
_A_ANALYSER = (b"\r", b"<!", b"<?", b"&#", b"txbxContent")
_NOTRE = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_ESPACE = f'xmlns:w="{_W[1:-1]}"'.encode()
_JETONS = re.compile(r"<w:(?:(p|tab|br|cr|noBreakHyphen)[\s/>]|t(?:\s[^>]*[^/>])?>([^<]*))")
_GUILLEMETS = {"&quot;": '"', "&apos;": "'"}
_SIGNES_ECRITS = {nom.removeprefix(_W): signe for nom, signe in _SIGNES.items()}


def read_paragraphs(octets: bytes) -> tuple[str, ...]:
    """The text of each paragraph, table cells included, in the order of the document."""
    paquet = open_package(octets)
    annexes = sorted(nom for nom in paquet.noms if _ANNEXES.fullmatch(nom))
    dites = [texte for nom in annexes for texte in _annexe(paquet.read(nom))]
    lire = _textes_ecrits if paquet.prouve else _paragraphs
    return (*lire(paquet.read("word/document.xml")), *dites)


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


def _textes_ecrits(xml: bytes) -> list[str]:
    """The same of a body known to be well formed, many times as fast: its tags are looked for, its tree is not built.

    Only if it is written as our engine writes, under the usual prefix, with nothing that hides a tag or a letter.
    """
    lus: list[str] = []
    espaces = 0
    for declares, suite, nouveaux in map(_lire_morceau, xml.removeprefix(_NOTRE).split(_FIN_DE_PARAGRAPHE)):
        espaces += declares
        if suite and lus:
            lus[-1] += suite
        lus += nouveaux
    return lus if espaces == 1 and _ESPACE in xml and xml.startswith(_NOTRE) else _paragraphs(xml)


class _Morceau(NamedTuple):
    """What is written between the ends of two paragraphs; most are a template's, the same from document to document.

    `suite` goes on with the paragraph before, and is empty as a rule; `nouveaux` are those that begin. `espaces` counts
    the declarations of Word's namespace, and is one too many where something hides a tag or a letter.
    """

    espaces: int
    suite: str = ""
    nouveaux: tuple[str, ...] = ()


@lru_cache(maxsize=_MORCEAUX_RETENUS)
def _lire_morceau(xml: bytes) -> _Morceau:
    if any(signe in xml for signe in _A_ANALYSER):
        return _Morceau(espaces=2)
    lus: list[list[str]] = [[]]
    for nom, texte in _JETONS.findall(xml.decode()):
        if nom == "p":
            lus.append([])
        else:
            lus[-1].append(_SIGNES_ECRITS.get(nom) or texte)
    textes = ("".join(morceaux) for morceaux in lus)
    suite, *nouveaux = (unescape(texte, _GUILLEMETS) if "&" in texte else texte for texte in textes)
    return _Morceau(espaces=xml.count(_ESPACE[9:-1]), suite=suite, nouveaux=tuple(nouveaux))


def _text(paragraphe: etree._Element) -> str:
    return "".join(_SIGNES.get(str(element.tag)) or element.text or "" for element in paragraphe.iter(_TEXTE, *_SIGNES))
