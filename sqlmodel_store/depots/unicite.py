"""What makes two things the same: texts compared as a reader would, rows inserted once however many processes try."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import CursorResult, literal_column
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlmodel import Session

from sqlmodel_store.colonnes import Table


def insert_once(session: Session, modele: type[Table], valeurs: dict[str, Any], cle: list[str]) -> bool:
    """Inserts one row unless its key is there already; returns whether it did."""
    insert = insert_postgresql if session.get_bind().dialect.name == "postgresql" else insert_sqlite
    ordre = insert(modele).values(**valeurs).on_conflict_do_nothing(index_elements=cle)
    return session.execute(ordre.returning(literal_column("1"))).first() is not None


def touched(session: Session, ordre: Any) -> bool:  # noqa: ANN401 - any UPDATE or DELETE
    """Executes a conditional UPDATE or DELETE; returns whether a row met its condition."""
    return cast("CursorResult[Any]", session.execute(ordre)).rowcount > 0


@lru_cache(maxsize=4096)
def normaliser(texte: str) -> str:
    """A text without accents, case or surplus spaces, for comparing."""
    if not texte.isascii():
        decompose = unicodedata.normalize("NFKD", texte)
        texte = "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))
    return " ".join(texte.casefold().split())
