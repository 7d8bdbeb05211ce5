"""What waits on the operations that an account sees: read once for the pages that tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from config.horloge import aujourdhui
from metier.droits import Acces
from portail.retenu import retenue
from sqlmodel_store.depots import operations_vues
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes.attentes import Action
from workflows.actes.sujets import attentes

UN_AN = timedelta(days=366)
"""What ended before waits for nothing any more: the last answers are awaited six months after the end."""


@dataclass(frozen=True, kw_only=True)
class EnAttente:
    """The operations that may wait for something, by reference; every open action on them, overdue first."""

    operations: dict[str, Operation]
    actions: tuple[Action, ...]


@retenue
def en_attente(acces: Acces) -> EnAttente:
    """What waits on the operations that the account sees."""
    with lecture() as session:
        vives = operations_vues.en_vie(session, acces, depuis=aujourdhui() - UN_AN)
        return EnAttente(operations={une.reference: une for une in vives}, actions=tuple(attentes(session, vives)))
