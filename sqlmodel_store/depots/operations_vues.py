"""Operations as an account may see them: every read of the portal goes through here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, false, func, or_
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.cycle import TERMINEES, Etape
from metier.droits import Acces, Droit
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.parmi import parmi

S = TypeVar("S", bound=Select)  # type: ignore[type-arg]


def restreindre(requete: S, acces: Acces) -> S:
    """The same query over operations, those of the account's relays only; none where the role does not read."""
    if not acces.peut(Droit.LIRE):
        return requete.where(false())
    if acces.relais is None:
        return requete
    return requete.where(col(Operation.relais_id).in_(acces.relais))


def en_vie(session: Session, acces: Acces, *, depuis: date) -> list[Operation]:
    """Those that the account sees and that may still wait for something: open, or ended since that day."""
    attendent = or_(col(Operation.etape).not_in(TERMINEES), col(Operation.etape_depuis) >= depuis)
    requete = restreindre(select(Operation), acces).where(attendent).order_by(col(Operation.reference))
    return list(session.scalars(requete))


def nombre(session: Session, acces: Acces) -> int:
    """How many the account sees."""
    return session.scalars(restreindre(select_colonnes(func.count(col(Operation.id))), acces)).one()


def par_reference(session: Session, acces: Acces, reference: str) -> Operation | None:
    """The operation of that reference; None as well for one that the account does not see."""
    requete = restreindre(select(Operation), acces).where(col(Operation.reference) == reference)
    return session.scalars(requete).one_or_none()


@dataclass(frozen=True, kw_only=True)
class Apercu:
    """What lists, searches and orders an operation, without the rest of it."""

    id: int
    reference: str
    reference_acheteur: str | None
    intitule: str | None
    maitre_ouvrage_nom: str | None
    lieu_commune: str | None
    relais_id: int
    missions: list[str] | None
    etape: Etape
    etape_quittee: Etape | None
    etape_depuis: date
    echeance: date | None
    publication: date | None
    publication_prevue: date | None
    remise_offres: date | None
    releves_depuis: date | None


def apercus(session: Session, acces: Acces) -> list[Apercu]:
    """All that the account sees, in one statement."""
    noms = [champ.name for champ in fields(Apercu)]
    requete = select_colonnes(*(col(getattr(Operation, nom)) for nom in noms))
    return [Apercu(**ligne._mapping) for ligne in session.execute(restreindre(requete, acces))]  # noqa: SLF001 - its name


def par_numeros(session: Session, acces: Acces, numeros: Collection[int]) -> dict[int, Operation]:
    """Those operations, by id, of the ones that the account sees."""
    requete = restreindre(select(Operation), acces).where(col(Operation.id).in_(numeros))
    return {operation.id: operation for operation in session.scalars(requete)}


def references(session: Session, acces: Acces, numeros: Collection[int]) -> dict[int, str]:
    """The references of those of these operations that the account sees, by id."""
    requete = restreindre(select_colonnes(col(Operation.id), col(Operation.reference)), acces)
    return {un.id: un.reference for un in session.execute(requete.where(parmi(col(Operation.id), numeros)))}
