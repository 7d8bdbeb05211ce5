"""Attachments opened by what they are, and what is said of those that are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from courrier.lecture.archives import PieceIllisible
from courrier.lecture.blocs import Bloc, blocs_du_texte
from courrier.lecture.bureautique import blocs_de_l_odt, blocs_du_docx
from courrier.lecture.charsets import decode_text
from courrier.lecture.html import blocs_du_html
from courrier.lecture.mime import Courriel, Piece
from courrier.lecture.msg_rtf import texte_du_rtf
from courrier.lecture.tableurs import blocs_du_csv, blocs_du_tableur
from formats.typographie import typographier

TABLEURS = frozenset({".xlsx", ".xlsm", ".ods", ".csv"})
TABLEURS_NON_OUVERTS = frozenset({".xls", ".xlsb"})
_LECTEURS: dict[str, Callable[[bytes], tuple[Bloc, ...]]] = {
    ".docx": blocs_du_docx,
    ".odt": blocs_de_l_odt,
    ".xlsx": blocs_du_tableur,
    ".xlsm": blocs_du_tableur,
    ".ods": blocs_du_tableur,
    ".csv": blocs_du_csv,
    ".txt": lambda octets: blocs_du_texte(decode_text(octets[:_TEXTE_MAX])),
    ".htm": lambda octets: blocs_du_html(decode_text(octets[:_TEXTE_MAX])),
    ".html": lambda octets: blocs_du_html(decode_text(octets[:_TEXTE_MAX])),
    ".rtf": lambda octets: blocs_du_texte(texte_du_rtf(octets)),
}
_PAR_TYPE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "text/html": ".html",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
}
_SANS_CONTENU = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg", ".tif", ".tiff", ".webp", ".heic", ".vcf", ".p7s", ".asc", ".ics"}
)
_NON_LUS = {
    ".pdf": "document PDF, que Relais n’ouvre pas",
    ".doc": "ancien format Word (.doc), que Relais n’ouvre pas",
    ".xls": "ancien format Excel (.xls), que Relais n’ouvre pas dans un courriel",
    ".xlsb": "classeur Excel binaire (.xlsb), que Relais n’ouvre pas",
    ".ppt": "présentation, que Relais n’ouvre pas",
    ".pptx": "présentation, que Relais n’ouvre pas",
    ".odp": "présentation, que Relais n’ouvre pas",
    ".zip": "archive dans une archive",
    ".rar": "archive d’un format que Relais n’ouvre pas (.rar)",
    ".7z": "archive d’un format que Relais n’ouvre pas (.7z)",
    ".dwg": "plan, que Relais n’ouvre pas",
    ".dxf": "plan, que Relais n’ouvre pas",
}
_OCTETS_MAX = 20 * 1024 * 1024
_OUVERTES_MAX = 12
_TEXTE_MAX = 512 * 1024


@dataclass(frozen=True, kw_only=True)
class PieceLue:
    """An attachment and its blocs; `illisible` is the French reason why there are none.

    `refusee`: of a format that is opened, it could not be (damaged, protected, too large).
    """

    nom: str
    format: str
    blocs: tuple[Bloc, ...] = ()
    illisible: str | None = None
    refusee: bool = False

    @property
    def est_un_tableur(self) -> bool:
        return self.format in TABLEURS | TABLEURS_NON_OUVERTS


def est_un_classeur(piece: Piece) -> bool:
    """Whether an attachment is a spreadsheet, by its name, else by its declared type."""
    return _format(piece) in TABLEURS | TABLEURS_NON_OUVERTS and not piece.illisible


def lire_pieces(courriel: Courriel) -> list[PieceLue]:
    """Every attachment of the message and of the messages it encloses, pictures and signatures left out."""
    toutes = _all_pieces(courriel)
    return [_lire(piece, ouvrir=rang < _OUVERTES_MAX) for rang, piece in enumerate(toutes)]


def phrase_des_refusees(pieces: Sequence[PieceLue]) -> str:
    """What is said of the attachments that could not be opened, without their names; empty when all were."""
    refusees = [piece.illisible or "" for piece in pieces if piece.refusee]
    if not refusees:
        return ""
    combien = "une pièce jointe n’a pas pu être ouverte"
    if len(refusees) > 1:
        combien = f"{len(refusees)} pièces jointes n’ont pas pu être ouvertes"
    return typographier(f"{combien} ({', '.join(sorted(set(refusees)))})")


def _all_pieces(courriel: Courriel) -> list[Piece]:
    propres = [p for p in courriel.pieces if not p.type_mime.startswith("image/") and _format(p) not in _SANS_CONTENU]
    return [*propres, *(piece for joint in courriel.joints for piece in _all_pieces(joint))]


def _format(piece: Piece) -> str:
    if piece.extension in _LECTEURS or piece.extension in TABLEURS_NON_OUVERTS:
        return piece.extension
    return _PAR_TYPE.get(piece.type_mime, piece.extension)


def _lire(piece: Piece, *, ouvrir: bool) -> PieceLue:
    genre = _format(piece)
    lecteur = _LECTEURS.get(genre)
    if piece.illisible or lecteur is None:
        raison = piece.illisible or _NON_LUS.get(genre, "format que Relais ne lit pas")
        return PieceLue(nom=piece.nom, format=genre, illisible=raison, refusee=bool(piece.illisible))
    if not ouvrir or len(piece.octets) > _OCTETS_MAX:
        raison = "fichier trop volumineux" if ouvrir else f"fichier au-delà du {_OUVERTES_MAX}ᵉ"
        return PieceLue(nom=piece.nom, format=genre, illisible=raison, refusee=True)
    try:
        return PieceLue(nom=piece.nom, format=genre, blocs=lecteur(piece.octets))
    except PieceIllisible as erreur:
        return PieceLue(nom=piece.nom, format=genre, illisible=str(erreur), refusee=True)
