"""The choices of companies that wait for the facilitateur to confirm them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from config.horloge import PARIS
from config.jours_ouvres import feries
from formats.typographie import typographier
from metier.cycle import ETAPES_AVAL, Responsable
from metier.echeances import apres
from sqlmodel_store.depots import propositions
from sqlmodel_store.depots.propositions import Proposition
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action

JOURS_POUR_CONFIRMER = 5


def a_confirmer(session: Session, lignes: Sequence[Operation]) -> list[Action]:
    """A line for each proposal; constant in statements."""
    suivies = [ligne.id for ligne in lignes if ligne.etape in ETAPES_AVAL]
    return [_action(une) for une in propositions.en_attente(session, suivies)] if suivies else []


def _action(proposition: Proposition) -> Action:
    recue_le = proposition.recue_le.astimezone(PARIS).date()
    quoi = "les modalités" if proposition.modalites else "le référent"
    libelle = f"Confirmer {quoi} que propose {proposition.entreprise}, lot {proposition.lot}"
    return Action(
        libelle=typographier(libelle),
        qui=Responsable.FACILITATEUR.libelle,
        depuis=recue_le,
        avant_le=apres(recue_le, JOURS_POUR_CONFIRMER, feries()),
        reference=proposition.reference,
        lot=proposition.lot,
        ensemble=f"Confirmer {quoi.replace('le référent', 'les référents')} que proposent les entreprises, {{}}",
    )
