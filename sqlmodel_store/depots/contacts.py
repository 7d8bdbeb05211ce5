"""Whom to write to about an operation."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from metier.acteurs import RoleContact
from sqlmodel_store.modeles.acteurs import Contact


def courriel(session: Session, operation_id: int, roles: Sequence[RoleContact]) -> str | None:
    """The address of the first contact that has one, by role in the order given, then as the dossier lists them."""
    requete = select(Contact).where(Contact.operation_id == operation_id, col(Contact.courriel).is_not(None))
    trouves = list(session.exec(requete.order_by(col(Contact.rang))))
    return next((trouve.courriel for role in roles for trouve in trouves if trouve.role is role), None)


def nommes(session: Session, operation_id: int, roles: Sequence[RoleContact]) -> list[Contact]:
    """The contacts of these roles that have a name, by role in the order given, then as the dossier lists them."""
    requete = select(Contact).where(
        Contact.operation_id == operation_id, col(Contact.nom).is_not(None), col(Contact.role).in_(list(roles))
    )
    return sorted(session.exec(requete), key=lambda un: (roles.index(un.role), un.rang))


def courriels(session: Session, operation_ids: Collection[int], roles: Sequence[RoleContact]) -> dict[int, str]:
    """The address to write to about each of these operations: as `courriel`, in one statement."""
    requete = select(Contact).where(
        col(Contact.operation_id).in_(list(operation_ids)),
        col(Contact.courriel).is_not(None),
        col(Contact.role).in_(list(roles)),
    )
    trouves = sorted(session.exec(requete), key=lambda un: (roles.index(un.role), un.rang), reverse=True)
    return {un.operation_id: un.courriel for un in trouves if un.courriel}


def retenir(
    session: Session,
    operation_id: int,
    *,
    role: RoleContact,
    courriel: str,
    nom: str | None,
    organisation: str | None,
) -> None:
    """Writes someone to write to; the same address in the same role is corrected, not doubled."""
    connus = session.exec(select(Contact).where(Contact.operation_id == operation_id)).all()
    connu = next((un for un in connus if un.role is role and (un.courriel or "").lower() == courriel.lower()), None)
    if connu is None:
        connu = Contact(operation_id=operation_id, rang=max((un.rang for un in connus), default=-1) + 1, role=role)
        session.add(connu)
    connu.courriel, connu.nom, connu.organisation = courriel, nom, organisation
