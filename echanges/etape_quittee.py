"""The step that a suspended operation left, as its dossier says it, or as its content tells."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from echanges.format_dossier import DossierFormat
from metier.cycle import Etape, Situation
from sqlmodel_store.depots import contenus, operations
from sqlmodel_store.modeles.operation import Operation


def etape_quittee(dossier: DossierFormat) -> Etape | None:
    """The step to go back to; None for a dossier that is not suspended."""
    if dossier.etape is not Etape.SUSPENDUE:
        return None
    return dossier.etape_quittee or _selon(
        contrats=bool(dossier.contrats or dossier.heures),
        modalites=any(une.modalites for une in dossier.attributions),
        attributions=bool(dossier.attributions),
    )


def situation(session: Session, operation: Operation) -> Situation:
    """What the table of the life cycle reads; where an operation kept as suspended does not say which step it left,
    its content tells. One statement then, none otherwise.
    """
    lue = operations.situation(operation)
    if lue.etape is not Etape.SUSPENDUE or lue.etape_quittee is not None:
        return lue
    contrats, modalites, attributions = contenus.presents(session, operation.id)
    return replace(lue, etape_quittee=_selon(contrats=contrats, modalites=modalites, attributions=attributions))


def _selon(*, contrats: bool, modalites: bool, attributions: bool) -> Etape:
    """The furthest step that what there is belongs to."""
    if contrats:
        return Etape.SUIVI
    if modalites:
        return Etape.MISE_EN_OEUVRE
    return Etape.ATTRIBUTION if attributions else Etape.SIGNALEE
