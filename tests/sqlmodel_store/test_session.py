"""Transactions: all or nothing, writers that wait for each other, readers that wait for nobody."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from commande import python
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InternalError

from sqlmodel_store.depots import operations
from sqlmodel_store.session import get_engine, lecture, unit_of_work

JOUR = date(2026, 10, 5)


def references(base):
    with lecture(base) as session:
        return [operation.reference for operation in operations.lister(session)]


def test_a_unit_of_work_commits_as_a_whole(base):
    with unit_of_work(base) as session:
        operations.creer(session, "R-2026-0001", le=JOUR)
        operations.creer(session, "R-2026-0002", le=JOUR)
    assert references(base) == ["R-2026-0001", "R-2026-0002"]


def test_a_fault_leaves_nothing(base):
    with pytest.raises(IntegrityError), unit_of_work(base) as session:
        _creer_deux_fois(session)
    assert references(base) == []


def _creer_deux_fois(session):
    operations.creer(session, "R-2026-0001", le=JOUR)
    operations.creer(session, "R-2026-0002", le=JOUR)
    operations.creer(session, "R-2026-0002", le=JOUR)


def test_rows_stay_readable_after_the_commit(base):
    with unit_of_work(base) as session:
        operation = operations.creer(session, "R-2026-0001", le=JOUR)
    with lecture(base) as session:
        lue = operations.exiger(session, "R-2026-0001")
    assert (operation.reference, lue.etape_depuis) == ("R-2026-0001", JOUR)


def test_a_reader_sees_one_state_and_waits_for_no_writer(base):
    """While a writer holds its transaction, readers answer; what they have begun to read does not move."""
    with unit_of_work(base) as ecriture:
        operations.creer(ecriture, "R-2026-0001", le=JOUR)
        assert references(base) == []
    with lecture(base) as session:
        assert len(operations.lister(session)) == 1
        with unit_of_work(base) as ecriture:
            operations.creer(ecriture, "R-2026-0002", le=JOUR)
        assert len(operations.lister(session)) == 1
    assert len(references(base)) == 2


def test_a_reader_writes_nothing(base):
    """PostgreSQL refuses the statement; SQLite takes it and forgets it."""
    with suppress(InternalError), lecture(base) as session:
        session.execute(text("INSERT INTO relais (code) VALUES ('x')"))
    with lecture(base) as session:
        assert session.execute(text("SELECT count(*) FROM relais")).scalar() == 0


COMPTEUR = """
import sys
from datetime import date
from sqlmodel_store.depots import operations
from sqlmodel_store.session import unit_of_work
for _ in range(25):
    with unit_of_work(sys.argv[1]) as session:
        reference = operations.prochaine_reference(session, 2026)
        operations.creer(session, reference, le=date(2026, 10, 5))
"""


def test_concurrent_writers_wait_and_never_fail(base):
    """Four processes read, then write, a hundred times: no « locked », no reference given twice, none skipped."""
    processus = [python(COMPTEUR, base) for _ in range(4)]
    assert [(un.communicate(timeout=120)[1], un.returncode) for un in processus] == [("", 0)] * 4
    assert references(base) == [f"R-2026-{numero:04d}" for numero in range(1, 101)]


def test_sqlite_is_set_for_several_processes(base_sqlite):
    """Write-ahead log, foreign keys, a full minute of patience, and nothing lost when the power goes."""
    with get_engine(base_sqlite).connect() as connexion:
        lus = {nom: connexion.exec_driver_sql(f"PRAGMA {nom}").scalar() for nom in ("journal_mode", "foreign_keys")}
        assert lus == {"journal_mode": "wal", "foreign_keys": 1}
        assert connexion.exec_driver_sql("PRAGMA busy_timeout").scalar() == 60_000
        assert connexion.exec_driver_sql("PRAGMA synchronous").scalar() == 2
