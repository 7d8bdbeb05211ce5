"""What a Word document says, read back: paragraphs of the body, then of headers and footers."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ANNEXES = re.compile(r"word/(header|footer|footnotes)\d*\.xml")
_TEXTE = f"{_W}t"
_SIGNES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_paragraphs(octets: bytes) -> tuple[str, ...]:
    """The text of each paragraph, table cells included, in the order of the document."""
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        annexes = sorted(nom for nom in paquet.namelist() if _ANNEXES.fullmatch(nom))
        return tuple(texte for nom in ("word/document.xml", *annexes) for texte in _paragraphs(paquet.read(nom)))


def _paragraphs(xml: bytes) -> list[str]:
    racine = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    return [_text(paragraphe) for paragraphe in racine.iter(f"{_W}p")]


def _text(paragraphe: etree._Element) -> str:
    return "".join(_SIGNES.get(str(element.tag)) or element.text or "" for element in paragraphe.iter(_TEXTE, *_SIGNES))
