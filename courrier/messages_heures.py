"""What those who declare hours receive: the request of a month, the receipt of a declaration. No mail names anyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.settings import IdentiteRelais
from courrier.messages import Message, OperationCitee, PieceJointe, Suite, ecrire
from formats.dates import mois_long
from metier.periodes import Mois


@dataclass(frozen=True, kw_only=True)
class OperationADeclarer:
    """An operation and its statements, a line of text each: « Lot 1 – Gros œuvre : 3 contrats »."""

    operation: OperationCitee
    releves: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MoisEnRetard:
    """A month before the one asked for, whose statements did not all come: `mois` as « décembre 2025 »."""

    mois: str
    lien: str


@dataclass(frozen=True, kw_only=True)
class DemandeHeures:
    """The request of a month to one recipient, for all its operations; `du_mois` as « de janvier 2026 »."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    du_mois: str
    retour_le: date
    lien: str
    operations: tuple[OperationADeclarer, ...]
    en_retard: tuple[MoisEnRetard, ...] = ()
    releves: tuple[PieceJointe, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecuDeclaration:
    """What a declaration wrote down: for each operation, lines as « Lot 1 – Gros œuvre : 121,50 h (2 contrats) »."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    du_mois: str
    declare_le: date
    total: str
    operations: tuple[OperationADeclarer, ...]
    reste: int
    lien: str


@dataclass(frozen=True, kw_only=True)
class HeuresContestees:
    """To the facilitateur: what a using company contests, and why, a line per contract by its code."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    du_mois: str
    entreprise: str
    lignes: tuple[str, ...]


def cle_demande(mois: Mois, destinataire: str) -> str:
    """The key of the request of a month to an address."""
    return f"demande_heures:{mois}:{destinataire}"


def demande_heures(demande: DemandeHeures, mois: Mois) -> Message:
    """The monthly request: one mail for all the operations of a recipient, a spreadsheet per statement."""
    return ecrire(
        "demande_heures",
        demande,
        cle=cle_demande(mois, demande.destinataire),
        operation=_seule(demande.operations),
        pieces_jointes=demande.releves,
    )


def recu_declaration(recu: RecuDeclaration, mois: Mois, empreinte: str) -> Message:
    """The receipt of a declaration; `empreinte` tells its content, so that the same one is received once."""
    cle = f"recu_declaration:{mois}:{empreinte}:{recu.destinataire}"
    return ecrire("recu_declaration", recu, cle=cle, operation=_seule(recu.operations))


def heures_contestees(contenu: HeuresContestees, mois: Mois, empreinte: str) -> Message:
    """The hours contested from a link, told once per content."""
    return ecrire("heures_contestees", contenu, cle=f"heures_contestees:{mois}:{empreinte}:{contenu.destinataire}")


def en_retard(mois: Mois, lien: str) -> MoisEnRetard:
    """A month that is still missing, and where to declare it."""
    return MoisEnRetard(mois=mois_long(mois), lien=lien)


def _seule(operations: tuple[OperationADeclarer, ...]) -> str | None:
    """The reference of the only operation that the mail speaks of."""
    return operations[0].operation.reference if len(operations) == 1 else None
