"""Zip archives whose bytes depend on their content alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

INSTANT = (1980, 1, 1, 0, 0, 0)
CORPS_WORD = "word/document.xml"
_USUEL, _RAPIDE = 6, 1
_EN_TETE = ("[Content_Types].xml", "_rels/.rels")


def archive(membres: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The bytes of a zip: members sorted (those Word reads first come first), fixed times and rights."""
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


def _rang(nom: str) -> tuple[int, str]:
    return (_EN_TETE.index(nom), nom) if nom in _EN_TETE else (len(_EN_TETE), nom)
