"""An operation as mails name it."""

from __future__ import annotations

from courrier.messages import OperationCitee
from sqlmodel_store.modeles.operation import Operation


def citer(operation: Operation) -> OperationCitee:
    """Reference, title, buyer, and the buyer's own writing of the reference."""
    return OperationCitee(
        reference=operation.reference,
        intitule=operation.intitule or "opération suivie",
        maitre_ouvrage=operation.maitre_ouvrage_nom,
        reference_acheteur=operation.reference_acheteur,
    )
