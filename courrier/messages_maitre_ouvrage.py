"""Mails to the maître d'ouvrage about what only they can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.settings import IdentiteRelais
from courrier.messages import Message, OperationCitee, Suite, ecrire


@dataclass(frozen=True, kw_only=True)
class Demande:
    """What is asked about an operation, and since when it has been expected."""

    operation: OperationCitee
    attendu: str
    depuis: date


@dataclass(frozen=True, kw_only=True)
class RappelMaitreOuvrage:
    """Everything awaited from one person, all operations together; `precedent` is the day of the last reminder."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    demandes: tuple[Demande, ...]
    le: date
    precedent: date | None = None


def rappel_maitre_ouvrage(rappel: RappelMaitreOuvrage) -> Message:
    """One reminder for all the operations of a person."""
    references = {demande.operation.reference for demande in rappel.demandes}
    return ecrire(
        "rappel_maitre_ouvrage",
        rappel,
        cle=f"rappel_maitre_ouvrage:{rappel.le.isoformat()}:{rappel.destinataire}",
        operation=references.pop() if len(references) == 1 else None,
    )
