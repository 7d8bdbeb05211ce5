"""Attachments given by links: a row per link, by which it is opened, ended, and its file at last deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from sqlmodel_store.depots.unicite import insert_once, touched
from sqlmodel_store.modeles.pieces_liees import PieceLiee


@dataclass(frozen=True, kw_only=True)
class NouvellePiece:
    """A link to a file, told by a hash, in the mail of key `cle`."""

    empreinte: str
    cle: str
    destinataire: str
    nom: str
    sha256: str
    taille: int
    expire_le: date


def retenir(session: Session, piece: NouvellePiece) -> None:
    """Writes down a link, once."""
    insert_once(session, PieceLiee, asdict(piece), ["empreinte"])


def par_empreinte(session: Session, empreinte: str) -> PieceLiee | None:
    return session.get(PieceLiee, empreinte)


def revoquer(session: Session, destinataire: str, jour: date) -> bool:
    """Ends every link of a recipient; returns whether there was one to end."""
    vises = (
        col(PieceLiee.destinataire) == destinataire,
        col(PieceLiee.revoquee_le).is_(None),
        col(PieceLiee.expire_le) >= jour,
    )
    return touched(session, update(PieceLiee).where(*vises).values(revoquee_le=jour))


def sans_lien(session: Session, jour: date) -> list[str]:
    """The files that no link opens any more and that are still there, by their sha256."""
    vivants = select(PieceLiee.sha256).where(PieceLiee.expire_le >= jour, col(PieceLiee.revoquee_le).is_(None))
    restes = col(PieceLiee.effacee_le).is_(None) & col(PieceLiee.sha256).not_in(vivants)
    return sorted(session.exec(select(PieceLiee.sha256).where(restes).distinct()))


def effacer(session: Session, sha256: str, jour: date) -> bool:
    """Notes that a file leaves; returns False when a link opens it again."""
    if sha256 not in sans_lien(session, jour):
        return False
    de_ce_fichier = (col(PieceLiee.sha256) == sha256, col(PieceLiee.effacee_le).is_(None))
    return touched(session, update(PieceLiee).where(*de_ce_fichier).values(effacee_le=jour))
