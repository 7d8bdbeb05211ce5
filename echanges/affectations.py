"""What conventions count on other operations than where it was done, as the follow-up reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session

from metier.periodes import Mois
from metier.suivi import Contrat, HeuresCedees, HeuresRecues
from sqlmodel_store.depots import affectations
from sqlmodel_store.depots.affectations import Recue

Cedees = defaultdict[int, tuple[HeuresCedees, ...]]
Recues = defaultdict[int, tuple[HeuresRecues, ...]]


def affectees(session: Session, operation_ids: Sequence[int]) -> tuple[Cedees, Recues]:
    """What these operations give and receive, by operation, in two queries."""
    cedees: Cedees = defaultdict(tuple)
    recues: Recues = defaultdict(tuple)
    for une in affectations.cedees(session, operation_ids):
        cedees[une.operation_id] += (HeuresCedees(contrat=une.contrat, mois=Mois.lire(une.mois), heures=une.heures),)
    for recue in affectations.recues(session, operation_ids):
        recues[recue.operation_id] += (_recue(recue),)
    return cedees, recues


def _recue(une: Recue) -> HeuresRecues:
    contrat = Contrat(
        id=f"{une.source}/{une.contrat}/{une.lot}",
        beneficiaire="",
        lot=une.lot,
        type=une.type,
        employeur=une.employeur,
        debut=une.debut,
        fin=une.fin,
    )
    return HeuresRecues(
        contrat=contrat,
        operation=une.source,
        code=une.contrat,
        entreprise=une.entreprise,
        mois=Mois.lire(une.mois),
        heures=une.heures,
        etat=une.etat,
        eligible=une.eligible,
    )
