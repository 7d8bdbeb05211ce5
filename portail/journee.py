"""What waits for whom, as the home page shows it: overdue first, each line linked to what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from config.horloge import aujourdhui
from metier.droits import Acces
from sqlmodel_store.depots import operations_vues
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes import situation
from workflows.actes.attentes import Action

COURRIER = "/notifications"


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """`retard` in days, 0 when nothing is late; `adresse` where one does something about it."""

    libelle: str
    qui: str
    depuis: date
    avant_le: date | None
    retard: int
    reference: str | None
    intitule: str | None
    adresse: str


@dataclass(frozen=True, kw_only=True)
class Journee:
    """Lines late, due within the week, later; `aucune` when there is no operation at all."""

    jour: date
    lignes: tuple[Ligne, ...]
    operations: int

    @property
    def en_retard(self) -> tuple[Ligne, ...]:
        return tuple(une for une in self.lignes if une.retard)

    @property
    def a_venir(self) -> tuple[Ligne, ...]:
        return tuple(une for une in self.lignes if not une.retard)


def lire_journee(acces: Acces) -> Journee:
    """Everything that waits, of the operations that the account sees."""
    with lecture() as session:
        vues = operations_vues.lister(session, acces)
        actions = situation.du_jour(session, vues)
    par_reference = {operation.reference: operation for operation in vues}
    jour = aujourdhui()
    lignes = (_ligne(action, par_reference.get(action.reference or ""), jour) for action in actions)
    return Journee(jour=jour, lignes=tuple(lignes), operations=len(vues))


def _ligne(action: Action, operation: Operation | None, jour: date) -> Ligne:
    retard = (jour - action.avant_le).days if action.avant_le else 0
    return Ligne(
        libelle=action.libelle,
        qui=action.qui,
        depuis=action.depuis,
        avant_le=action.avant_le,
        retard=max(0, retard),
        reference=action.reference,
        intitule=operation.intitule if operation else None,
        adresse=f"/operations/{quote(action.reference, safe='')}" if action.reference else COURRIER,
    )
