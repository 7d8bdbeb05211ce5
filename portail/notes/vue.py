"""The notes of an operation and the reminders of whoever reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.droits import Acces, Droit
from sqlmodel_store.depots import notes
from sqlmodel_store.modeles.operation import Operation


@dataclass(frozen=True, kw_only=True)
class NoteVue:
    """A note; `sienne` when the reader wrote it, and may change it."""

    id: int
    auteur: str
    texte: str
    ecrite_le: datetime
    modifiee_le: datetime | None
    sienne: bool


@dataclass(frozen=True, kw_only=True)
class RappelVu:
    """A reminder of the reader's; `retard` in days, 0 while its day has not passed."""

    id: int
    le: date
    texte: str
    retard: int


@dataclass(frozen=True, kw_only=True)
class NotesVues:
    notes: tuple[NoteVue, ...]
    rappels: tuple[RappelVu, ...]
    ecrit: bool
    jour: date


def lire_notes(session: Session, acces: Acces, operation: Operation) -> NotesVues:
    """Two statements; `ecrit`: whether the account may add to them."""
    jour, ecrit = aujourdhui(), acces.peut(Droit.CONDUIRE)
    return NotesVues(
        notes=tuple(
            NoteVue(
                id=une.id,
                auteur=une.auteur,
                texte=une.texte,
                ecrite_le=une.ecrite_le,
                modifiee_le=une.modifiee_le,
                sienne=ecrit and une.utilisateur_id == acces.compte,
            )
            for une in notes.lister(session, operation.id)
        ),
        rappels=tuple(
            RappelVu(id=un.id, le=un.le, texte=un.texte, retard=max(0, (jour - un.le).days))
            for un in notes.rappels_de(session, acces, operation.id)
        ),
        ecrit=ecrit,
        jour=jour,
    )
