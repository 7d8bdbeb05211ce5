"""The reminders already written down, read from the ledger of mails: to whom, of which level, when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from sqlmodel_store.depots import courriers_sortants
from sqlmodel_store.depots.courriers_sortants import Envoi

PREFIXE = "relance:"
DE_TOUTE_SORTE = "relance"
"""How the keys of reminders begin, whatever their subject."""


@dataclass(frozen=True, kw_only=True)
class RelancePosee:
    """A reminder: the place it has among those to its recipient, from 1; its level; its business dates."""

    destinataire: str
    rang: int
    niveau: int
    pose_le: date
    parti_le: date | None

    @property
    def jour(self) -> date:
        """The day it left, or was posted while it waits."""
        return self.parti_le or self.pose_le


def cle(destinataire: str, rang: int, niveau: int) -> str:
    """The key of a reminder: the same for two runs that find the same reminders before it."""
    return f"{PREFIXE}{rang}:{niveau}:{destinataire}"


def posees(session: Session, destinataires: Collection[str] | None = None) -> dict[str, list[RelancePosee]]:
    """The reminders to these recipients, or to all, oldest first, by address in small letters; one statement."""
    par_adresse: dict[str, list[RelancePosee]] = {}
    for envoi in courriers_sortants.envois(session, [PREFIXE], destinataires=destinataires):
        if (une := _lire(envoi)) is not None:
            par_adresse.setdefault(une.destinataire, []).append(une)
    return par_adresse


@dataclass(frozen=True, kw_only=True)
class Rappel:
    """A reminder of any subject; `niveau` 0 when it is none of the ladder of this module."""

    destinataire: str
    niveau: int
    jour: date


def de_toute_sorte(session: Session, *, aussi: Collection[str] = ()) -> list[Rappel]:
    """Every reminder, of this ladder and of other subjects (offers, meetings …), oldest first; one statement.

    `aussi`: how the keys begin of other mails that count as one.
    """
    return [
        Rappel(destinataire=envoi.destinataire.casefold(), niveau=_niveau(envoi), jour=jour)
        for envoi in courriers_sortants.envois(session, [DE_TOUTE_SORTE, *aussi])
        if (jour := envoi.parti_le or envoi.pose_le)
    ]


def _niveau(envoi: Envoi) -> int:
    une = _lire(envoi) if envoi.cle.startswith(PREFIXE) else None
    return une.niveau if une else 0


def _lire(envoi: Envoi) -> RelancePosee | None:
    _, rang, niveau, destinataire = envoi.cle.split(":", 3)
    if envoi.pose_le is None:
        return None
    return RelancePosee(
        destinataire=destinataire,
        rang=int(rang),
        niveau=int(niveau),
        pose_le=envoi.pose_le,
        parti_le=envoi.parti_le,
    )
