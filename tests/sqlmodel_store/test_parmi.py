"""« One of these ids » says the same as a list, on both engines, and is written once however many there are."""

from __future__ import annotations

from datetime import date

from sqlalchemy import event
from sqlmodel import col, select

from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.parmi import parmi
from sqlmodel_store.session import get_engine, unit_of_work


def test_the_same_rows_as_a_list(base):
    """None, one, many, ids that do not exist; the same statement whatever their number."""
    with unit_of_work(base) as session:
        connus = [operations.creer(session, f"R-{rang}", le=date(2026, 9, 1)) for rang in range(40)]
        session.flush()
        ids = [une.id for une in connus]
    ordres = set()
    event.listen(get_engine(base), "before_cursor_execute", lambda *dits: ordres.add(dits[2]))
    with unit_of_work(base) as session:
        ordres.clear()
        for voulus in ([], ids[:1], ids[3:30], [*ids, 10**9]):
            lus = session.exec(select(Operation.id).where(parmi(col(Operation.id), voulus))).all()
            assert sorted(lus) == sorted(set(voulus) & set(ids))
    assert len([un for un in ordres if "json" in un]) == 1
