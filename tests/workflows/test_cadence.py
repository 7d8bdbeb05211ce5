"""The pace of sending is that of the installation, not of each sender; a domain that had its share waits alone."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Event

import pytest
from boite_d_envoi import A_ENVOYER, ENVOYE, etats, poster, sortants
from expediteurs import Expediteurs
from service_de_test import jusqu_a

from metier.fautes import PanneExterne
from sqlmodel_store.depots import cadence as module
from workflows.actes import expedition, prise
from workflows.actes.expedition import expedier


@pytest.mark.parametrize("base", ["sqlite", "postgresql"], indirect=True)
def test_two_senders_keep_one_pace(installation, smtp, regler):
    """200 a minute: never two within three tenths of a second."""
    regler(SMTP_URL=smtp.url(), MAIL_DEBIT="200", COURRIER__DEBIT_DOMAINE="0")
    poster(*range(8))
    with Expediteurs() as expediteurs:
        expediteurs.lancer()
        expediteurs.lancer()
        jusqu_a(lambda: set(etats()) == {ENVOYE}, 30)
    instants = sorted(un.dernier_essai for un in sortants())
    assert min(suivant - avant for avant, suivant in pairwise(instants)) >= timedelta(seconds=0.29)
    assert len(smtp.facteur.recus) == 8


def test_a_domain_that_had_its_share_lets_the_others_pass(par_smtp, regler, monkeypatch):
    """Two a minute to one domain: the third waits for the minute to end, what goes elsewhere does not."""
    monkeypatch.setattr(module, "UNE_MINUTE", timedelta(seconds=2))
    regler(MAIL_DEBIT="0", COURRIER__DEBIT_DOMAINE="2")
    poster(1, 2, 3)
    poster(4, domaine="ailleurs.example")
    debut = time.monotonic()
    assert dict(expedier()) == {ENVOYE: 4}
    assert 1.9 <= time.monotonic() - debut < 6
    assert [un.destinataires[0].partition("@")[0] for un in par_smtp.facteur.recus] == ["d1", "d2", "d4", "d3"]


@pytest.mark.parametrize(
    ("debit", "domaine", "attendu"),
    [
        pytest.param("20", None, 20, id="by default, twenty"),
        pytest.param("0", None, 0, id="no limit at all"),
        pytest.param("0", "5", 5, id="asked for"),
        pytest.param("20", "0", 0, id="not wanted"),
    ],
)
def test_the_limit_of_a_domain_is_that_of_the_settings(regler, debit, domaine, attendu):
    from config.settings import get_settings

    regler(MAIL_DEBIT=debit, **({"COURRIER__DEBIT_DOMAINE": domaine} if domaine else {}))
    assert get_settings().debit_domaine == attendu


def test_nothing_waits_when_nothing_is_due(par_smtp, regler):
    """The pace only matters to a mail that could leave."""
    regler(MAIL_DEBIT="1")
    poster(1)
    par_smtp.facteur.rcpt.append("450 4.7.1 later")
    debut = time.monotonic()
    assert dict(expedier()) == {A_ENVOYER: 1}
    assert expedier() == {}
    assert time.monotonic() - debut < 10


@pytest.mark.parametrize("base", ["postgresql"], indirect=True)
def test_two_who_try_a_suspended_server_by_hand_at_once_do_not_wait_for_each_other(
    installation, smtp, regler, monkeypatch
):
    """One holds the suspension that it ends while the other takes its mail: neither is given up by the database."""
    regler(SMTP_URL=smtp.url(), MAIL_DEBIT="0")
    poster(1, 2, 3)
    smtp.facteur.mail.append("421 4.3.2 closing")
    with pytest.raises(PanneExterne):
        expedier()
    tient, prend = Event(), Event()
    vrai_reprendre, vrai_verrouiller = expedition.reprendre, prise.verrouiller

    def reprendre(session):
        vrai_reprendre(session)
        session.flush()
        tient.set()
        prend.wait(1)

    def verrouiller(session, nom):
        vrai_verrouiller(session, nom)
        if tient.is_set():
            prend.set()

    monkeypatch.setattr(expedition, "reprendre", reprendre)
    monkeypatch.setattr(prise, "verrouiller", verrouiller)
    with ThreadPoolExecutor(2) as fils:
        premier = fils.submit(expedier, tout_de_suite=True)
        assert tient.wait(20)
        second = fils.submit(expedier, tout_de_suite=True)
        bilans = [un.result(30) for un in (premier, second)]
    assert sum(bilans, Counter()) == {ENVOYE: 3}
    assert len(smtp.facteur.recus) == 3
