"""Who holds which lot, and what changes the hours due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from sqlmodel_store.modeles.acteurs import Attribution, Avenant, Facture
from sqlmodel_store.modeles.operation import Lot
from sqlmodel_store.parmi import parmi


def du_lot(session: Session, operation_id: int, numero: int) -> list[Attribution]:
    """The attributions of a lot, by its number, in the order of the dossier."""
    requete = (
        select(Attribution)
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(Attribution.operation_id == operation_id, Lot.numero == numero)
        .order_by(col(Attribution.rang))
    )
    return list(session.exec(requete))


def entreprises(session: Session, operation_ids: Collection[int]) -> dict[tuple[int, int], list[str]]:
    """The companies that hold each lot, by operation and number of lot, in the order of the dossier."""
    requete = (
        select(Attribution.operation_id, Lot.numero, Attribution.entreprise_nom)
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(parmi(col(Attribution.operation_id), operation_ids))
        .order_by(col(Attribution.rang))
    )
    tenants: dict[tuple[int, int], list[str]] = {}
    for operation, lot, entreprise in session.exec(requete):
        tenants.setdefault((operation, lot), []).append(entreprise)
    return tenants


def heures_dues(session: Session, attribution_id: int) -> Decimal:
    """Hours committed with amendments."""
    initiales = session.get_one(Attribution, attribution_id).heures_engagees or Decimal(0)
    avenants = session.exec(select(Avenant).where(Avenant.attribution_id == attribution_id))
    return sum((avenant.heures for avenant in avenants), initiales)


def ajouter_avenant(session: Session, attribution_id: int, *, jour: date, heures: Decimal, motif: str | None) -> None:
    """Adds a difference to the hours of an attribution."""
    dernier = session.exec(select(func.max(Avenant.rang)).where(Avenant.attribution_id == attribution_id)).one()
    session.add(Avenant(attribution_id=attribution_id, rang=_suivant(dernier), date=jour, heures=heures, motif=motif))


def ajouter_facture(session: Session, lot_id: int, *, mois: str, montant_ht: Decimal) -> None:
    """Adds what was invoiced on a lot; `rang` goes on through the whole operation, whose dossier lists them."""
    operation = select(Lot.operation_id).where(Lot.id == lot_id).scalar_subquery()
    lots = select(Lot.id).where(Lot.operation_id == operation)
    dernier = session.exec(select(func.max(Facture.rang)).where(col(Facture.lot_id).in_(lots))).one()
    session.add(Facture(lot_id=lot_id, rang=_suivant(dernier), mois=mois, montant_ht=montant_ht))


def _suivant(dernier: int | None) -> int:
    return 0 if dernier is None else dernier + 1
