"""Training sessions of an operation, and who took part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from sqlmodel_store.modeles.insertion import Formation, Participation


def de_l_operation(session: Session, operation_id: int) -> list[Formation]:
    """The sessions, in the order of the dossier."""
    return list(
        session.exec(select(Formation).where(Formation.operation_id == operation_id).order_by(col(Formation.rang)))
    )


def ecrire(
    session: Session,
    operation_id: int,
    connue: int | None,
    session_lue: tuple[str, date, date | None],
    participants: Mapping[int, Decimal],
) -> None:
    """Adds a session, or puts another content in the one of that row; `participants`: hours by row of a person."""
    intitule, debut, fin = session_lue
    if connue is None:
        ligne = Formation(operation_id=operation_id, rang=_rang(session, operation_id), intitule=intitule, debut=debut)
        session.add(ligne)
    else:
        ligne = session.get_one(Formation, connue)
        session.execute(delete(Participation).where(col(Participation.formation_id) == connue))
    ligne.intitule, ligne.debut, ligne.fin = intitule, debut, fin
    session.flush()
    session.add_all(
        Participation(formation_id=ligne.id, beneficiaire_id=numero, rang=rang, heures=heures)
        for rang, (numero, heures) in enumerate(participants.items())
    )


def _rang(session: Session, operation_id: int) -> int:
    dernier = session.exec(select(func.max(Formation.rang)).where(Formation.operation_id == operation_id)).one()
    return 0 if dernier is None else dernier + 1
