"""What leaves by mail: the letters that go as PDF, their Word beside them (documents.md §1, « format »)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from documents.pdf_de_word import Intransposable, pdf_of_word
from documents.piece import Piece
from formats.typographie import typographier
from metier.missions import CodeDocument

EN_PDF = frozenset(
    {
        CodeDocument.C0,
        CodeDocument.D1,
        CodeDocument.D2,
        CodeDocument.E1,
        CodeDocument.E2,
        CodeDocument.E3,
        CodeDocument.F2,
    }
)
AUSSI_EN_WORD = frozenset({CodeDocument.E2})  # its coupon is filled in and sent back
SANS_WEASYPRINT = "la mise en PDF n’est pas installée (voir « relais diagnostic »)"


@dataclass(frozen=True, kw_only=True)
class Depart:
    """A document about to leave: the files to keep, those to attach, what a person should look at."""

    pieces: tuple[Piece, ...]
    jointes: tuple[Piece, ...]
    alertes: tuple[str, ...] = ()


def departing(piece: Piece) -> Depart:
    """The document, with its PDF where its code leaves as PDF; alone, and said, where its template has none.

    The same document gives the same bytes.
    """
    if piece.code not in EN_PDF:
        return Depart(pieces=(piece,), jointes=(piece,))
    try:
        octets = pdf_of_word(piece.octets, titre=piece.nom)
    except (Intransposable, OSError) as raison:
        pourquoi = SANS_WEASYPRINT if isinstance(raison, OSError) else f"son modèle contient {raison}"
        phrase = f"{piece.nom} : pas de PDF, {pourquoi} ; le document Word part à sa place"
        return Depart(pieces=(piece,), jointes=(piece,), alertes=(typographier(phrase),))
    fichier = str(PurePosixPath(piece.fichier).with_suffix(".pdf"))
    pdf = replace(piece, nom=f"{piece.nom} PDF", fichier=fichier, octets=octets)
    return Depart(pieces=(piece, pdf), jointes=(pdf, piece) if piece.code in AUSSI_EN_WORD else (pdf,))
