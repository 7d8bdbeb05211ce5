"""Every column where something may be written says whether a person may be named there: none can be forgotten."""

from __future__ import annotations

from sqlalchemy import Enum, LargeBinary, String
from sqlmodel.sql.sqltypes import AutoString

from sqlmodel_store.colonnes import DecimalExact, Textes
from sqlmodel_store.donnees_personnelles import COLONNES
from sqlmodel_store.modeles.tout import METADATA


def test_every_column_of_texts_or_bytes_is_declared():
    """A new column joins `donnees_personnelles.COLONNES`, with what it holds; one that is gone leaves it."""
    ecrites = {
        table.name: {colonne.name for colonne in table.columns if _libre(colonne.type)}
        for table in METADATA.sorted_tables
    }
    assert {table: set(colonnes) for table, colonnes in COLONNES.items()} == {
        table: colonnes for table, colonnes in ecrites.items() if colonnes
    }


def _libre(genre: object) -> bool:
    if isinstance(genre, Enum | DecimalExact):
        return False
    return isinstance(genre, String | AutoString | LargeBinary | Textes)
