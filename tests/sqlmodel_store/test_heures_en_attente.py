"""The hours that nobody has validated are few, and found without reading the others."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from metier.droits import Acces
from metier.roles import Role
from sqlmodel_store.depots import heures, manques
from sqlmodel_store.session import get_engine, unit_of_work

INDEX = "ix_heures_en_attente"
DE_TOUS = Acces(compte=1, nom="Marie Dupré", role=Role.ANIMATEUR, relais=None)


@pytest.mark.parametrize(
    "lire",
    [
        pytest.param(lambda session: heures.en_attente(session, [1, 2]), id="of some operations"),
        pytest.param(lambda session: manques.par_relais(session, DE_TOUS), id="of each relay"),
    ],
)
def test_the_index_of_hours_that_wait_serves_who_asks_for_them(base, lire):
    """Each engine is asked how it goes about it; PostgreSQL reads a table without rows, unless told not to."""
    moteur = get_engine(base)
    ordres = []
    with unit_of_work(base) as session:
        event.listen(moteur, "before_cursor_execute", lambda *dits: ordres.append(dits[2:4]), once=True)
        lire(session)
    ordre, valeurs = ordres[0]
    expliquer = "EXPLAIN QUERY PLAN" if moteur.dialect.name == "sqlite" else "EXPLAIN"
    with moteur.connect() as connexion:
        if expliquer == "EXPLAIN":
            connexion.exec_driver_sql("SET enable_seqscan = off")
        plan = "\n".join(map(str, connexion.exec_driver_sql(f"{expliquer} {ordre}", valeurs)))
    assert INDEX in plan, plan
