"""The texts of a file, whatever it is: enough to tell whether somebody is named in it."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from courrier.lecture.archives import PieceIllisible, open_archive
from courrier.lecture.demontage import ouvrir
from courrier.lecture.limites import LimiteDepassee
from courrier.lecture.mime import Courriel

NIVEAUX = 3
LOGO = 60_000
"""Bytes: a smaller picture, or one inside a document, is a logo or a signature, not a scanned page."""
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF")
_PDF = b"%PDF-"
_OLE = b"\xd0\xcf\x11\xe0"
_FINS = re.compile(r"</(?:w:p|w:tc|si|c|text:p|table:table-cell|p|td|li|h\d)>|<br ?/?>", re.IGNORECASE)
_BALISES = re.compile(r"<[^>]*>")
_ABIMES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, kw_only=True)
class Ecrit:
    """What a file says; `illisibles`: the sha256 of what is in it that no one here can read (PDF, pictures, damage)."""

    texte: str
    illisibles: tuple[str, ...] = ()


def lire(octets: bytes) -> Ecrit:
    """The texts of a document, a spreadsheet, an archive, a page, a plain text."""
    return _assembler(_morceaux(octets, NIVEAUX))


def lire_courriel(octets: bytes) -> Ecrit:
    """The texts of a mail, attachments included; one that cannot be taken apart is read as it is."""
    try:
        courriel = ouvrir(octets)
    except (LimiteDepassee, PieceIllisible, ValueError, LookupError):
        return Ecrit(texte=_decoder(octets), illisibles=(sha256(octets).hexdigest(),))
    return _assembler(_du_courriel(courriel))


def _assembler(morceaux: Iterator[str | bytes]) -> Ecrit:
    """Texts are joined; bytes are what could not be read."""
    textes: list[str] = []
    illisibles: list[str] = []
    for un in morceaux:
        if isinstance(un, bytes):
            illisibles.append(sha256(un).hexdigest())
        else:
            textes.append(un)
    return Ecrit(texte="\n".join(textes), illisibles=tuple(illisibles))


def _du_courriel(courriel: Courriel) -> Iterator[str | bytes]:
    for nom in ("From", "To", "Cc", "Reply-To", "Subject"):
        yield from courriel.entetes(nom)
    for corps in courriel.corps:
        yield from (texte for texte in (corps.texte, _sans_balises(corps.html or "")) if texte)
    yield from courriel.agendas
    for piece in courriel.pieces:
        yield piece.nom
        yield from _morceaux(piece.octets, NIVEAUX)
    for joint in courriel.joints:
        yield from _du_courriel(joint)


def _morceaux(octets: bytes, niveaux: int) -> Iterator[str | bytes]:
    if octets.startswith(b"PK\x03\x04"):
        yield from _de_l_archive(octets, niveaux)
    elif octets.startswith(_IMAGES):
        if niveaux == NIVEAUX and len(octets) > LOGO:
            yield octets
    elif _PDF in octets[:1024]:
        yield octets
    elif octets.startswith(_OLE):
        yield octets.decode("latin-1")
        yield octets.decode("utf-16-le", "replace")
        yield octets[1:].decode("utf-16-le", "replace")
    else:
        texte = _decoder(octets)
        yield _sans_balises(texte) if "<" in texte[:1000] else texte


def _de_l_archive(octets: bytes, niveaux: int) -> Iterator[str | bytes]:
    if not niveaux:
        yield octets
        return
    try:
        archive = open_archive(octets)
        for nom in archive.namelist():
            yield nom
            yield from _morceaux(archive.read(nom), niveaux - 1) if not nom.endswith("/") else ()
    except (PieceIllisible, *_ABIMES):
        yield octets


def _sans_balises(texte: str) -> str:
    """What is between tags: a name cut by formatting is whole, two cells are two."""
    return html.unescape(_BALISES.sub("", _FINS.sub("\n", texte)))


def _decoder(octets: bytes) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")
