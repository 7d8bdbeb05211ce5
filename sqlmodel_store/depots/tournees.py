"""Rounds of sending under way on SQLite: one that a power cut ended may have sent more than the base remembers."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.depots.unicite import touched
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.modeles.envois import TourneeEnvoi
from sqlmodel_store.preparation import Preparee

COUPURE = "machine arrêtée pendant une tournée d’envoi, peut-être déjà parti"
_OUVRIR = Preparee(
    lambda _: insert(TourneeEnvoi).values({nom: bindparam(nom) for nom in ("par", "demarrage", "echu_a")})
)
_CLORE = Preparee(lambda _: delete(TourneeEnvoi).where(col(TourneeEnvoi.par) == bindparam("lui")))
_UNE = Preparee(lambda _: select_colonnes(col(TourneeEnvoi.par)).limit(1))


def ouvrir(session: Session, tournee: TourneeEnvoi) -> None:
    """To be committed before the first mail of the round is taken."""
    clore(session, tournee.par)
    _OUVRIR(session, par=tournee.par, demarrage=tournee.demarrage, echu_a=tournee.echu_a)


def clore(session: Session, par: str) -> None:
    """All that the round wrote is on disk once this is."""
    _CLORE(session, lui=par)


def ouvertes(session: Session) -> list[TourneeEnvoi]:
    """The rounds that did not end, or not yet."""
    if _UNE(session).premier() is None:
        return []
    return list(session.exec(select(TourneeEnvoi).order_by(TourneeEnvoi.par)))


def mettre_en_doute(session: Session, tournee: TourneeEnvoi) -> bool:
    """What was due in a round that a power cut ended may have left; returns False when nothing was."""
    dus = (col(CourrierSortant.etat) == EtatSortant.A_ENVOYER, col(CourrierSortant.prochain_essai) <= tournee.echu_a)
    ordre = update(CourrierSortant).where(*dus)
    return touched(session, ordre.values(etat=EtatSortant.INCERTAIN, doute_depuis=maintenant(), reponse=COUPURE))
