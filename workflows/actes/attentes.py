"""What waits for whom, since when, until when: each subject tells its own, for many operations at once.

The list of subjects is in `workflows.actes.sujets`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.cycle import Etape
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.pas import attendu, echeance


@dataclass(frozen=True, kw_only=True)
class Action:
    """What waits for whom, since when, and until when; `reference` None when no operation is concerned."""

    libelle: str
    qui: str
    depuis: date
    avant_le: date | None
    reference: str | None = None

    @property
    def en_retard(self) -> bool:
        return self.avant_le is not None and self.avant_le < aujourdhui()

    def en_json(self) -> dict[str, Any]:
        return {
            "libelle": self.libelle,
            "qui": self.qui,
            "depuis": self.depuis.isoformat(),
            "avant_le": self.avant_le.isoformat() if self.avant_le else None,
        }


Source = Callable[[Session, Sequence[Operation]], list[Action]]


def de_l_etape(_session: Session, operations: Sequence[Operation]) -> list[Action]:
    """What the present step of each operation waits for; nothing once it is ended."""
    return [action for operation in operations if (action := _de_l_etape(operation))]


def _de_l_etape(operation: Operation) -> Action | None:
    attente = attendu(operation)
    if attente is None:
        return None
    return Action(
        libelle=attente.libelle,
        qui=attente.qui.libelle,
        depuis=operation.publication or operation.etape_depuis
        if operation.etape is Etape.CONSULTATION
        else operation.etape_depuis,
        avant_le=echeance(operation),
        reference=operation.reference,
    )
