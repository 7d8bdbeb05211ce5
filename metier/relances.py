"""The ladder of reminders to one recipient: when the next one is due, of which level (documents.md §9, E3).

Days are business dates; delays are working days counted from the day a first message really left. The thresholds of
level 2 and the number of reminders are habits of the relay.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from metier.echeances import entre

SEMAINE = timedelta(days=7)
MOIS_EN_RETARD = 2
"""Beyond that many months of statements of one operation, the maître d'ouvrage is told."""
MI_PARCOURS = Decimal("0.5")
ECART_MAXIMUM = Decimal("0.4")
"""Share of the hours expected at mid-course that may be missing before a plan to catch up is asked for."""
PAR_NIVEAU = 3
"""Reminders of one level; beyond, a person takes over."""


@dataclass(frozen=True, kw_only=True)
class Retard:
    """Something that a recipient was asked for and did not do; `demande_le`: the day the first request left."""

    operation_id: int
    demande_le: date
    relancable_le: date
    grave: bool = False


@dataclass(frozen=True, kw_only=True)
class Faite:
    """A reminder to that recipient; of level 0 when it is none of this ladder, which counts for the week only."""

    jour: date
    niveau: int


@dataclass(frozen=True, kw_only=True)
class Prochaine:
    """The reminder that is due: its place among those of the recipient, its level.

    `precedente`: the day of the last one about what is still awaited.
    """

    rang: int
    niveau: int
    precedente: date | None


def ouverts(retards: Sequence[Retard], jour: date) -> list[Retard]:
    """Those that may be reminded of on a day."""
    return [retard for retard in retards if retard.relancable_le <= jour]


def prochaine(
    retards: Sequence[Retard], faites: Sequence[Faite], jour: date, *, delai: int, feries: Container[date]
) -> Prochaine | None:
    """The reminder due to a recipient on a day; None while none is: nothing late, a reminder too near, a person's turn.

    `delai`: least number of working days between two reminders, besides a week. The level never goes down as long as
    something asked for before the reminders made is still awaited.
    """
    presents = ouverts(retards, jour)
    if not presents:
        return None
    derniere = max((une.jour for une in faites), default=None)
    if derniere is not None and (jour < derniere + SEMAINE or entre(derniere, jour, feries) < delai):
        return None
    if epuisee(presents, faites):
        return None
    suivies = _depuis(presents, faites)
    niveau = max([niveau_de(presents), *(une.niveau for une in suivies)])
    rang = sum(une.niveau > 0 for une in faites) + 1
    return Prochaine(rang=rang, niveau=niveau, precedente=_derniere_de_l_echelle(suivies))


def niveau_de(retards: Sequence[Retard]) -> int:
    """2 when one of them is grave, else 1."""
    return 2 if any(retard.grave for retard in retards) else 1


def epuisee(retards: Sequence[Retard], faites: Sequence[Faite]) -> bool:
    """Whether as many reminders as there may be of the present level were made, and nothing was answered."""
    if not retards:
        return False
    suivies = _depuis(retards, faites)
    niveau = max([niveau_de(retards), *(une.niveau for une in suivies)])
    return sum(une.niveau == niveau for une in suivies) >= PAR_NIVEAU


def _depuis(retards: Sequence[Retard], faites: Sequence[Faite]) -> list[Faite]:
    """The reminders made since the oldest of what is still awaited was asked for."""
    debut = min(retard.demande_le for retard in retards)
    return [une for une in faites if une.jour >= debut]


def _derniere_de_l_echelle(suivies: Sequence[Faite]) -> date | None:
    return max((une.jour for une in suivies if une.niveau > 0), default=None)
