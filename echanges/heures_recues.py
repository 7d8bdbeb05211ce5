"""Hours of other operations that a convention counts on the lots of this one: a lot that holds some stays as it is."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from sqlmodel import Session

from echanges.fautes_format import faute
from echanges.format_dossier import DossierFormat
from formats.nombres import heures as heures_lisibles
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import affectations


def recues_perdues(session: Session, operation_id: int, dossier: DossierFormat) -> list[FauteDeSaisie]:
    """One fault per lot where hours are counted and that the dossier would remove, or take from their company."""
    comptees: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for une in affectations.recues(session, [operation_id]):
        comptees[une.lot, une.entreprise] += une.heures
    lots = {lot.numero for lot in dossier.operation.lots or ()}
    tenus = {(une.lot, une.entreprise.nom) for une in dossier.attributions}
    return [
        _faute(dossier.operation.reference, lot, entreprise, combien, reste=lot in lots)
        for (lot, entreprise), combien in sorted(comptees.items())
        if (lot, entreprise) not in tenus
    ]


def _faute(reference: str, lot: int, entreprise: str, combien: Decimal, *, reste: bool) -> FauteDeSaisie:
    perte = f"retirerait à {entreprise} le lot {lot}" if reste else f"n’aurait plus le lot {lot}"
    return faute(
        "attributions" if reste else "operation.lots",
        f"le dossier {reference} {perte}, où {heures_lisibles(combien)} d’autres opérations sont comptées sous "
        "convention ; gardez-le, ou retirez d’abord ces affectations",
    )
