"""The statements received by mail about a month, read beside the grid: a table, a picture, a PDF, or a file to save."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from config.settings import get_settings
from courrier.lecture import demontage
from courrier.lecture.archives import PieceIllisible
from courrier.lecture.limites import LimiteDepassee
from courrier.lecture.mime import Piece
from courrier.lecture.pieces import est_un_classeur
from echanges.heures.lecture import FichierOuvert, ouvrir_fichier
from echanges.heures.phrases import colonnes_non_lues
from metier.periodes import Mois
from portail.mois.courriers import Recu
from portail.notifications.courriel import Passage, montrer
from sqlmodel_store.modeles.courriers import CourrierEntrant

RANGEES_MAX, COLONNES_MAX = 80, 12
PDF = "application/pdf"
VISIBLES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": PDF}


@dataclass(frozen=True, kw_only=True)
class Jointe:
    """An attachment; `rangees` of its first sheet, cut, for a spreadsheet; `genre` its type, if a browser shows it.

    `non_lues`: the sentence on the columns of hours that are not read, empty where all are.
    """

    rang: int
    nom: str
    rangees: tuple[tuple[str, ...], ...] = ()
    genre: str | None = None
    non_lues: str = ""

    @property
    def est_un_pdf(self) -> bool:
        return self.genre == PDF


@dataclass(frozen=True, kw_only=True)
class Ouvert:
    """A mail, its words and what is attached to it; `perdu` where its file cannot be read any more."""

    recu: Recu
    passages: tuple[Passage, ...] = ()
    jointes: tuple[Jointe, ...] = ()
    perdu: bool = False


def ouvrir(session: Session, recu: Recu, mois: Mois) -> Ouvert:
    """One of the mails of the month, opened."""
    octets = _octets(session, recu.id)
    pieces = _pieces(octets) if octets is not None else None
    if octets is None or pieces is None:
        return Ouvert(recu=recu, perdu=True)
    return Ouvert(
        recu=recu,
        passages=montrer(octets, ()).messages[0].passages,
        jointes=tuple(_jointe(rang, une, mois) for rang, une in enumerate(pieces)),
    )


def piece(session: Session, recu: Recu, rang: int) -> tuple[str, bytes] | None:
    """The name and the bytes of an attachment of one of these mails."""
    octets = _octets(session, recu.id)
    pieces = _pieces(octets) if octets is not None else None
    if pieces is None or not 0 <= rang < len(pieces):
        return None
    return pieces[rang].nom, pieces[rang].octets


def _octets(session: Session, numero: int) -> bytes | None:
    chemin = session.get_one(CourrierEntrant, numero).chemin
    try:
        return (get_settings().home / chemin).read_bytes()
    except OSError:
        return None


def _pieces(octets: bytes) -> tuple[Piece, ...] | None:
    try:
        return demontage.ouvrir(octets).pieces
    except (LimiteDepassee, PieceIllisible):
        return None


def _jointe(rang: int, une: Piece, mois: Mois) -> Jointe:
    nom, genre = " ".join(une.nom.split())[:120] or f"pièce {rang + 1}", genre_visible(une.octets)
    if not est_un_classeur(une):
        return Jointe(rang=rang, nom=nom, genre=genre)
    fichier = ouvrir_fichier(une.octets, une.nom)
    non_lues = colonnes_non_lues(fichier.non_lues(mois))
    return Jointe(rang=rang, nom=nom, rangees=_rangees(fichier), genre=genre, non_lues=non_lues)


def genre_visible(octets: bytes) -> str | None:
    """The type that the bytes themselves tell, of a picture or a PDF that a browser may show; None for all others."""
    return next((genre for tete, genre in VISIBLES.items() if octets.startswith(tete)), None)


def _rangees(fichier: FichierOuvert) -> tuple[tuple[str, ...], ...]:
    visible = next((feuille for feuille in fichier.feuilles or () if not feuille.cachee and feuille.rangees), None)
    if visible is None:
        return ()
    ecrites = [tuple(_case(un) for un in rangee[:COLONNES_MAX]) for rangee in visible.rangees[:RANGEES_MAX]]
    return tuple(rangee for rangee in ecrites if any(rangee))


def _case(valeur: object) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, float):
        return f"{valeur:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(valeur)[:120]
