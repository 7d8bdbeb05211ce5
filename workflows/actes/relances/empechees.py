"""The reminders that could not be made, as actions: which operation, what is at fault, what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from config.horloge import PARIS, aujourdhui
from config.jours_ouvres import feries
from formats.typographie import typographier
from metier.cycle import ETAPES_AVAL, Responsable
from metier.echeances import apres
from sqlmodel_store.depots import journal
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action
from workflows.actes.relances.relance import RELANCES, en_tete

DELAI = 2  # working days


def attentes(session: Session, operations: Sequence[Operation]) -> list[Action]:
    """For the facilitateur: the reminders still due that were refused when they were last tried."""
    references = [une.reference for une in operations if une.etape in ETAPES_AVAL]
    refusees = {
        phrase: (cle, depuis)
        for cle, phrase, depuis in _refusees(session)
        if any(phrase.startswith(en_tete(reference)) for reference in references)
    }
    if not refusees:
        return []
    dues = set(RELANCES.dues(session, aujourdhui()))
    derniers = {cle: phrase for phrase, (cle, _) in refusees.items()}
    return [
        _action(next(une for une in references if phrase.startswith(en_tete(une))), phrase, refusees[phrase][1])
        for cle, phrase in derniers.items()
        if cle in dues
    ]


def _refusees(session: Session) -> list[tuple[str, str, date]]:
    """Key, sentence, first day of each refusal, in the order in which they came."""
    lues: dict[tuple[str, str], date] = {}
    for ligne in journal.du_genre(session, journal.ECHEANCE_EMPECHEE):
        dite = json.loads(ligne.donnees)
        if dite["genre"] == RELANCES.nom:
            lues.setdefault((dite["cle"], dite["phrase"]), ligne.instant.astimezone(PARIS).date())
    return [(cle, phrase, jour) for (cle, phrase), jour in lues.items()]


def _action(reference: str, phrase: str, depuis: date) -> Action:
    libelle = f"Relance (E3) non partie : {phrase.removeprefix(en_tete(reference)).rstrip('.')} ; puis relais echeances"
    return Action(
        libelle=typographier(libelle),
        qui=Responsable.FACILITATEUR.libelle,
        depuis=depuis,
        avant_le=apres(depuis, DELAI, feries()),
        reference=reference,
    )
