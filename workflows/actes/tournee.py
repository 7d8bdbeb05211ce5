"""A round of sending on one connection: each mail costs one transaction, which waits for the disk where it must."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from sqlmodel_store.depots import journal, tournees
from sqlmodel_store.modeles.envois import TourneeEnvoi
from sqlmodel_store.session import Transactions, transactions_en_suite, unit_of_work
from workflows.actes.processus import a_disparu, demarrage


@contextmanager
def tournee(par: str, echu_a: datetime) -> Iterator[Transactions]:
    """The transactions of a round of the sender `par` among the mails due at `echu_a`.

    On SQLite they survive the end of the process, and reach the disk together at the end of the round; what a power cut
    would take back is told by the round written down first, where the machine says when it started.
    """
    depuis = demarrage()
    with transactions_en_suite(sans_attendre=depuis is not None) as transactions:
        if depuis is None or not transactions.sans_attendre:
            yield transactions
            return
        with unit_of_work() as session:
            tournees.ouvrir(session, TourneeEnvoi(par=par, demarrage=depuis, echu_a=echu_a))
        try:
            yield transactions
        finally:
            with unit_of_work() as session:
                tournees.clore(session, par)


def reprendre_les_tournees(session: Session) -> None:
    """A round killed on this machine left the base as it was; one that the machine took with it leaves doubts."""
    for ouverte in tournees.ouvertes(session):
        if ouverte.demarrage != demarrage():
            if tournees.mettre_en_doute(session, ouverte):
                journal.noter(session, "tournee_coupee", acteur="expedition")
        elif not a_disparu(ouverte.par):
            continue
        tournees.clore(session, ouverte.par)
