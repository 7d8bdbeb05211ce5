"""The outbox, drained on real servers that refuse, delay, leave and drop the link; on senders that are killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from operations_en_base import RELAIS, evenements
from serveurs.ports import port_libre
from service_de_test import jusqu_a

from config.paths import RACINE
from config.settings import get_settings
from courrier.composition import composer
from courrier.messages import Message
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import courriers_sortants
from sqlmodel_store.depots.courriers_sortants import Lettre
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import doutes
from workflows.actes.expedition import expedier

A_ENVOYER, ENVOYE, REFUSE, INCERTAIN = (
    EtatSortant.A_ENVOYER,
    EtatSortant.ENVOYE,
    EtatSortant.REFUSE,
    EtatSortant.INCERTAIN,
)


def poster(*numeros, taille=0):
    """Mails in the outbox, one per recipient."""
    for numero in numeros or (1,):
        message = Message(
            cle=f"essai:{numero}",
            destinataire=f"d{numero}@acheteur.example",
            objet=f"Essai {numero}",
            texte="Bonjour\n" + ("lorem ipsum " * 6 + "\n") * (taille // 72),
            html="<p>Bonjour</p>",
        )
        composee = composer(message, expediteur=get_settings().relais, le=datetime(2026, 9, 1, tzinfo=UTC))
        with unit_of_work() as session:
            courriers_sortants.deposer(
                session,
                Lettre(
                    cle=message.cle,
                    destinataire=message.destinataire,
                    message_id=composee.message_id,
                    objet=message.objet,
                    octets=composee.octets,
                ),
            )


def sortants():
    with lecture() as session:
        return courriers_sortants.lister(session)


def etats():
    return [un.etat for un in sortants()]


def antidater(**ecarts):
    """Every mail of the outbox as if some of its instants were earlier."""
    with unit_of_work() as session:
        for courrier in courriers_sortants.lister(session):
            ligne = session.get_one(CourrierSortant, courrier.id)
            for champ, ecart in ecarts.items():
                setattr(ligne, champ, getattr(ligne, champ) - ecart)


@pytest.fixture
def par_smtp(sur_sqlite, smtp, regler):
    """A real server on loopback, as fast as it goes."""
    regler(SMTP_URL=smtp.url(), MAIL_DEBIT="0")
    return smtp


@pytest.mark.parametrize(
    ("commande", "reponse", "etat", "remis"),
    [
        pytest.param("data", "", ENVOYE, 1, id="taken"),
        pytest.param("rcpt", "550 5.1.1 unknown", REFUSE, 0, id="unknown address"),
        pytest.param("data", "554 5.7.1 spam", REFUSE, 0, id="content refused"),
        pytest.param("rcpt", "450 4.7.1 greylisted", A_ENVOYER, 0, id="greylisting"),
        pytest.param("data", "452 4.2.2 full", A_ENVOYER, 0, id="full"),
        pytest.param("data", "couper", INCERTAIN, 1, id="link lost after the hand-over"),
    ],
)
def test_each_answer_of_the_server_settles_the_mail(par_smtp, commande, reponse, etat, remis):
    """One attempt, one state, the answer kept, one line of journal."""
    poster(1)
    if reponse:
        getattr(par_smtp.facteur, commande).append(reponse)
    assert dict(expedier()) == {etat: 1}
    (courriel,) = sortants()
    assert (courriel.etat, courriel.essais, courriel.bail_par) == (etat, 1, None)
    assert courriel.reponse
    assert len(par_smtp.facteur.recus) == remis
    assert [un.evenement for un in evenements()] == [f"courriel_{etat}"]


def test_what_was_taken_is_what_was_frozen(par_smtp):
    """From the relay, to one recipient, byte for byte; the server's answer is the proof of the hand-over."""
    poster(1)
    expedier()
    (recu,), (courriel,) = par_smtp.facteur.recus, sortants()
    assert (recu.expediteur, recu.destinataires) == (RELAIS, ["d1@acheteur.example"])
    assert recu.octets.replace(b"\r\n", b"\n") == courriel.octets.replace(b"\r\n", b"\n")
    assert "queued as 1" in courriel.reponse
    assert courriel.envoye_le is not None


def test_what_is_settled_is_never_sent_again(par_smtp):
    """Neither what was taken, nor what was refused, nor what is in doubt."""
    poster(1, 2, 3)
    par_smtp.facteur.rcpt.extend(["", "550 5.1.1 unknown"])
    par_smtp.facteur.data.extend(["", "couper"])
    expedier()
    avant = len(par_smtp.facteur.recus)
    assert sorted(etats()) == sorted([ENVOYE, REFUSE, INCERTAIN])
    antidater(prochain_essai=timedelta(days=1), cree_le=timedelta(days=1))
    assert expedier() == {}
    assert len(par_smtp.facteur.recus) == avant == 2


def test_the_delay_before_the_next_attempt_doubles_up_to_four_hours(par_smtp):
    """300 s, 600 s, 1200 s …; nothing is sent before it has passed."""
    poster(1)
    delais = []
    for _ in range(9):
        par_smtp.facteur.rcpt.append("450 4.7.1 later")
        avant = datetime.now(UTC)
        assert dict(expedier()) == {A_ENVOYER: 1}
        assert expedier() == {}
        delais.append(round((sortants()[0].prochain_essai - avant).total_seconds()))
        antidater(prochain_essai=timedelta(hours=5))
    assert delais == [300, 600, 1200, 2400, 4800, 9600, 14400, 14400, 14400]
    assert sortants()[0].essais == 9


def test_with_no_delay_a_mail_is_tried_again_at_the_next_round_only(par_smtp, regler):
    """RELAIS_MAIL_REPRISE_S=0 does not hammer the server within one round."""
    regler(MAIL_REPRISE_S="0")
    poster(1)
    par_smtp.facteur.rcpt.extend(["450 4.7.1 later"] * 2)
    assert dict(expedier()) == {A_ENVOYER: 1}
    assert dict(expedier()) == {A_ENVOYER: 1}
    assert dict(expedier()) == {ENVOYE: 1}
    assert (sortants()[0].essais, len(par_smtp.facteur.recus)) == (3, 1)


def test_a_server_that_delays_for_four_days_is_given_up(par_smtp):
    """Refused, with its last answer and the reason, for a person to see."""
    poster(1)
    par_smtp.facteur.rcpt.extend(["450 4.7.1 later"] * 2)
    expedier()
    antidater(cree_le=timedelta(days=4), prochain_essai=timedelta(days=4))
    assert dict(expedier()) == {REFUSE: 1}
    assert "quatre jours" in sortants()[0].reponse
    assert "later" in sortants()[0].reponse


@pytest.mark.parametrize(
    ("commande", "reponse"),
    [
        pytest.param("mail", "530 5.7.0 Authentication required for <clauses@relais-brielle.example>", id="login"),
        pytest.param("mail", "550 5.7.1 sender refused", id="sender"),
        pytest.param("rcpt", "503 5.5.1 bad sequence", id="sequence"),
        pytest.param("mail", "421 4.3.2 closing", id="server leaves"),
        pytest.param("rcpt", "couper", id="link lost before the hand-over"),
    ],
)
def test_a_fault_of_ours_or_of_the_server_stops_the_round_and_refuses_nothing(par_smtp, commande, reponse):
    """One attempt, the others untouched, however old the mails; no address in the sentence that goes to logs."""
    poster(1, 2, 3)
    antidater(cree_le=timedelta(days=9))
    getattr(par_smtp.facteur, commande).extend([reponse] * 3)
    with pytest.raises(PanneExterne) as panne:
        expedier()
    assert panne.value.phrase.startswith("Envoi suspendu, rien n’est perdu\u00a0:")
    assert "@" not in panne.value.phrase
    assert etats() == [A_ENVOYER] * 3
    assert [un.essais for un in sortants()] == [1, 0, 0]
    for file in (par_smtp.facteur.mail, par_smtp.facteur.rcpt):
        file.clear()
    antidater(prochain_essai=timedelta(hours=1))
    assert dict(expedier()) == {ENVOYE: 3}


def test_a_server_that_is_not_there_stops_the_round(sur_sqlite, regler):
    """Nothing listens: the mails wait."""
    regler(SMTP_URL=f"smtp://127.0.0.1:{port_libre()}")
    poster(1, 2)
    with pytest.raises(PanneExterne, match="injoignable"):
        expedier()
    assert etats() == [A_ENVOYER] * 2


@pytest.mark.parametrize("attente", [True, False], ids=["a mail waits", "nothing waits"])
def test_in_rehearsal_a_remote_server_is_refused_before_anything_is_sent(sur_sqlite, regler, attente):
    """Named by its setting; the mail is not even taken."""
    regler(SMTP_URL="smtp://smtp.operateur.example:25")
    if attente:
        poster(1)
    with pytest.raises(FauteDeSaisie) as refus:
        expedier()
    assert refus.value.champ == "RELAIS_SMTP_URL"
    assert [(un.etat, un.essais) for un in sortants()] == ([(A_ENVOYER, 0)] if attente else [])


def test_without_the_relay_s_address_nothing_real_leaves(par_smtp, regler, monkeypatch):
    """Refused before a mail is taken; in rehearsal a placeholder serves."""
    poster(1)
    monkeypatch.delenv("RELAIS_RELAIS__COURRIEL")
    regler(MAIL_MODE="reel")
    with pytest.raises(FauteDeSaisie) as refus:
        expedier()
    assert refus.value.champ == "RELAIS_RELAIS__COURRIEL"
    assert [(un.etat, un.essais) for un in sortants()] == [(A_ENVOYER, 0)]
    regler(MAIL_MODE="essai")
    assert dict(expedier()) == {ENVOYE: 1}


def test_the_pace_of_the_settings_is_kept_between_two_mails_and_not_after_the_last(par_smtp, regler):
    """120 a minute: half a second."""
    regler(MAIL_DEBIT="120")
    poster(1, 2, 3)
    debut = time.monotonic()
    assert dict(expedier()) == {ENVOYE: 3}
    assert 0.9 <= time.monotonic() - debut < 1.45


def expediteur():
    """`relais courrier expedier`, a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "courrier", "expedier"],
        cwd=RACINE,
        env=os.environ.copy(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("base", ["sqlite", "postgresql"], indirect=True)
def test_three_senders_at_once_send_each_mail_once(installation, smtp, regler):
    """On each engine; all of them had something to do."""
    regler(SMTP_URL=smtp.url(), MAIL_DEBIT="0")
    poster(*range(60))
    expediteurs = [expediteur() for _ in range(3)]
    for un in expediteurs:
        _, erreurs = un.communicate(timeout=60)
        assert (un.returncode, erreurs) == (0, "")
    recus = [message_from_bytes(un.octets)["X-Relais-Cle"] for un in smtp.facteur.recus]
    assert len(recus) == len(set(recus)) == 60
    assert set(etats()) == {ENVOYE}


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


def vieillir_le_doute():
    with unit_of_work() as session:
        for courrier in courriers_sortants.lister(session, etats=[INCERTAIN]):
            session.get_one(CourrierSortant, courrier.id).doute_depuis = (
                courrier.doute_depuis - doutes.TRACE_TARDIVE - timedelta(seconds=1)
            )


def test_a_trace_that_holds_nothing_of_ours_proves_nothing(par_smtp, trace):
    """A mailbox that nobody feeds must not make every doubt a second sending."""
    poster(1, 2)
    tuer_apres_la_remise(par_smtp)
    expedier()
    vieillir_le_doute()
    assert expedier() == {}
    assert etats() == [INCERTAIN, ENVOYE]
    assert len(par_smtp.facteur.recus) == 2


def test_a_trace_that_does_not_answer_leaves_the_doubt(par_smtp, trace):
    """And the other mails leave."""
    poster(1, 2)
    tuer_apres_la_remise(par_smtp)
    trace.arreter()
    assert dict(expedier()) == {ENVOYE: 1}
    assert etats() == [INCERTAIN, ENVOYE]


def test_without_a_server_each_mail_is_one_file(sur_sqlite):
    """Named without its recipient, complete, sent."""
    poster(1, 2)
    assert dict(expedier()) == {ENVOYE: 2}
    fichiers = sorted((sur_sqlite / "courrier" / "sortant").iterdir())
    assert [un.suffix for un in fichiers] == [".eml", ".eml"]
    assert not any("acheteur" in un.name for un in fichiers)
    assert sorted(un.read_bytes() for un in fichiers) == sorted(un.octets for un in sortants())


def test_a_writer_killed_between_the_file_and_its_mark_writes_the_same_file_again(sur_sqlite, monkeypatch):
    """In a folder there is no doubt: the same mail is the same file."""
    poster(1)
    tue = (
        "import os\n"
        "from workflows.actes import expedition\n"
        "expedition._noter = lambda *_: os.kill(os.getpid(), 9)\n"
        "expedition.expedier()\n"
    )
    fini = subprocess.run([sys.executable, "-c", tue], cwd=RACINE, env=os.environ.copy(), check=False)
    assert fini.returncode == -9
    (fichier,) = (sur_sqlite / "courrier" / "sortant").iterdir()
    assert etats() == [EtatSortant.EN_COURS]
    assert dict(expedier()) == {ENVOYE: 1}
    assert list((sur_sqlite / "courrier" / "sortant").iterdir()) == [fichier]
