"""Reminders (E3) and what follows them: the copy to the maître d'ouvrage, the drafts that it alone may sign.

None speaks of a penalty, which is the buyer's matter; none names a person who works.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from config.settings import IdentiteRelais
from courrier.messages import Message, OperationCitee, PieceJointe, Suite, ecrire
from courrier.messages_heures import MoisEnRetard


@dataclass(frozen=True, kw_only=True)
class OperationEnRetard:
    """An operation and what is late in it, a line of text each: « Relevé de novembre 2026, lot 1 : attendu le … »."""

    operation: OperationCitee
    manques: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Relance:
    """A reminder to one recipient, for all its operations; `liens` where hours are declared, by month.

    `niveau` 2: a plan to catch up is asked for, and the maître d'ouvrage is told. `precedente`: the last reminder;
    `demande_le`: the day of the first request.
    """

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    niveau: int
    demande_le: date
    precedente: date | None
    operations: tuple[OperationEnRetard, ...]
    liens: tuple[MoisEnRetard, ...] = ()
    copie: bool = False
    lettres: tuple[PieceJointe, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CopieRelance:
    """To the maître d'ouvrage: who was reminded that day, of what, and what the relay does next."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    organisations: tuple[str, ...]
    reponse_avant_le: date
    operations: tuple[OperationEnRetard, ...]
    lettres: tuple[PieceJointe, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProjetASigner:
    """To the maître d'ouvrage: a draft (E4a, E4b) or a note of findings (E5), which binds nobody until it decides.

    `titre` as « projet d’invitation à présenter des observations »; `usage`: what to do with it, in a sentence.
    """

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    operation: OperationCitee
    entreprise: str
    titre: str
    usage: str
    a_completer: tuple[str, ...]
    document: PieceJointe


def relance(contenu: Relance, cle: str) -> Message:
    """The reminder; its letters are attached, one per operation."""
    return ecrire("relance", contenu, cle=cle, operation=_seule(contenu.operations), pieces_jointes=contenu.lettres)


def copie_relance(contenu: CopieRelance, relancees: Sequence[tuple[int, str]]) -> Message:
    """The copy of reminders, each told by its rank and recipient."""
    dites = [f"{rang}:{adresse}" for rang, adresse in sorted(relancees)]
    quoi = dites[0] if len(dites) == 1 else sha256("\n".join(dites).encode()).hexdigest()[:16]
    cle = f"copie_relance:{quoi}:{contenu.destinataire}"
    return ecrire(
        "copie_relance", contenu, cle=cle, operation=_seule(contenu.operations), pieces_jointes=contenu.lettres
    )


def projet_a_signer(contenu: ProjetASigner, fichier: str) -> Message:
    """The draft of a document, told by its file."""
    reference = contenu.operation.reference
    cle = f"projet_a_signer:{reference}:{fichier}:{contenu.destinataire}"
    return ecrire("projet_a_signer", contenu, cle=cle, operation=reference, pieces_jointes=(contenu.document,))


def _seule(operations: tuple[OperationEnRetard, ...]) -> str | None:
    return operations[0].operation.reference if len(operations) == 1 else None
