"""Whom to write to about an operation."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from metier.acteurs import RoleContact
from sqlmodel_store.modeles.acteurs import Contact


def courriel(session: Session, operation_id: int, roles: Sequence[RoleContact]) -> str | None:
    """The address of the first contact that has one, by role in the order given, then as the dossier lists them."""
    requete = select(Contact).where(Contact.operation_id == operation_id, col(Contact.courriel).is_not(None))
    trouves = list(session.exec(requete.order_by(col(Contact.rang))))
    return next((trouve.courriel for role in roles for trouve in trouves if trouve.role is role), None)
