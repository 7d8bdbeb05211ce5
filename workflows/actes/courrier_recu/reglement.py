"""What was decided of a mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from metier.courriers import NatureCourrier
from sqlmodel_store.modeles.operation import Operation


@dataclass(frozen=True, kw_only=True)
class Reglement:
    """The nature of a mail, why in one French sentence, the operation it belongs to.

    `retenu`: what is kept of it beside how it was read.
    """

    nature: NatureCourrier
    raison: str
    operation: Operation | None = None
    retenu: dict[str, Any] = field(default_factory=dict)
