"""Which relay follows an operation."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from sqlmodel_store.depots.unicite import insert_once
from sqlmodel_store.modeles.relais import Relais

CODE_PAR_DEFAUT = "relais"


def retenir(session: Session, code: str | None = None) -> Relais:
    """The relay of that code, created if need be; without code, the installation's only or first relay."""
    if code is None:
        premier = session.exec(select(Relais).order_by(col(Relais.id)).limit(1)).first()
        if premier is not None:
            return premier
    voulu = code or CODE_PAR_DEFAUT
    insert_once(session, Relais, {"code": voulu}, ["code"])
    return session.exec(select(Relais).where(Relais.code == voulu)).one()


def codes(session: Session, numeros: Collection[int] | None) -> list[str]:
    """The codes of these relays, or of all."""
    return [un.code for un in lister(session) if numeros is None or un.id in numeros]


def lister(session: Session) -> list[Relais]:
    return list(session.exec(select(Relais).order_by(col(Relais.id))))
