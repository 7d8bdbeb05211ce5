"""The life line of an operation: the steps of its cycle in order, where it stands, since when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.horloge import PARIS
from metier.cycle import TERMINEES, Etape, Situation
from metier.enumeration import Enumeration
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.modeles.operation import Operation

ORDINAIRES = tuple(etape for etape in Etape if etape is Etape.CLOSE or etape not in {*TERMINEES, Etape.SUSPENDUE})
TRANSITION = "transition"
SANS_AMONT = frozenset({Etape.CALIBRAGE, Etape.REDACTION, Etape.CONSULTATION})


class Position(Enumeration):
    FAITE = "faite", "faite"
    EN_COURS = "en_cours", "en cours"
    SUSPENDUE = "suspendue", "suspendue"
    TERMINEE = "terminee", "terminée"
    A_VENIR = "a_venir", "à venir"


@dataclass(frozen=True, kw_only=True)
class Jalon:
    """A step; `le` is the day it was reached, None where nothing tells."""

    libelle: str
    position: Position
    le: date | None

    @property
    def ici(self) -> bool:
        return self.position in {Position.EN_COURS, Position.SUSPENDUE, Position.TERMINEE}


def tracer(operation: Operation, situation: Situation, evenements: Sequence[Evenement]) -> tuple[Jalon, ...]:
    """The steps done, the present one, those to come; none to come once the operation is refused or dropped."""
    passages = _passages(evenements)
    ici = _ici(situation)
    if ici in TERMINEES and ici is not Etape.CLOSE:
        faites = _faites_avant(operation, evenements)
        return (*_jalons(faites, Position.FAITE, operation, passages), _present(operation, ici))
    etapes = [etape for etape in ORDINAIRES if etape is ici or _prevue(operation, etape)]
    rang = etapes.index(ici)
    return (
        *_jalons(etapes[:rang], Position.FAITE, operation, passages),
        _present(operation, ici),
        *(Jalon(libelle=etape.libelle, position=Position.A_VENIR, le=None) for etape in etapes[rang + 1 :]),
    )


def _ici(situation: Situation) -> Etape:
    """Where the operation stands; when suspended, the step it left."""
    if situation.etape is Etape.SUSPENDUE:
        return situation.etape_quittee or Etape.SIGNALEE
    return situation.etape


def _prevue(operation: Operation, etape: Etape) -> bool:
    """An operation without upstream part goes from its acceptance to the award."""
    return etape not in SANS_AMONT or operations.situation(operation).a_un_amont


def _present(operation: Operation, ici: Etape) -> Jalon:
    position = Position.SUSPENDUE if operation.etape is Etape.SUSPENDUE else Position.EN_COURS
    return Jalon(
        libelle=ici.libelle,
        position=Position.TERMINEE if ici in TERMINEES else position,
        le=operation.etape_depuis,
    )


def _jalons(
    etapes: Sequence[Etape], position: Position, operation: Operation, passages: dict[Etape, date]
) -> list[Jalon]:
    """Steps with the day the journal gives, unless it is later than the present step: the clock was then moved."""
    jours = {etape: jour for etape, jour in passages.items() if jour <= operation.etape_depuis}
    return [Jalon(libelle=etape.libelle, position=position, le=jours.get(etape)) for etape in etapes]


def _faites_avant(operation: Operation, evenements: Sequence[Evenement]) -> list[Etape]:
    """The steps that an operation went through before it was refused or dropped, as far as the journal tells."""
    connues = {Etape(passage[cle]) for _, passage in _transitions(evenements) for cle in ("depuis", "vers")}
    if not connues and operation.etape is Etape.REFUSEE:
        connues = {Etape.FAISABILITE}
    rangs = [rang for rang, etape in enumerate(ORDINAIRES) if etape in connues]
    atteintes = ORDINAIRES[: max(rangs) + 1] if rangs else ()
    return [etape for etape in atteintes if etape in connues or _prevue(operation, etape)]


def _passages(evenements: Sequence[Evenement]) -> dict[Etape, date]:
    """The day of arrival at each step; a first line that is no transition tells when the operation was announced."""
    jours: dict[Etape, date] = {}
    if evenements and evenements[0].evenement != TRANSITION:
        jours[Etape.SIGNALEE] = _jour(evenements[0])
    for evenement, passage in _transitions(evenements):
        if passage["vers"] != passage["depuis"]:
            jours[Etape(passage["vers"])] = _jour(evenement)
    return jours


def _transitions(evenements: Sequence[Evenement]) -> list[tuple[Evenement, dict[str, str]]]:
    return [(un, json.loads(un.donnees)) for un in evenements if un.evenement == TRANSITION]


def _jour(evenement: Evenement) -> date:
    return evenement.instant.astimezone(PARIS).date()
