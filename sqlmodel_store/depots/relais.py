"""Which relay follows an operation."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from config.identites import PREMIER
from sqlmodel_store.depots.unicite import insert_once
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.relais import Relais
from sqlmodel_store.parmi import parmi
from sqlmodel_store.preparation import Preparee

_DEUX = Preparee(lambda _: select_colonnes(col(Relais.id)).limit(2))


def retenir(session: Session, code: str | None = None) -> Relais:
    """The relay of that code, created if need be; without code, the installation's first relay.

    The first, that of the settings, takes its place before any other, whoever comes first.
    """
    connu = premier(session) if code is None else par_code(session, code)
    if connu is not None:
        return connu
    if premier(session) is None:
        insert_once(session, Relais, {"code": PREMIER}, ["code"])
    voulu = code or PREMIER
    insert_once(session, Relais, {"code": voulu}, ["code"])
    return session.exec(select(Relais).where(Relais.code == voulu)).one()


def premier(session: Session) -> Relais | None:
    """The relay that the settings describe, that of the lowest id; None while there is none at all."""
    return session.exec(select(Relais).order_by(col(Relais.id)).limit(1)).first()


def codes(session: Session, numeros: Collection[int] | None) -> list[str]:
    """The codes of these relays, or of all."""
    return [un.code for un in lister(session) if numeros is None or un.id in numeros]


def propres(session: Session) -> dict[int, str | None]:
    """By id, the code under which each relay has an identity of its own; None for the first: that of the settings."""
    return {un.id: un.code if rang else None for rang, un in enumerate(lister(session))}


def propre(session: Session, operations: Collection[int]) -> str | None:
    """As `propres`, for the relay of these operations; None too where several relays follow them."""
    if not operations or len(_DEUX(session).rangs) < 2:  # noqa: PLR2004 - nothing to choose between
        return None
    codes = propres(session)
    requete = select(Operation.relais_id).where(parmi(col(Operation.id), operations)).distinct()
    siens = {codes[un] for un in session.exec(requete)}
    return siens.pop() if len(siens) == 1 else None


def par_code(session: Session, code: str) -> Relais | None:
    return session.exec(select(Relais).where(Relais.code == code)).first()


def lister(session: Session) -> list[Relais]:
    return list(session.exec(select(Relais).order_by(col(Relais.id))))
