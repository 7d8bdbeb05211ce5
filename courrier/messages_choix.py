"""The receipt of what a company said of how it will carry out its hours. It names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.settings import IdentiteRelais
from courrier.messages import Message, OperationCitee, Suite, ecrire


@dataclass(frozen=True, kw_only=True)
class ChoixDuLot:
    """`lignes` as « mise à disposition, Tremplin : 140 h », none where it did not choose yet; `referent`: one named."""

    operation: OperationCitee
    lot: str
    lignes: tuple[str, ...]
    referent: bool


@dataclass(frozen=True, kw_only=True)
class RecuChoix:
    """What was received from the page of the link, lot by lot."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    recu_le: date
    choix: tuple[ChoixDuLot, ...]
    lien: str


def recu_choix(contenu: RecuChoix, empreinte: str) -> Message:
    """The receipt; `empreinte` tells the content, so that the same one is received once."""
    references = {un.operation.reference for un in contenu.choix}
    seule = references.pop() if len(references) == 1 else None
    return ecrire("recu_choix", contenu, cle=f"recu_choix:{empreinte}:{contenu.destinataire}", operation=seule)
