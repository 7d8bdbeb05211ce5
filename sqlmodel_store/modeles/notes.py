"""What a facilitateur keeps for the relay, or for the day it will matter: notes and reminders of an operation."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from sqlmodel_store.colonnes import InstantUtc, Table


class Note(Table, table=True):
    """A note on an operation; `auteur` is the name its page shows, `cle` makes one note of a form sent twice."""

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True, ondelete="CASCADE")
    utilisateur_id: int = Field(foreign_key="utilisateur.id")
    auteur: str
    texte: str
    ecrite_le: datetime = Field(sa_type=InstantUtc)
    modifiee_le: datetime | None = Field(default=None, sa_type=InstantUtc)
    cle: str = Field(unique=True)


class Rappel(Table, table=True):
    """What an account wants to be told on the day `le`; `pose_le` is a business date, `fait_le` None while it waits."""

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True, ondelete="CASCADE")
    utilisateur_id: int = Field(foreign_key="utilisateur.id", index=True)
    auteur: str
    le: date
    texte: str
    pose_le: date
    fait_le: datetime | None = Field(default=None, sa_type=InstantUtc)
    cle: str = Field(unique=True)
