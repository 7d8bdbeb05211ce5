"""The journal: noted and read, never corrected."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.parmi import parmi
from sqlmodel_store.preparation import Preparee

UN_JOUR = timedelta(days=1)
ECHEANCE_EMPECHEE = "echeance_empechee"
_EN_JSON = json.JSONEncoder(ensure_ascii=False, default=str).encode


_NOTER = Preparee(
    lambda _: insert(Evenement).values(
        {champ: bindparam(champ) for champ in ("operation_id", "instant", "acteur", "evenement", "donnees")}
    )
)


def noter(session: Session, evenement: str, *, acteur: str, operation_id: int | None = None, **donnees: Any) -> None:  # noqa: ANN401 - JSON
    """Adds a line; `donnees` must hold no more personal data than the event needs."""
    _NOTER(
        session,
        operation_id=operation_id,
        instant=maintenant(),
        acteur=acteur,
        evenement=evenement,
        donnees=_EN_JSON(donnees),
    )


def noter_une_fois(session: Session, evenement: str, *, acteur: str, **donnees: Any) -> None:  # noqa: ANN401 - JSON
    """Adds a line unless the very same one was noted within the day: what is tried again and again is told once."""
    ecrites = _EN_JSON(donnees)
    meme = (Evenement.evenement == evenement, Evenement.donnees == ecrites)
    depuis = maintenant() - UN_JOUR
    if session.exec(select(Evenement.id).where(*meme, col(Evenement.instant) > depuis).limit(1)).first() is None:
        noter(session, evenement, acteur=acteur, **donnees)


def lister(session: Session, operation_id: int | None = None) -> list[Evenement]:
    """Every line, or those of one operation, in the order they were noted."""
    requete = select(Evenement).order_by(col(Evenement.id))
    if operation_id is not None:
        requete = requete.where(Evenement.operation_id == operation_id)
    return list(session.exec(requete))


def du_genre(session: Session, evenement: str) -> list[Evenement]:
    """The lines of one kind of event, in the order they were noted."""
    return list(session.exec(select(Evenement).where(Evenement.evenement == evenement).order_by(col(Evenement.id))))


def des_operations(session: Session, evenements: Collection[str], operations: Collection[int]) -> list[Evenement]:
    """The lines of these kinds of event of these operations, in the order they were noted."""
    requete = select(Evenement).where(
        col(Evenement.evenement).in_(list(evenements)), parmi(col(Evenement.operation_id), operations)
    )
    return list(session.exec(requete.order_by(col(Evenement.id))))


def hors_operation(session: Session, evenements: Collection[str], combien: int) -> list[Evenement]:
    """The last lines of these kinds of event among those that belong to no operation, the last first."""
    requete = select(Evenement).where(
        col(Evenement.operation_id).is_(None), col(Evenement.evenement).in_(list(evenements))
    )
    return list(session.exec(requete.order_by(col(Evenement.id).desc()).limit(combien)))
