"""What the calendars of those invited answer: the attendance list, when the one invited answers himself."""

from __future__ import annotations

from sqlmodel import Session

from courrier.agenda import ReponseCalendrier
from courrier.lecture import Lecture
from metier.courriers import NatureCourrier
from sqlmodel_store.depots import operations, reunions
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.courrier_recu.reglement import Reglement
from workflows.actes.reunions.annonces import DOMAINE_UID
from workflows.actes.reunions.suites import noter_reponse

AUTRE = (
    "Réponse à une convocation envoyée par une autre personne que celle qui est conviée : rien n’est noté, une "
    "personne vérifie."
)
NON_AUTHENTIFIEE = (
    "Réponse à une convocation dont aucun serveur de confiance ne garantit l’expéditeur : rien n’est noté, une "
    "personne vérifie."
)
PERIMEE = (
    "Réponse à une convocation dont la date ou le lieu ont changé depuis : rien n’est noté, une personne la fait "
    "confirmer."
)
INCONNUE = "Réponse à une convocation que le relais ne connaît pas, ou plus : rien n’est noté."
SANS_REPONSE = "Message de calendrier qui n’accepte ni ne décline : une personne lit ce qui est proposé."


def regler(session: Session, lu: Lecture) -> Reglement:
    """Write each answer that the sender gives for himself."""
    if not lu.reponses:
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=SANS_REPONSE)
    if lu.authentifie is False:
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=NON_AUTHENTIFIEE)
    siennes = [une for une in lu.reponses if une.convie == (lu.expediteur or "").casefold()]
    if not siennes:
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=AUTRE)
    if any(_perimee(session, une) for une in siennes):
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=PERIMEE)
    notees: list[Operation] = [operation for une in siennes if (operation := noter_reponse(session, une))]
    if not notees:
        return Reglement(nature=lu.nature, raison=INCONNUE)
    dites = ", ".join(dict.fromkeys(une.reponse.libelle for une in siennes))
    raison = f"Réponse d’un invité à une convocation : {dites}."
    return Reglement(nature=lu.nature, raison=raison, operation=notees[-1])


def _perimee(session: Session, reponse: ReponseCalendrier) -> bool:
    """Whether an answer is to an earlier date or place: its number is lower than the meeting's."""
    reference, _, code = reponse.uid.removesuffix(DOMAINE_UID).rpartition("/")
    operation = operations.par_reference_ou_acheteur(session, reference)
    reunion = reunions.par_code(session, operation.id, code) if operation else None
    return reunion is not None and reponse.sequence < reunion.sequence
