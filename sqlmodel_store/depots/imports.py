"""Since when the relay knows an operation, and who declares in it: what was brought in is awaited from then on."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col

from config.horloge import PARIS
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.parmi import parmi

IMPORTE, REMPLACE = "dossier_importe", "dossier_remplace"


@dataclass(frozen=True)
class Connues:
    """Business dates: of the import of operations, by id; of that of employers new to a lot of them."""

    operations: Mapping[int, date]
    employeurs: Mapping[tuple[int, int, str], date]

    def depuis(self, operation_id: int, lot: int | None = None, employeur: str | None = None) -> date | None:
        """The day an operation was brought in, or an employer in one of its lots; None where it was not imported."""
        venu = self.employeurs.get((operation_id, lot, employeur)) if lot is not None and employeur else None
        return venu or self.operations.get(operation_id)


def connues(session: Session, operations: Collection[int]) -> Connues:
    """What the journal says of the imports of these operations; one statement."""
    requete = (
        select_colonnes(
            col(Evenement.operation_id), col(Evenement.evenement), col(Evenement.instant), col(Evenement.donnees)
        )
        .where(parmi(col(Evenement.operation_id), operations), col(Evenement.evenement).in_([IMPORTE, REMPLACE]))
        .order_by(col(Evenement.id))
    )
    venues: dict[int, date] = {}
    employeurs: dict[tuple[int, int, str], date] = {}
    for numero, evenement, instant, donnees in session.execute(requete):
        dit = json.loads(donnees)
        jour = date.fromisoformat(dit["jour"]) if "jour" in dit else instant.astimezone(PARIS).date()
        if evenement == IMPORTE:
            venues[numero] = jour
        for lot, employeur in dit.get("employeurs", ()):
            employeurs[numero, lot, employeur] = jour
    return Connues(venues, employeurs)
