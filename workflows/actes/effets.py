"""What a transition will do, prepared before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sqlmodel import Session

from courrier.messages import Message, PieceJointe
from documents.depart import departing
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
class PieceEnvoyee:
    """A document that a mail takes along: what is kept of it, what is attached, alerts."""

    produites: tuple[PieceProduite, ...]
    jointes: tuple[PieceJointe, ...]
    alertes: tuple[str, ...] = ()


def envoyer(produite: PieceProduite) -> PieceEnvoyee:
    """The document as it leaves, in PDF where its code does; attachments bear the name of their file."""
    depart = departing(produite.piece)
    return PieceEnvoyee(
        produites=tuple(PieceProduite(piece=piece, donnees=produite.donnees) for piece in depart.pieces),
        jointes=tuple(PieceJointe(nom=PurePosixPath(une.fichier).name, octets=une.octets) for une in depart.jointes),
        alertes=depart.alertes,
    )


@dataclass(frozen=True, kw_only=True)
class Effet:
    """Documents to write, other files beside them (by name), messages to post, a change of the rows, alerts."""

    pieces: tuple[PieceProduite, ...] = ()
    annexes: Mapping[str, bytes] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    modifier: Modification = _rien
    alertes: tuple[str, ...] = ()
