"""Operations as an account may see them: every read of the portal goes through here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, false, func
from sqlalchemy import select as select_colonnes
from sqlalchemy.orm import load_only
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


class Repere(NamedTuple):
    """What names an operation and tells where it stands, without the rest of it."""

    id: int
    reference: str
    relais_id: int
    etape: Etape
    intitule: str | None


_REPERES = tuple(col(getattr(Operation, nom)) for nom in Repere._fields)


_CONDUITE = (
    *("reference", "relais_id", "intitule", "etape", "etape_quittee", "etape_depuis", "echeance", "missions"),
    *("date_avis", "publication_prevue", "publication", "remise_offres", "dce_definitif", "releves_depuis"),
)


def ouvertes(session: Session, acces: Acces) -> list[Operation]:
    """Those that the account sees and that are not ended, by reference; what their step and its delays say of them.

    What is not loaded with them is read, one by one, when it is asked for: the session is to be open by then.
    """
    requete = restreindre(select(Operation), acces).where(col(Operation.etape).not_in(TERMINEES))
    lues = load_only(*(getattr(Operation, nom) for nom in _CONDUITE))
    return list(session.scalars(requete.options(lues).order_by(col(Operation.reference))))


def finies(session: Session, acces: Acces, *, depuis: date) -> list[Repere]:
    """Those that the account sees and that ended on that day or later, by reference."""
    requete = restreindre(select_colonnes(*_REPERES), acces).where(
        col(Operation.etape).in_(TERMINEES), col(Operation.etape_depuis) >= depuis
    )
    return [Repere(*ligne) for ligne in session.execute(requete.order_by(col(Operation.reference)))]


def reperes(session: Session, acces: Acces) -> list[Repere]:
    """All that the account sees, in one statement."""
    return [Repere(*ligne) for ligne in session.execute(restreindre(select_colonnes(*_REPERES), acces))]


def avec_leurs_mots(session: Session, acces: Acces) -> list[tuple[Repere, str]]:
    """All that the account sees, each with what one may look for the words of: references, title, buyer and town."""
    lus = (
        Operation.reference,
        Operation.reference_acheteur,
        Operation.intitule,
        Operation.maitre_ouvrage_nom,
        Operation.lieu_commune,
    )
    texte: ColumnElement[str] = func.coalesce(col(lus[0]), "")
    for un in lus[1:]:
        texte = texte.concat(" ").concat(func.coalesce(col(un), ""))
    requete = restreindre(select_colonnes(texte, *_REPERES), acces)
    return [(Repere(*repere), dit) for dit, *repere in session.execute(requete)]


def comptes(session: Session, acces: Acces) -> dict[tuple[int, Etape], int]:
    """How many the account sees, by relay and step."""
    par = (col(Operation.relais_id), col(Operation.etape))
    requete = restreindre(select_colonnes(*par, func.count()), acces).group_by(*par)
    return {(relais, etape): combien for relais, etape, combien in session.execute(requete)}


def nombre(session: Session, acces: Acces) -> int:
    """How many the account sees."""
    return session.scalars(restreindre(select_colonnes(func.count(col(Operation.id))), acces)).one()


def par_reference(session: Session, acces: Acces, reference: str) -> Operation | None:
    """The operation of that reference; None as well for one that the account does not see."""
    requete = restreindre(select(Operation), acces).where(col(Operation.reference) == reference)
    return session.scalars(requete).one_or_none()


def par_numeros(session: Session, acces: Acces, numeros: Collection[int]) -> dict[int, Operation]:
    """Those operations, by id, of the ones that the account sees."""
    requete = restreindre(select(Operation), acces).where(col(Operation.id).in_(numeros))
    return {operation.id: operation for operation in session.scalars(requete)}


def references(session: Session, acces: Acces, numeros: Collection[int]) -> dict[int, str]:
    """The references of those of these operations that the account sees, by id."""
    requete = restreindre(select_colonnes(col(Operation.id), col(Operation.reference)), acces)
    return {un.id: un.reference for un in session.execute(requete.where(parmi(col(Operation.id), numeros)))}
