"""Senders killed -9 around the hand-over: what may have left is never sent again by itself, what did not leave is."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes

import pytest
from boite_d_envoi import (
    A_ENVOYER,
    ENVOYE,
    INCERTAIN,
    antidater,
    etats,
    expediteur,
    poster,
    sortants,
    vieillir_le_doute,
)
from commande import python
from service_de_test import jusqu_a

from sqlmodel_store.modeles.courriers import EtatSortant
from workflows.actes.expedition import expedier


def tuer_apres_la_remise(smtp):
    """A sender killed -9 while the server, which has the mail, has not answered yet."""
    smtp.facteur.data.append(smtp.facteur.TAIRE)
    avant = len(smtp.facteur.recus)
    envoi = expediteur()
    jusqu_a(lambda: len(smtp.facteur.recus) > avant, 30)
    envoi.kill()
    envoi.communicate()


def test_a_sender_killed_before_the_answer_leaves_a_doubt_that_nothing_sends_again(par_smtp):
    """Without a trace mailbox: `incertain`, told to a person, for ever; the mails that follow leave."""
    poster(1, 2)
    tuer_apres_la_remise(par_smtp)
    assert etats() == [EtatSortant.EN_COURS, A_ENVOYER]
    assert dict(expedier()) == {ENVOYE: 1}
    antidater(prochain_essai=timedelta(days=9), cree_le=timedelta(days=9))
    assert expedier() == {}
    assert etats() == [INCERTAIN, ENVOYE]
    assert [un.destinataires[0] for un in par_smtp.facteur.recus] == ["d1@acheteur.example", "d2@acheteur.example"]


def test_a_living_sender_is_not_taken_for_a_dead_one(par_smtp):
    """While it waits for the answer, another round leaves its mail alone."""
    poster(1)
    par_smtp.facteur.data.append(par_smtp.facteur.TAIRE)
    envoi = expediteur()
    jusqu_a(lambda: par_smtp.facteur.recus, 30)
    assert expedier() == {}
    assert etats() == [EtatSortant.EN_COURS]
    envoi.communicate(timeout=30)
    assert len(par_smtp.facteur.recus) == 1


@pytest.fixture
def trace(par_smtp, dovecot, regler):
    """A mailbox that receives a copy of what is sent."""
    regler(TRACE_URL=dovecot.url())
    return dovecot


def test_a_mail_seen_in_the_trace_was_sent(par_smtp, trace):
    """The doubt is settled by the copy, whatever its age."""
    poster(1)
    tuer_apres_la_remise(par_smtp)
    trace.livrer(par_smtp.facteur.recus[0].octets)
    expedier()
    assert etats() == [ENVOYE]
    assert len(par_smtp.facteur.recus) == 1


@contextmanager
def serveur_sourd():
    """Accepts everything up to DATA, then never reads the content: no mail can be handed over."""
    with socket.create_server(("127.0.0.1", 0)) as ecoute:
        pret = threading.Event()

        def servir():
            liaison, _ = ecoute.accept()
            with liaison:
                liaison.sendall(b"220 sourd.example\r\n")
                while not pret.is_set():
                    commande = liaison.recv(1024).upper()
                    if commande.startswith(b"DATA"):
                        liaison.sendall(b"354 go\r\n")
                        pret.set()
                    else:
                        liaison.sendall(b"250 OK\r\n")
                fini.wait(30)

        fini = threading.Event()
        fil = threading.Thread(target=servir, daemon=True)
        fil.start()
        try:
            yield ecoute.getsockname()[1], pret
        finally:
            fini.set()
            fil.join(10)


def tuer_avant_la_remise(regler, smtp):
    """A sender killed -9 in the middle of a content that the server does not read."""
    with serveur_sourd() as (port, pret):
        regler(SMTP_URL=f"smtp://127.0.0.1:{port}")
        envoi = expediteur()
        assert pret.wait(30)
        time.sleep(0.2)
        assert envoi.poll() is None
        envoi.kill()
        envoi.communicate()
    regler(SMTP_URL=smtp.url())


def test_a_mail_absent_from_a_trace_that_works_is_sent_again_after_a_while(par_smtp, trace, regler):
    """Not before a quarter of an hour; under the same Message-ID; then it is there once."""
    poster(1)
    expedier()
    trace.livrer(par_smtp.facteur.recus[0].octets)
    poster(2, taille=8_000_000)
    tuer_avant_la_remise(regler, par_smtp)
    assert expedier() == {}
    assert etats() == [ENVOYE, INCERTAIN]
    vieillir_le_doute()
    assert dict(expedier()) == {ENVOYE: 1}
    assert [un.destinataires[0] for un in par_smtp.facteur.recus] == ["d1@acheteur.example", "d2@acheteur.example"]
    assert message_from_bytes(par_smtp.facteur.recus[1].octets)["Message-ID"] == sortants()[1].message_id


def test_an_empty_trace_is_believed_after_a_quarter_of_an_hour(par_smtp, trace):
    """The relay's provider feeds it: what it does not hold did not leave; `diagnostic` tells one that nobody feeds."""
    poster(1, 2)
    tuer_apres_la_remise(par_smtp)
    expedier()
    assert etats() == [INCERTAIN, ENVOYE]
    vieillir_le_doute()
    assert dict(expedier()) == {ENVOYE: 1}


def test_a_mail_with_a_legal_effect_is_never_sent_again_by_itself(par_smtp, trace):
    """Whatever the trace does not hold: a second summons would be a second date; a person sees it."""
    poster(1, genre="convocation")
    tuer_apres_la_remise(par_smtp)
    expedier()
    vieillir_le_doute()
    assert expedier() == {}
    assert etats() == [INCERTAIN]
    assert len(par_smtp.facteur.recus) == 1
    trace.livrer(par_smtp.facteur.recus[0].octets)
    expedier()
    assert etats() == [ENVOYE]


def test_a_trace_that_does_not_answer_leaves_the_doubt(par_smtp, trace):
    """And the other mails leave."""
    poster(1, 2)
    tuer_apres_la_remise(par_smtp)
    trace.arreter()
    assert dict(expedier()) == {ENVOYE: 1}
    assert etats() == [INCERTAIN, ENVOYE]


def test_a_writer_killed_between_the_file_and_its_mark_writes_the_same_file_again(sur_sqlite, monkeypatch):
    """In a folder there is no doubt: the same mail is the same file."""
    poster(1)
    tue = (
        "import os\n"
        "from workflows.actes import expedition\n"
        "expedition._noter = lambda *_: os.kill(os.getpid(), 9)\n"
        "expedition.expedier()\n"
    )
    assert python(tue).finir(30) == -9
    (fichier,) = (sur_sqlite / "courrier" / "sortant").iterdir()
    assert etats() == [EtatSortant.EN_COURS]
    assert dict(expedier()) == {ENVOYE: 1}
    assert list((sur_sqlite / "courrier" / "sortant").iterdir()) == [fichier]
