"""The pace of sending is that of the installation, not of each sender; a domain that had its share waits alone."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import pairwise

import pytest
from boite_d_envoi import A_ENVOYER, ENVOYE, etats, poster, sortants
from expediteurs import Expediteurs
from service_de_test import jusqu_a

from sqlmodel_store.depots import cadence as module
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
