"""Where to write to the employers of the contracts of followed operations.

A constant number of statements, whatever the number of operations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import null
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col

from metier.acteurs import RoleContact
from metier.releves_attendus import DECLARABLES
from sqlmodel_store.modeles.acteurs import Attribution, Contact, Correspondant, Modalite
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.parmi import liste, parmi_les


class AdresseConnue(NamedTuple):
    """Where someone may be written to; `operation_id` None in the annuaire, `lot` None where it serves them all."""

    operation_id: int | None
    lot: int | None
    nom: str
    courriel: str


def adresses(session: Session, operations: Collection[int] | None = None) -> list[AdresseConnue]:
    """Every address under the name of an employer, the nearest to its contracts first; five statements.

    First those of a lot (the company, then structures announced there), then contacts of the operation, then the
    annuaire.
    """
    return list(_adresses(session, operations))


def _adresses(session: Session, operations: Collection[int] | None) -> Iterator[AdresseConnue]:
    valeurs = {} if operations is None else {"operations": liste(operations)}
    for requete in _requetes(de_certaines=operations is not None):
        for operation_id, lot, nom, courriel in session.execute(requete, valeurs):
            yield AdresseConnue(operation_id, lot, nom, courriel)


@cache
def _requetes(*, de_certaines: bool) -> tuple[Any, ...]:
    """Made once; of the operations that `operations` lists, or of all those in which hours may be declared."""
    du_dossier = (*_tenants(de_certaines), _structures(de_certaines), _contacts(de_certaines))
    return (*du_dossier, _annuaire())


def _tenants(de_certaines: bool) -> Iterator[Any]:
    """The companies that hold lots: their own address, then their referent's."""
    une = Attribution
    for courriel in (col(une.courriel), col(une.referent_courriel)):
        requete = (
            select_colonnes(col(une.operation_id), col(Lot.numero), col(une.entreprise_nom), courriel)
            .join(Lot, col(Lot.id) == col(une.lot_id))
            .where(courriel.is_not(None))
            .order_by(col(une.operation_id), col(une.rang))
        )
        yield _des_suivies(requete, col(une.operation_id), de_certaines)


def _structures(de_certaines: bool) -> Any:  # noqa: ANN401 - a query
    requete = (
        select_colonnes(
            col(Attribution.operation_id),
            col(Lot.numero),
            col(Modalite.structure_nom),
            col(Modalite.structure_courriel),
        )
        .join(Attribution, col(Attribution.id) == col(Modalite.attribution_id))
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(col(Modalite.structure_nom).is_not(None), col(Modalite.structure_courriel).is_not(None))
        .order_by(col(Attribution.rang), col(Modalite.rang))
    )
    return _des_suivies(requete, col(Attribution.operation_id), de_certaines)


def _contacts(de_certaines: bool) -> Any:  # noqa: ANN401 - a query
    roles = (RoleContact.SIAE, RoleContact.ENTREPRISE)
    requete = (
        select_colonnes(col(Contact.operation_id), null(), col(Contact.organisation), col(Contact.courriel))
        .where(col(Contact.role).in_(roles), col(Contact.organisation).is_not(None), col(Contact.courriel).is_not(None))
        .order_by(col(Contact.rang))
    )
    return _des_suivies(requete, col(Contact.operation_id), de_certaines)


def _annuaire() -> Any:  # noqa: ANN401 - a query
    connu = Correspondant
    return (
        select_colonnes(null(), null(), col(connu.organisation), col(connu.courriel))
        .where(col(connu.organisation).is_not(None), col(connu.courriel).is_not(None))
        .order_by(col(connu.id))
    )


def _des_suivies(requete: Any, operation_id: Any, de_certaines: bool) -> Any:  # noqa: ANN401 - a query
    if de_certaines:
        return requete.where(parmi_les(operation_id, "operations"))
    return requete.join(Operation, col(Operation.id) == operation_id).where(col(Operation.etape).in_(DECLARABLES))
