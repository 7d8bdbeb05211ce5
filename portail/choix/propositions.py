"""What companies proposed, in the form by which the facilitateur confirms it: nothing is written until it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from config.horloge import PARIS
from formats.dates import date_longue
from formats.typographie import typographier
from sqlmodel_store.depots import propositions
from sqlmodel_store.depots.propositions import Proposition


def lire(session: Session, operation_id: int) -> list[Proposition]:
    """The proposals of an operation that wait."""
    return propositions.en_attente(session, [operation_id])


def en_donnees(attendues: Sequence[Proposition]) -> dict[str, Any]:
    """The data of the act that would confirm them as they are; what a company did not say stays as it is."""
    return {"modalites": [_choix(une) for une in attendues]} if attendues else {}


def _choix(proposition: Proposition) -> dict[str, Any]:
    dit: dict[str, Any] = {"lot": proposition.lot, "entreprise": proposition.entreprise}
    if proposition.modalites:
        dit["modalites"] = list(proposition.modalites)
    return dit | ({"referent": proposition.referent} if proposition.referent else {})


def en_phrases(attendues: Sequence[Proposition]) -> tuple[str, ...]:
    """Who proposed what is in the form, when, and in which words."""
    return tuple(
        typographier(
            f"Lot {une.lot}, {une.entreprise} : choix reçu le {date_longue(une.recue_le.astimezone(PARIS).date())}"
            + (f". Son mot : « {une.commentaire} »" if une.commentaire else "")
        )
        for une in attendues
    )
