"""What was produced: each file with its hash, its template's edition and hash, and the data it was made from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from sqlmodel_store.colonnes import InstantUtc, Table


class Document(Table, table=True):
    """`fichier` is relative to the operation's folder; `donnees` is the JSON the document was made from."""

    __table_args__ = (UniqueConstraint("operation_id", "fichier"),)

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id")
    code: str
    fichier: str
    sha256: str
    modele: str
    edition: str
    modele_sha256: str
    confidentiel: bool = False
    produit_le: datetime = Field(sa_type=InstantUtc)
    donnees: str
