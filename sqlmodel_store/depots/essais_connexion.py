"""Attempts to sign in, counted before they are judged, so that guessing many at once gains nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.depots.unicite import insert_once
from sqlmodel_store.modeles.comptes import EssaiConnexion

OUBLI = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Frein:
    """How many attempts in a row are free; then each one more makes the next wait twice longer, up to `plafond`."""

    libres: int
    premiere: timedelta
    plafond: timedelta

    def attente(self, essais: int) -> timedelta:
        """What must pass before the attempt after that many."""
        if essais < self.libres:
            return timedelta(0)
        return min(self.premiere * (1 << min(essais - self.libres, 20)), self.plafond)


def sujet(genre: str, valeur: str) -> str:
    """The key of an account or of an address; neither is kept in clear."""
    return sha256(f"{genre}\0{valeur}".encode("utf-8", "surrogatepass")).hexdigest()


def essayer(session: Session, cle: str, frein: Frein) -> datetime | None:
    """Counts an attempt; returns None when it may be judged, else the instant before which none will be."""
    instant = maintenant()
    session.execute(delete(EssaiConnexion).where(col(EssaiConnexion.dernier_le) < instant - OUBLI))
    insert_once(session, EssaiConnexion, {"sujet": cle, "essais": 0, "dernier_le": instant}, ["sujet"])
    requete = select(EssaiConnexion).where(EssaiConnexion.sujet == cle).with_for_update()
    connu = session.exec(requete).one()
    if connu.bloque_jusqua is not None and connu.bloque_jusqua > instant:
        return connu.bloque_jusqua
    connu.essais += 1
    connu.dernier_le = instant
    attente = frein.attente(connu.essais)
    connu.bloque_jusqua = instant + attente if attente else None
    return None


def oublier(session: Session, cle: str) -> None:
    """The attempts were its owner's."""
    session.execute(delete(EssaiConnexion).where(col(EssaiConnexion.sujet) == cle))


def rendre(session: Session, cle: str) -> None:
    """The last attempt was no guess: it does not count."""
    vise = (col(EssaiConnexion.sujet) == cle, col(EssaiConnexion.essais) > 0)
    session.execute(update(EssaiConnexion).where(*vise).values(essais=EssaiConnexion.essais - 1, bloque_jusqua=None))
