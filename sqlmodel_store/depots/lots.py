"""Lots one by one: what depends on one, and its removal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from sqlmodel_store.modeles.acteurs import Attribution, Facture
from sqlmodel_store.modeles.insertion import Contrat
from sqlmodel_store.modeles.operation import Lot
from sqlmodel_store.modeles.suivi import Affectation


def est_clause(lot: Lot) -> bool:
    """Whether a lot has a clause: one that says nothing has, unless it says why not."""
    return lot.motif_non_clause is None if lot.clause is None else lot.clause


def dependances(session: Session, lot: Lot) -> dict[str, int]:
    """How many contracts, attributions, invoices and hours received rest on a lot, by name; empty when none does."""
    comptes = {
        "contrats": _combien(session, Contrat, col(Contrat.lot_id) == lot.id),
        "attributions": _combien(session, Attribution, col(Attribution.lot_id) == lot.id),
        "factures": _combien(session, Facture, col(Facture.lot_id) == lot.id),
        "affectations": _combien(
            session, Affectation, col(Affectation.cible_id) == lot.operation_id, col(Affectation.lot) == lot.numero
        ),
    }
    return {nom: combien for nom, combien in comptes.items() if combien}


def retirer(session: Session, operation_id: int, numeros: frozenset[int]) -> None:
    """Removes these lots; the caller made sure that nothing rests on them."""
    session.execute(delete(Lot).where(col(Lot.operation_id) == operation_id, col(Lot.numero).in_(numeros)))


def _combien(session: Session, table: type[Any], *conditions: Any) -> int:  # noqa: ANN401 - SQL expressions
    return int(session.exec(select(func.count()).select_from(table).where(*conditions)).one())
