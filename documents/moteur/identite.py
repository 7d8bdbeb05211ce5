"""Whether two Word files are the same document: XML compared once canonicalised (C14N 2.0), the rest byte for byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree


def differences(un: bytes, autre: bytes) -> tuple[str, ...]:
    """The members that are in one file only, or differ."""
    return tuple(_differences(_lire(un), _lire(autre)))


def canonique(xml: bytes) -> bytes:
    """The canonical form of an XML document."""
    forme: bytes = etree.tostring(etree.fromstring(xml), method="c14n2", with_comments=True)
    return forme


def _lire(octets: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def _differences(un: dict[str, bytes], autre: dict[str, bytes]) -> Iterator[str]:
    yield from sorted(un.keys() ^ autre.keys())
    for nom in sorted(un.keys() & autre.keys()):
        if un[nom] != autre[nom] and not (nom.endswith((".xml", ".rels")) and _memes(un[nom], autre[nom])):
            yield nom


def _memes(un: bytes, autre: bytes) -> bool:
    try:
        return canonique(un) == canonique(autre)
    except etree.XMLSyntaxError:
        return False
