"""The structures asked to lend people, that have neither answered nor anybody at work: many operations at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col

from metier.modalites import TypeModalite
from sqlmodel_store.depots.engagements import SUIVIES
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.acteurs import Attribution, Modalite
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.insertion import Contrat
from sqlmodel_store.modeles.operation import Lot, Operation


@dataclass(frozen=True, kw_only=True)
class Demandee:
    """A structure that a company chose to borrow people from on a lot, with its address in small letters."""

    operation_id: int
    reference: str
    lot: int
    entreprise: str
    structure: str
    courriel: str


def sans_contrat(session: Session, operation_ids: Collection[int]) -> list[Demandee]:
    """Those under which nobody has a contract on the lot; two statements."""
    requete = (
        select_colonnes(
            col(Operation.id),
            col(Operation.reference),
            col(Lot.id),
            col(Lot.numero),
            col(Attribution.entreprise_nom),
            col(Modalite.structure_nom),
            col(Modalite.structure_courriel),
        )
        .join(Attribution, col(Attribution.id) == col(Modalite.attribution_id))
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .join(Operation, col(Operation.id) == col(Attribution.operation_id))
        .where(
            col(Operation.id).in_(operation_ids),
            col(Operation.etape).in_(SUIVIES),
            col(Modalite.type) == TypeModalite.MISE_A_DISPOSITION,
            col(Modalite.structure_courriel).is_not(None),
        )
        .order_by(col(Operation.reference), col(Lot.numero), col(Modalite.rang))
    )
    lignes: Sequence[Any] = session.execute(requete).all()
    servis = _employeurs(session, {une[2] for une in lignes})
    return [
        Demandee(
            operation_id=operation,
            reference=reference,
            lot=numero,
            entreprise=entreprise,
            structure=structure,
            courriel=courriel.casefold(),
        )
        for operation, reference, lot, numero, entreprise, structure, courriel in lignes
        if (lot, normaliser(structure)) not in servis
    ]


def reponses(session: Session, demandees: Collection[Demandee]) -> dict[tuple[int, str], datetime]:
    """When each of these last wrote about its operation, by operation and address; one statement."""
    requete = (
        select_colonnes(
            col(CourrierEntrant.operation_id), col(CourrierEntrant.expediteur), col(CourrierEntrant.recu_le)
        )
        .where(col(CourrierEntrant.operation_id).in_({une.operation_id for une in demandees}))
        .order_by(col(CourrierEntrant.recu_le))
    )
    return {(operation, (qui or "").casefold()): instant for operation, qui, instant in session.execute(requete)}


def _employeurs(session: Session, lots: Collection[int]) -> set[tuple[int, str]]:
    if not lots:
        return set()
    requete = (
        select_colonnes(col(Contrat.lot_id), col(Contrat.employeur)).where(col(Contrat.lot_id).in_(lots)).distinct()
    )
    return {(lot, normaliser(employeur)) for lot, employeur in session.execute(requete)}
