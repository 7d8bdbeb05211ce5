"""The relay that follows operations: one per installation, or several where a region hosts its network."""

from __future__ import annotations

from sqlmodel import Field

from sqlmodel_store.colonnes import Table


class Relais(Table, table=True):
    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    nom: str | None = None
