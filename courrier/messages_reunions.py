"""Mails about meetings: the invitation, its cancellation, the point for another's agenda, the minutes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from config.settings import IdentiteRelais
from courrier.agenda import Invitation
from courrier.messages import Message, OperationCitee, PieceJointe, Suite, ecrire


@dataclass(frozen=True, kw_only=True)
class ReunionCitee:
    """A meeting in words: what it is, when (« mardi 13 octobre 2026 à 14 h 30 »), how long, where."""

    code: str
    nature: str
    quand: str
    duree: str
    lieu: str | None = None
    visio: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConvocationReunion:
    """The relay's own meeting, for one person; `version` counts its changes of day or place, from 0."""

    destinataire: str
    relais: IdentiteRelais
    operation: OperationCitee
    suite: Suite
    reunion: ReunionCitee
    points: tuple[str, ...]
    document: PieceJointe
    invitation: Invitation
    version: int = 0
    rappel: bool = False


@dataclass(frozen=True, kw_only=True)
class ReunionAnnulee:
    destinataire: str
    relais: IdentiteRelais
    operation: OperationCitee
    suite: Suite
    reunion: ReunionCitee
    invitation: Invitation
    motif: str | None = None


@dataclass(frozen=True, kw_only=True)
class PointOrdreDuJour:
    """To whoever calls the meeting: what the relay asks to put on their agenda (D3), never a convocation."""

    destinataire: str
    relais: IdentiteRelais
    operation: OperationCitee
    suite: Suite
    reunion: ReunionCitee
    points: tuple[str, ...]
    document: PieceJointe
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class CompteRenduReunion:
    destinataire: str
    relais: IdentiteRelais
    operation: OperationCitee
    suite: Suite
    reunion: ReunionCitee
    document: PieceJointe


def convocation(contenu: ConvocationReunion) -> Message:
    """The invitation, D1 attached, its day in the recipient's calendar; a reminder carries no invitation again."""
    genre = "rappel" if contenu.rappel else str(contenu.version)
    message = ecrire(
        "convocation",
        contenu,
        cle=_cle("convocation", contenu.operation, contenu.reunion, genre, contenu.destinataire),
        operation=contenu.operation.reference,
        pieces_jointes=(contenu.document,),
    )
    return _inviter(message, contenu.invitation)


def reunion_annulee(contenu: ReunionAnnulee) -> Message:
    """The meeting is off, and leaves the recipient's calendar."""
    message = ecrire(
        "reunion_annulee",
        contenu,
        cle=_cle("reunion_annulee", contenu.operation, contenu.reunion, "0", contenu.destinataire),
        operation=contenu.operation.reference,
    )
    return _inviter(message, contenu.invitation)


def point_ordre_du_jour(contenu: PointOrdreDuJour) -> Message:
    """The point to put on the agenda, D3 attached."""
    return ecrire(
        "point_ordre_du_jour",
        contenu,
        cle=_cle("point_ordre_du_jour", contenu.operation, contenu.reunion, str(contenu.version), contenu.destinataire),
        operation=contenu.operation.reference,
        pieces_jointes=(contenu.document,),
    )


def compte_rendu(contenu: CompteRenduReunion) -> Message:
    """The minutes, D2 attached."""
    return ecrire(
        "compte_rendu",
        contenu,
        cle=_cle("compte_rendu", contenu.operation, contenu.reunion, "0", contenu.destinataire),
        operation=contenu.operation.reference,
        pieces_jointes=(contenu.document,),
    )


def _cle(genre: str, operation: OperationCitee, reunion: ReunionCitee, version: str, destinataire: str) -> str:
    return f"{genre}:{operation.reference}:{reunion.code}:{version}:{destinataire}"


def _inviter(message: Message, invitation: Invitation) -> Message:
    return replace(message, invitation=invitation)
