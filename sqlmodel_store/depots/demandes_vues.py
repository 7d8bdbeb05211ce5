"""The requests as an account may see them: those about its operations."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session, col

from metier.droits import Acces
from sqlmodel_store.depots import operations_vues
from sqlmodel_store.modeles.journal import Demande
from sqlmodel_store.modeles.operation import Operation


def dernieres(session: Session, acces: Acces, combien: int) -> list[tuple[Demande, str]]:
    """The latest requests, each with the reference of its operation."""
    requete = select(Demande, col(Operation.reference)).join(Operation, col(Operation.id) == col(Demande.operation_id))
    lues = session.execute(operations_vues.restreindre(requete, acces).order_by(col(Demande.id).desc()).limit(combien))
    return [(demande, reference) for demande, reference in lues]


def trouver(session: Session, acces: Acces, numero: int) -> tuple[Demande, Operation] | None:
    """The request of that number, and its operation; None for one that the account does not see."""
    requete = select(Demande, Operation).join(Operation, col(Operation.id) == col(Demande.operation_id))
    lue = session.execute(operations_vues.restreindre(requete, acces).where(col(Demande.id) == numero)).first()
    return (lue[0], lue[1]) if lue else None
