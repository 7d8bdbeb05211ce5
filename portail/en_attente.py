"""What waits on the operations that an account sees: read once for the pages that tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from config.horloge import aujourdhui
from metier.droits import Acces
from portail.retenu import retenue
from sqlmodel_store.depots import operations_vues
from sqlmodel_store.depots.operations_vues import Repere
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.ramassage import sans_ramassage
from sqlmodel_store.session import lecture
from workflows.actes.attentes import Action
from workflows.actes.sujets import attentes

UN_AN = timedelta(days=366)
"""What ended before waits for nothing any more: the last answers are awaited six months after the end."""


@dataclass(frozen=True, kw_only=True)
class EnAttente:
    """The operations that may wait for something, by reference; every open action on them, overdue first."""

    operations: dict[str, Operation | Repere]
    actions: tuple[Action, ...]


@retenue
def en_attente(acces: Acces) -> EnAttente:
    """What waits on the operations that the account sees."""
    with sans_ramassage(), lecture() as session:
        ouvertes = operations_vues.ouvertes(session, acces)
        finies = operations_vues.finies(session, acces, depuis=aujourdhui() - UN_AN)
        actions = attentes(session, ouvertes, finies)
    vives: list[Operation | Repere] = [*ouvertes, *finies]
    return EnAttente(operations={une.reference: une for une in vives}, actions=tuple(actions))


def en_retard(acces: Acces) -> list[Operation | Repere]:
    """Those on which something was due before today."""
    attendues = en_attente(acces)
    tardives = {action.reference for action in attendues.actions if action.en_retard}
    return [une for reference, une in attendues.operations.items() if reference in tardives]
