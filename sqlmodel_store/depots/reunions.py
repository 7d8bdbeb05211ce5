"""Meetings of an operation and those called to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from metier.reunion import ReponseInvitation
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import Convie, Reunion
from sqlmodel_store.parmi import parmi


def lister(session: Session, operation_ids: Collection[int]) -> list[Reunion]:
    """The meetings of these operations, by day."""
    requete = select(Reunion).where(parmi(col(Reunion.operation_id), operation_ids))
    return list(session.exec(requete.order_by(col(Reunion.jour), col(Reunion.id))))


def par_code(session: Session, operation_id: int, code: str) -> Reunion | None:
    requete = select(Reunion).where(Reunion.operation_id == operation_id, Reunion.code == code)
    return session.exec(requete).one_or_none()


def nombre(session: Session, operation_id: int) -> int:
    """How many meetings the operation has had, cancelled ones included."""
    return session.exec(select(func.count(col(Reunion.id))).where(Reunion.operation_id == operation_id)).one()


def convies(session: Session, reunion_ids: Collection[int]) -> list[Convie]:
    """Those called to these meetings, in the order they were."""
    requete = select(Convie).where(col(Convie.reunion_id).in_(list(reunion_ids))).order_by(col(Convie.id))
    return list(session.exec(requete))


def ajouter(session: Session, reunion: Reunion, appeles: Iterable[Convie]) -> Reunion:
    """Writes a meeting and those called; the session is flushed."""
    session.add(reunion)
    session.flush()
    for appele in appeles:
        appele.reunion_id = reunion.id
        session.add(appele)
    session.flush()
    return reunion


def a_venir(session: Session, debut: date, fin: date) -> Sequence[tuple[Reunion, Convie, Operation]]:
    """Meetings of the relay between two days, both included, with each person who has not answered."""
    requete = (
        select(Reunion, Convie, Operation)
        .join(Convie, col(Convie.reunion_id) == col(Reunion.id))
        .join(Operation, col(Operation.id) == col(Reunion.operation_id))
        .where(
            col(Reunion.jour) >= debut,
            col(Reunion.jour) <= fin,
            col(Reunion.annulee_le).is_(None),
            col(Convie.reponse).is_(None),
        )
        .order_by(col(Reunion.id), col(Convie.id))
    )
    return session.exec(requete).all()


def noter_reponse(
    session: Session, reference: str, code: str, courriel: str, reponse: ReponseInvitation, *, le: date
) -> Reunion | None:
    """Writes what a calendar answers; None when nobody of that address was called to such a meeting."""
    requete = (
        select(Convie, Reunion)
        .join(Reunion, col(Reunion.id) == col(Convie.reunion_id))
        .join(Operation, col(Operation.id) == col(Reunion.operation_id))
        .where(Operation.reference == reference, Reunion.code == code, func.lower(Convie.courriel) == courriel.lower())
    )
    trouve = session.exec(requete).first()
    if trouve is None:
        return None
    convie, reunion = trouve
    convie.reponse, convie.repondu_le = reponse, le
    session.add(convie)
    return reunion
