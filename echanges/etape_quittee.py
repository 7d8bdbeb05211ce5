"""The step that a suspended operation left, as its dossier says it, or as its content tells."""

from __future__ import annotations

from echanges.format_dossier import DossierFormat
from metier.cycle import Etape


def etape_quittee(dossier: DossierFormat) -> Etape | None:
    """The step to go back to; None for a dossier that is not suspended."""
    if dossier.etape is not Etape.SUSPENDUE:
        return None
    return dossier.etape_quittee or _selon_le_contenu(dossier)


def _selon_le_contenu(dossier: DossierFormat) -> Etape:
    """The furthest step that what the dossier holds belongs to."""
    if dossier.contrats or dossier.heures:
        return Etape.SUIVI
    if any(une.modalites for une in dossier.attributions):
        return Etape.MISE_EN_OEUVRE
    return Etape.ATTRIBUTION if dossier.attributions else Etape.SIGNALEE
