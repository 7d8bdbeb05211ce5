"""What the hours that were declared wait for: validation, or an agreement; by operation and month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from formats.dates import de_mois
from metier.cycle import TERMINEES, Responsable
from metier.echeances import apres
from metier.heures import EtatHeures
from metier.periodes import Mois
from sqlmodel_store.depots import heures
from sqlmodel_store.depots.heures import EnAttente
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action

LIBELLES = {EtatHeures.DECLAREE: "Valider les heures", EtatHeures.CONTESTEE: "Régler les heures contestées"}


def des_heures(session: Session, operations: Sequence[Operation]) -> list[Action]:
    """One action per operation still open, month and state, whatever the number of lines; one statement.

    What was declared of a month that goes on may still change: it is not validated before its end.
    """
    references = {une.id: une.reference for une in operations if une.etape not in TERMINEES}
    return [
        _action(attente, references[attente.operation_id])
        for attente in heures.en_attente(session, list(references))
        if attente.etat is EtatHeures.CONTESTEE or attente.mois.fin <= aujourdhui()
    ]


def a_valider_avant(mois: Mois, depuis: date) -> date:
    """The working day before the dashboards of the month leave; hours declared late have the delay of a contest."""
    delais = get_settings().echeances
    veille = apres(mois.fin, delais.tableau_de_bord - 1, feries())
    return max(veille, apres(depuis, delais.contestation, feries()))


def _action(attente: EnAttente, reference: str) -> Action:
    depuis = attente.depuis or min(attente.mois.fin, aujourdhui())
    combien = f"{attente.lignes} ligne{'s' if attente.lignes > 1 else ''}"
    return Action(
        libelle=f"{LIBELLES[attente.etat]} {de_mois(attente.mois)} ({combien})",
        qui=Responsable.FACILITATEUR.libelle,
        depuis=depuis,
        avant_le=a_valider_avant(attente.mois, depuis),
        reference=reference,
    )
