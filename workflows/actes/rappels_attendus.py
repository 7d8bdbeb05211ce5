"""What keeps a reminder of commitments from leaving, told to whom it concerns: never silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from formats.typographie import typographier
from metier.cycle import Responsable
from metier.echeances import apres
from sqlmodel_store.depots import structures
from sqlmodel_store.depots.engagements import Engagement
from sqlmodel_store.modeles.operation import Operation
from workflows.actes import empechees
from workflows.actes.attentes import Action
from workflows.actes.engagements import GENRE, a_rappeler, joignable
from workflows.actes.lectures import Lectures

SANS_RAISON = "Rappels des engagements (E1) non partis, {} : relais echeances les fait partir, ou dit pourquoi"


def a_notifier(session: Session, lignes: Sequence[Operation], lues: Lectures | None = None) -> list[Action]:
    """What keeps a reminder from leaving: a date, hours, an address; and what should have left and has not."""
    lues = lues or Lectures(session, lignes)
    restent = a_rappeler(session, aujourdhui(), lues.engages)
    pourquoi = _raisons(session) if restent else {}
    actions = [action for un in restent if (action := _empechement(un, pourquoi.get(un.reference)))]
    return actions + _listes_a_completer(session, lignes, {un.operation_id for un in restent})


def _raisons(session: Session) -> dict[str, str]:
    """Why the reminders of an operation were refused when last tried, and the command that gives what lacks."""
    refusees = (une.phrase for une in empechees.refusees(session) if une.genre == GENRE.nom)
    lues = (phrase.partition(", rappel des engagements (E1), lot ") for phrase in refusees)
    return {reference: raison.rstrip(".") for reference, _, raison in lues if raison}


def _empechement(engagement: Engagement, pourquoi: str | None) -> Action | None:
    ou = f"lot {engagement.lot} ({engagement.entreprise})"
    if engagement.notifie_le is None:
        action = _action(
            engagement, f"Communiquer la date de notification du {ou}", Responsable.MAITRE_OUVRAGE, engagement.depuis
        )
        return replace(action, ensemble="Communiquer les dates de notification, {}")
    limite = apres(engagement.notifie_le, get_settings().echeances.rappel_engagements, feries())
    if not joignable(engagement):
        libelle = f"Donner l’adresse de l’entreprise, {ou} : le rappel des engagements (E1) l’attend"
        action = _action(engagement, libelle, Responsable.FACILITATEUR, engagement.notifie_le, limite)
        return replace(
            action, ensemble="Donner les adresses des entreprises, {} : le rappel des engagements (E1) les attend"
        )
    if pourquoi:
        libelle = f"Rappel des engagements (E1) non parti, lot {pourquoi}"
        return replace(_action(engagement, libelle, Responsable.FACILITATEUR, limite, limite), ensemble=libelle)
    if aujourdhui() > limite:
        libelle = f"Rappel des engagements (E1) non parti, {ou} : relais echeances le fait partir, ou dit pourquoi"
        action = _action(engagement, libelle, Responsable.FACILITATEUR, limite, limite)
        return replace(action, ensemble=SANS_RAISON)
    return None


def _action(
    engagement: Engagement, libelle: str, qui: Responsable, depuis: date, avant_le: date | None = None
) -> Action:
    return Action(
        libelle=typographier(libelle),
        qui=qui.libelle,
        depuis=depuis,
        avant_le=avant_le,
        reference=engagement.reference,
        lot=engagement.lot,
    )


def _listes_a_completer(session: Session, lignes: Sequence[Operation], attendues: set[int]) -> list[Action]:
    """A structure whose kind nobody has written is listed without it: what it can offer is not told."""
    concernees = [ligne for ligne in lignes if ligne.id in attendues]
    manquent = structures.sans_type(session, concernees) if concernees else {}
    return [
        Action(
            libelle=f"Compléter le type de {manquent[ligne.id]} structure(s), listées sans type dans E2 : "
            "relais annuaire importer",
            qui=Responsable.FACILITATEUR.libelle,
            depuis=ligne.etape_depuis,
            avant_le=apres(ligne.etape_depuis, get_settings().echeances.rappel_engagements, feries()),
            reference=ligne.reference,
        )
        for ligne in concernees
        if ligne.id in manquent
    ]
