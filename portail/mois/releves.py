"""The statements received by mail about a month, read beside the grid: a table, a picture, a PDF, or a file to save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session

from config.settings import get_settings
from courrier.lecture import demontage
from courrier.lecture.archives import PieceIllisible
from courrier.lecture.limites import LimiteDepassee
from courrier.lecture.mime import Piece
from courrier.lecture.pieces import est_un_classeur
from echanges.heures.lecture import FichierOuvert, ouvrir_fichier
from echanges.heures.phrases import colonnes_non_lues
from metier.courriers import NatureCourrier
from metier.droits import Acces, Droit
from metier.periodes import Mois
from sqlmodel_store.depots import courriers_entrants, operations_vues
from sqlmodel_store.modeles.courriers import CourrierEntrant

NATURES = (NatureCourrier.HEURES, NatureCourrier.REPONSE, NatureCourrier.A_TRANCHER)
APRES = timedelta(days=75)
"""How long after its end a month is still answered."""
RANGEES_MAX, COLONNES_MAX = 80, 12
PDF = "application/pdf"
VISIBLES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": PDF}


@dataclass(frozen=True, kw_only=True)
class Recu:
    """A mail received, filed with an operation that the account sees."""

    id: int
    reference: str
    expediteur: str
    recu_le: datetime
    raison: str


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
    """A mail and what is attached to it; `perdu` where its file cannot be read any more."""

    recu: Recu
    jointes: tuple[Jointe, ...] = ()
    perdu: bool = False


def recus(session: Session, acces: Acces, mois: Mois) -> list[Recu]:
    """The mails that may hold statements of the month, the latest first. Two statements."""
    debut = datetime.combine(mois.debut, time(), UTC)
    fin = datetime.combine(mois.fin, time.max, UTC) + APRES
    lus = courriers_entrants.recus_entre(session, NATURES, debut, fin)
    if not lus:
        return []
    vues = operations_vues.references(session, acces, {un.operation_id for un in lus if un.operation_id})
    return [_recu(un, vues) for un in reversed(lus) if un.operation_id in vues]


def _recu(un: CourrierEntrant, vues: Mapping[int, str]) -> Recu:
    return Recu(
        id=un.id,
        reference=vues[un.operation_id or 0],
        expediteur=un.expediteur or "expéditeur inconnu",
        recu_le=un.recu_le,
        raison=un.raison or "",
    )


def ouvrir(session: Session, acces: Acces, mois: Mois, numero: int) -> Ouvert | None:
    """One of these mails, opened; None for one that is not among them, or for who does not drive."""
    recu = trouver(session, acces, mois, numero)
    if recu is None:
        return None
    pieces = _pieces(session, numero)
    if pieces is None:
        return Ouvert(recu=recu, perdu=True)
    return Ouvert(recu=recu, jointes=tuple(_jointe(rang, une, mois) for rang, une in enumerate(pieces)))


def trouver(session: Session, acces: Acces, mois: Mois, numero: int) -> Recu | None:
    if not acces.peut(Droit.CONDUIRE):
        return None
    return next((un for un in recus(session, acces, mois) if un.id == numero), None)


def piece(session: Session, acces: Acces, mois: Mois, numero: int, rang: int) -> tuple[str, bytes] | None:
    """The name and the bytes of an attachment of one of these mails."""
    pieces = _pieces(session, numero) if trouver(session, acces, mois, numero) else None
    if pieces is None or not 0 <= rang < len(pieces):
        return None
    return pieces[rang].nom, pieces[rang].octets


def _pieces(session: Session, numero: int) -> tuple[Piece, ...] | None:
    chemin = session.get_one(CourrierEntrant, numero).chemin
    try:
        return demontage.ouvrir((get_settings().home / chemin).read_bytes()).pieces
    except (OSError, LimiteDepassee, PieceIllisible):
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
