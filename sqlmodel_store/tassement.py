"""What was deleted leaves the files of the base: pages are written anew, journals emptied."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from sqlmodel_store.donnees_personnelles import COLONNES
from sqlmodel_store.session import get_engine

ATTENTE_S = 20
"""How long whoever holds the base is waited for."""


def tasser(base: str) -> bool:
    """Rewrites the base without what was deleted; False when others held it, to be done again later.

    SQLite: VACUUM writes every page anew, then the write-ahead log is emptied. PostgreSQL: VACUUM FULL of each table.
    """
    moteur = get_engine(base)
    if moteur.dialect.name == "sqlite":
        return _tasser_sqlite(str(moteur.url.database))
    try:
        with moteur.connect().execution_options(isolation_level="AUTOCOMMIT") as connexion:
            connexion.execute(text(f"SET lock_timeout = '{ATTENTE_S}s'"))
            for table in COLONNES:
                connexion.execute(text(f"VACUUM FULL {moteur.dialect.identifier_preparer.quote(table)}"))
    except OperationalError:
        return False
    return True


def _tasser_sqlite(fichier: str) -> bool:
    try:
        with closing(sqlite3.connect(fichier, timeout=ATTENTE_S, isolation_level=None)) as connexion:
            connexion.execute("VACUUM")
            occupe, _, _ = connexion.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not occupe
