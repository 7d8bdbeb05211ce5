"""Whether anything was written since: what is worked out of the whole database need not be worked out twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable
from os import getpid
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine, text

from config.settings import get_settings
from sqlmodel_store.session import get_engine


def etat_de_la_base() -> Hashable:
    """A value that differs once anyone has committed anything to the installation's database.

    Asked for before what is read under it: a reading that begins afterwards is at least as recent.
    """
    moteur = get_engine(get_settings().base)
    if moteur.dialect.name == "sqlite":
        return _temoin_sqlite.version(Path(str(moteur.url.database)))
    return _instantane(moteur)


def _instantane(moteur: Engine) -> str:
    """Which transactions PostgreSQL shows: the same ones, the same data."""
    with moteur.connect().execution_options(isolation_level="AUTOCOMMIT") as connexion:
        return str(connexion.execute(text("SELECT pg_current_snapshot()::text")).scalar_one())


class _TemoinSqlite:
    """A connection that never writes: SQLite tells it whether another one has (`PRAGMA data_version`)."""

    def __init__(self) -> None:
        self._verrou = Lock()
        self._fichier: tuple[Hashable, ...] = ()
        self._connexion: sqlite3.Connection | None = None
        self._ouvertures = 0

    def version(self, base: Path) -> Hashable:
        """Of this file: one put in its place, as a restoration does, is another."""
        with self._verrou:
            lu = base.stat()
            fichier = (base, lu.st_dev, lu.st_ino, getpid())
            if self._connexion is None or fichier != self._fichier:
                self._connexion = sqlite3.connect(base, isolation_level=None, check_same_thread=False)
                self._fichier, self._ouvertures = fichier, self._ouvertures + 1
            return (self._ouvertures, self._connexion.execute("PRAGMA data_version").fetchone()[0])


_temoin_sqlite = _TemoinSqlite()
