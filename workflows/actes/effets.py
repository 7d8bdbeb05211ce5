"""What a transition will do, prepared before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from courrier.messages import Message
from documents.piece import Piece
from metier.cycle import Transition
from metier.gestes import Geste
from sqlmodel_store.modeles.operation import Operation

Modification = Callable[[Session, Operation], None]


@dataclass(frozen=True, kw_only=True)
class Sujet:
    """A transition or a geste asked of an operation: the operation as it stands, the data received, who asks."""

    operation: Operation
    acte: Transition | Geste
    donnees: dict[str, Any]
    par: str


def _rien(_session: Session, _operation: Operation) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class PieceProduite:
    """A document and the JSON it was made from."""

    piece: Piece
    donnees: str


@dataclass(frozen=True, kw_only=True)
class Effet:
    """Documents to write, other files beside them (by name), messages to post, a change of the rows, alerts."""

    pieces: tuple[PieceProduite, ...] = ()
    annexes: Mapping[str, bytes] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    modifier: Modification = _rien
    alertes: tuple[str, ...] = ()
