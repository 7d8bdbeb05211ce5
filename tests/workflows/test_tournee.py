"""A round that the machine took with it: what was due in it may have left, and is in doubt."""

from __future__ import annotations

from contextlib import suppress

import pytest
from boite_d_envoi import A_ENVOYER, ENVOYE, INCERTAIN, etats, poster, sortants

from config.horloge import maintenant
from sqlmodel_store.depots import journal, tournees
from sqlmodel_store.modeles.envois import AdresseEnCause, TourneeEnvoi
from sqlmodel_store.session import lecture, transactions_en_suite, unit_of_work
from workflows.actes import expedition
from workflows.actes.doutes import lever_les_doutes
from workflows.actes.processus import ce_processus, demarrage

DISPARU = ce_processus().rpartition(":")[0] + ":1"
"""This process, had it started at another instant."""


def ouvrir(demarree, par=DISPARU):
    with unit_of_work() as session:
        tournees.ouvrir(session, TourneeEnvoi(par=par, demarrage=demarree, echu_a=maintenant()))


def ouvertes():
    with lecture() as session:
        return [une.par for une in tournees.ouvertes(session)]


def test_a_power_cut_leaves_doubts(sur_sqlite):
    """What was due when the round began; what came later was never tried."""
    poster(1, 2)
    ouvrir("un autre démarrage")
    poster(3)
    lever_les_doutes()
    assert etats() == [INCERTAIN, INCERTAIN, A_ENVOYER]
    assert sortants()[0].reponse == tournees.COUPURE
    assert ouvertes() == []


@pytest.mark.skipif(demarrage() is None, reason="this system does not tell when it started")
@pytest.mark.parametrize(
    ("par", "restent"), [(DISPARU, []), (ce_processus(), [ce_processus()])], ids=["killed", "alive"]
)
def test_a_round_of_this_start_leaves_none(sur_sqlite, par, restent):
    """Killed, its writes are there; alive, it goes on."""
    poster(1)
    ouvrir(demarrage(), par)
    lever_les_doutes()
    assert etats() == [A_ENVOYER]
    assert ouvertes() == restent


def test_a_round_is_written_down_while_it_lasts(par_smtp, monkeypatch):
    """On SQLite, before the first mail; none where nothing is due; the other connections wait for the disk."""
    vues = []
    vrai = expedition._envoyer

    def epier(*quoi):
        vues.append(ouvertes())
        return vrai(*quoi)

    monkeypatch.setattr(expedition, "_envoyer", epier)
    expedition.expedier()
    poster(1, 2)
    expedition.expedier()
    assert etats() == [ENVOYE, ENVOYE]
    assert vues == [[ce_processus()]] * 2 if demarrage() else [[]] * 2
    assert ouvertes() == []
    with unit_of_work() as session:
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_transactions_of_a_round_are_each_whole_and_remember_nothing(sur_sqlite):
    """What rows and prepared statements change is written or undone together; what another changed since is read."""
    with transactions_en_suite(sans_attendre=True) as transactions:
        with transactions() as session:
            session.add(AdresseEnCause(adresse="a@b.example", depuis=maintenant(), raison="première"))
            journal.noter(session, "essai", acteur="test")
        with suppress(ZeroDivisionError), transactions() as session:
            session.get_one(AdresseEnCause, "a@b.example").raison = "défaite"
            journal.noter(session, "essai", acteur="test")
            _ = 1 / 0
        with unit_of_work() as session:
            assert session.get_one(AdresseEnCause, "a@b.example").raison == "première"
            session.get_one(AdresseEnCause, "a@b.example").raison = "par un autre"
        with transactions() as session:
            assert session.get_one(AdresseEnCause, "a@b.example").raison == "par un autre"
            assert len(journal.du_genre(session, "essai")) == 1
