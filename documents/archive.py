"""Zip archives whose bytes depend on their content alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import lru_cache

INSTANT = (1980, 1, 1, 0, 0, 0)
CORPS_WORD = "word/document.xml"
_USUEL, _RAPIDE = 6, 1
_NOMBRES = re.compile(r"([0-9]{1,18})", re.ASCII)
_EN_TETE = ("[Content_Types].xml", "_rels/.rels")


def archive(membres: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The bytes of a zip, times and rights fixed, members sorted: those Word reads first, then lot 2 before lot 10."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", compression) as sortie:
        for nom in sorted(membres, key=_rang):
            entree = zipfile.ZipInfo(nom, INSTANT)
            entree.compress_type = compression
            entree.create_system = 3
            entree.external_attr = 0o644 << 16
            sortie.writestr(entree, membres[nom], compresslevel=niveau(nom))
    return tampon.getvalue()


def repack(octets: bytes) -> bytes:
    """The same archive, reproducible."""
    with zipfile.ZipFile(io.BytesIO(octets)) as source:
        return archive({nom: source.read(nom) for nom in source.namelist()})


def niveau(nom: str) -> int:
    """How hard zlib tries on a member: little on the body of a Word document, which no other document shares."""
    return _RAPIDE if nom == CORPS_WORD else _USUEL


@lru_cache(maxsize=1024)
def _rang(nom: str) -> tuple[int, tuple[tuple[int, int, str], ...], str]:
    """Its place: numbers in a name count as such."""
    tete = _EN_TETE.index(nom) if nom in _EN_TETE else len(_EN_TETE)
    parties = tuple((0, int(une), "") if _NOMBRES.fullmatch(une) else (1, 0, une) for une in _NOMBRES.split(nom) if une)
    return tete, parties, nom
