"""Attachments too heavy for a mail, given as links in its two bodies."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from courrier.gabarits import rendre_fragment
from courrier.messages import Message, PieceJointe
from courrier.texte_brut import en_texte

REPERE = "<!-- pieces -->"
ENSEMBLE = "pieces-jointes.zip"
UNE_A_UNE = 10
"""Links beyond which a reader would rather have one archive."""
_INSTANT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class PieceEnLien:
    """A file as a mail gives it: its name, its bytes, where it is downloaded."""

    nom: str
    octets: int
    lien: str


def poids(pieces: Sequence[PieceJointe]) -> int:
    """Bytes of the attachments, before their encoding."""
    return sum(len(piece.octets) for piece in pieces)


def rassembler(pieces: tuple[PieceJointe, ...]) -> tuple[PieceJointe, ...]:
    """The same files, or one archive of them where there are too many; the same files give the same bytes."""
    if len(pieces) <= UNE_A_UNE:
        return pieces
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for rang, piece in enumerate(pieces):
            entree = zipfile.ZipInfo(_distinct(piece.nom, [une.nom for une in pieces[:rang]]), date_time=_INSTANT)
            archive.writestr(entree, piece.octets, zipfile.ZIP_DEFLATED)
    return (PieceJointe(nom=ENSEMBLE, octets=tampon.getvalue()),)


def _distinct(nom: str, deja: Sequence[str]) -> str:
    """Two operations may each have their `E1.docx`."""
    base, point, suffixe = nom.rpartition(".")
    rang = deja.count(nom)
    return f"{base}-{rang + 1}{point}{suffixe}" if rang else nom


def alleger(message: Message, liens: Sequence[PieceEnLien], *, jusqu_au: date) -> Message:
    """The mail without its attachments: a list says their names, their sizes, where they are until when."""
    combien = len(message.pieces_jointes)
    bloc = rendre_fragment("pieces", {"liens": liens, "combien": combien, "jusqu_au": jusqu_au})
    html = message.html.replace(REPERE, bloc, 1)
    return replace(message, html=html, texte=en_texte(html), pieces_jointes=())
