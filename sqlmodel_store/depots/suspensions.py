"""Sending suspended because of our settings or of the server's state: one row, which every sender respects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select as select_colonnes
from sqlalchemy import update
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.depots.unicite import insert_once
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.modeles.envois import SuspensionEnvoi
from sqlmodel_store.preparation import Preparee

_EN_VIGUEUR = Preparee(lambda _: select_colonnes(col(SuspensionEnvoi.id)).limit(1))


def actuelle(session: Session) -> SuspensionEnvoi | None:
    """The suspension in force, or None."""
    if _EN_VIGUEUR(session).premier() is None:
        return None
    return session.exec(select(SuspensionEnvoi)).one_or_none()


def suspendre(session: Session, raison: str, pause: Callable[[int], timedelta]) -> SuspensionEnvoi:
    """Sending stops for `pause(failures)`; the first failure and the following ones are counted."""
    instant = maintenant()
    premiere = {"id": 1, "depuis": instant, "jusqua": instant + pause(1), "echecs": 1, "raison": raison}
    nouvelle = insert_once(session, SuspensionEnvoi, premiere, ["id"])
    ligne = session.exec(select(SuspensionEnvoi).with_for_update()).one()
    if not nouvelle:
        ligne.echecs += 1
        ligne.jusqua = instant + pause(ligne.echecs)
        ligne.raison = raison
        ligne.essai_par = None
    return ligne


def rendre_l_essai(session: Session, pause: Callable[[int], timedelta]) -> None:
    """The mail that tried the server said nothing of it: another may, after the delay of the last failure."""
    ligne = session.exec(select(SuspensionEnvoi).with_for_update()).one_or_none()
    if ligne is not None:
        ligne.essai_par, ligne.jusqua = None, maintenant() + pause(ligne.echecs)


def reprendre(session: Session) -> None:
    """Sending works again; its interruption is taken off the days after which a mail put off is given up."""
    ligne = session.exec(select(SuspensionEnvoi).with_for_update()).one_or_none()
    if ligne is None:
        return
    duree = maintenant() - ligne.depuis
    session.delete(ligne)
    attendent = select(CourrierSortant.id, CourrierSortant.differe_depuis).where(
        col(CourrierSortant.etat).in_([EtatSortant.A_ENVOYER, EtatSortant.EN_COURS]),
        col(CourrierSortant.differe_depuis).is_not(None),
    )
    for numero, depuis in session.exec(attendent).all():
        session.execute(
            update(CourrierSortant)
            .where(col(CourrierSortant.id) == numero)
            .values(differe_depuis=min(_non_nul(depuis) + duree, maintenant()))
        )


def _non_nul(instant: datetime | None) -> datetime:
    assert instant is not None
    return instant
