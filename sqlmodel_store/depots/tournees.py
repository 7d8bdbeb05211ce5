"""Rounds of sending under way on SQLite: one that a power cut ended may have sent more than the base remembers."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.depots.unicite import touched
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.modeles.envois import TourneeEnvoi

COUPURE = "machine arrêtée pendant une tournée d’envoi, peut-être déjà parti"


def ouvrir(session: Session, tournee: TourneeEnvoi) -> None:
    """To be committed before the first mail of the round is taken."""
    session.merge(tournee)


def clore(session: Session, par: str) -> None:
    """All that the round wrote is on disk once this is."""
    session.execute(delete(TourneeEnvoi).where(col(TourneeEnvoi.par) == par))


def ouvertes(session: Session) -> list[TourneeEnvoi]:
    """The rounds that did not end, or not yet."""
    return list(session.exec(select(TourneeEnvoi).order_by(TourneeEnvoi.par)))


def mettre_en_doute(session: Session, tournee: TourneeEnvoi) -> bool:
    """What was due in a round that a power cut ended may have left; returns False when nothing was."""
    dus = (col(CourrierSortant.etat) == EtatSortant.A_ENVOYER, col(CourrierSortant.prochain_essai) <= tournee.echu_a)
    ordre = update(CourrierSortant).where(*dus)
    return touched(session, ordre.values(etat=EtatSortant.INCERTAIN, doute_depuis=maintenant(), reponse=COUPURE))
