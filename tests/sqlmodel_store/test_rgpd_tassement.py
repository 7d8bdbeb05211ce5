"""What was deleted is in no page of the file, whatever SQLite was built with; a base that others hold is told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlmodel_store import tassement
from sqlmodel_store.tassement import tasser

NOM = b"Querzelay"


def test_what_was_deleted_leaves_the_file_and_its_log(base_sqlite):
    fichier = Path(base_sqlite.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(fichier, isolation_level=None)) as connexion:
        connexion.execute("PRAGMA secure_delete=OFF")
        connexion.executemany(
            "INSERT INTO relais (code, nom) VALUES (?, ?)", [(f"r{rang}", NOM.decode() * 50) for rang in range(40)]
        )
        connexion.execute("DELETE FROM relais")
        connexion.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert NOM in fichier.read_bytes()
    assert tasser(base_sqlite)
    assert not [un for un in fichier.parent.glob(f"{fichier.name}*") if NOM in un.read_bytes()]


def test_a_base_that_is_held_is_told(base_sqlite, monkeypatch):
    monkeypatch.setattr(tassement, "ATTENTE_S", 0.1)
    with closing(sqlite3.connect(base_sqlite.removeprefix("sqlite:///"), isolation_level=None)) as connexion:
        connexion.execute("BEGIN IMMEDIATE")
        assert not tasser(base_sqlite)
    assert tasser(base_sqlite)


def test_postgresql_writes_its_tables_anew(base_postgresql):
    assert tasser(base_postgresql)
