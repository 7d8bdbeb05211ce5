"""The outbox, drained on real servers that refuse, delay, leave and drop the link."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from boite_d_envoi import A_ENVOYER, ENVOYE, INCERTAIN, REFUSE, antidater, etats, expediteur, poster, sortants
from operations_en_base import RELAIS, evenements
from serveurs.ports import port_libre

from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import adresses_en_cause, suspensions
from sqlmodel_store.modeles.courriers import CourrierSortant, MotifRefus
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.expedition import expedier


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
    antidater(differe_depuis=timedelta(days=4), prochain_essai=timedelta(days=4))
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
    assert [un.essais for un in sortants()] == [0, 0, 0]
    for file in (par_smtp.facteur.mail, par_smtp.facteur.rcpt):
        file.clear()
    assert dict(expedier(tout_de_suite=True)) == {ENVOYE: 3}


def test_what_stops_sending_at_one_recipient_lets_the_others_pass(par_smtp, regler):
    """Throttled, it is behind those due and those to another domain; it is tried again last, and refused by nobody."""
    regler(MAIL_REPRISE_S="0")
    poster(1, 2)
    poster(3, domaine="ailleurs.example")
    par_smtp.facteur.rcpt.append("421 4.7.0 throttled")
    with pytest.raises(PanneExterne, match="throttled"):
        expedier()
    par_smtp.facteur.rcpt.extend(["", "", "421 4.7.0 throttled"])
    with pytest.raises(PanneExterne, match="throttled"):
        expedier()
    assert [un.destinataires[0].partition("@")[0] for un in par_smtp.facteur.recus] == ["d3", "d2"]
    assert [(un.etat, un.essais) for un in sortants()] == [(A_ENVOYER, 0), (ENVOYE, 1), (ENVOYE, 1)]
    assert dict(expedier()) == {ENVOYE: 1}


def test_a_doubt_on_the_mail_that_tries_the_server_keeps_the_others_waiting_no_longer(par_smtp, regler):
    """The link lost after the hand-over says nothing of the server: the next mail tries it in its turn."""
    regler(MAIL_REPRISE_S="0")
    poster(1)
    par_smtp.facteur.mail.append("421 4.3.2 closing")
    with pytest.raises(PanneExterne):
        expedier()
    par_smtp.facteur.data.append("couper")
    assert dict(expedier()) == {INCERTAIN: 1}
    poster(2)
    assert dict(expedier()) == {ENVOYE: 1}
    with lecture() as session:
        assert suspensions.actuelle(session) is None


def test_what_stops_sending_at_one_recipient_waits_longer_each_time_others_leave(par_smtp):
    """300 s, then 300 s and 600 s once others have left; alone it waits no longer: the server may be at fault."""
    poster(1)
    delais = []
    for numero in (None, 2, 3, None):
        par_smtp.facteur.rcpt.append("421 4.7.0 throttled")
        if numero is not None:
            poster(numero, domaine="ailleurs.example")
            par_smtp.facteur.rcpt.appendleft("")
        avant = datetime.now(UTC)
        with pytest.raises(PanneExterne):
            expedier(tout_de_suite=True)
        delais.append(round((sortants()[0].prochain_essai - avant).total_seconds()))
        antidater(prochain_essai=timedelta(hours=1))
    assert delais == [300, 300, 600, 1200]


def test_what_stops_sending_at_one_recipient_for_four_days_is_given_up(par_smtp, regler):
    """Others having left: told to a person as any delay, and sending is not suspended for it again."""
    regler(MAIL_REPRISE_S="0")
    poster(1, 2)
    par_smtp.facteur.rcpt.extend(["421 4.7.0 throttled", "", "421 4.7.0 throttled"])
    with pytest.raises(PanneExterne):
        expedier()
    with unit_of_work() as session:
        session.get_one(CourrierSortant, 1).differe_depuis -= timedelta(days=4)
    assert dict(expedier()) == {ENVOYE: 1, REFUSE: 1}
    assert sortants()[0].motif is MotifRefus.ABANDON


def test_a_relay_denied_to_one_recipient_is_that_address_s_fault_in_the_end(par_smtp, regler):
    """Three rounds in which another mail was accepted: then refused, the address flagged, nothing suspended."""
    regler(MAIL_REPRISE_S="0")
    refus = "554 5.7.1 <d0@acheteur.example>: Relay access denied"
    poster(0)
    for numero in (1, 2, 3):
        par_smtp.facteur.rcpt.extend([""] * (numero > 1) + [refus])
        poster(numero)
        with pytest.raises(PanneExterne, match="Relay access denied"):
            expedier()
        assert etats()[0] is A_ENVOYER
    par_smtp.facteur.rcpt.extend(["", refus])
    poster(4)
    assert dict(expedier()) == {ENVOYE: 2, REFUSE: 1}
    with lecture() as session:
        assert list(adresses_en_cause.toutes(session)) == ["d0@acheteur.example"]
        assert suspensions.actuelle(session) is None


def test_a_relay_denied_to_all_is_our_fault_however_often(par_smtp, regler):
    """No mail accepted: no address is flagged."""
    regler(MAIL_REPRISE_S="0")
    poster(1, 2)
    par_smtp.facteur.rcpt.extend(["550 5.7.1 relaying denied"] * 12)
    for _ in range(12):
        with pytest.raises(PanneExterne):
            expedier(tout_de_suite=True)
    assert [(un.etat, un.essais) for un in sortants()] == [(A_ENVOYER, 0)] * 2
    assert dict(expedier(tout_de_suite=True)) == {ENVOYE: 2}


def _etat_du_monde():
    """The addresses held back, and whether sending is suspended."""
    with lecture() as session:
        return list(adresses_en_cause.toutes(session)), suspensions.actuelle(session) is not None


def test_a_blocked_host_refuses_nobody_however_often(par_smtp, regler):
    """One attempt a round, nothing flagged; once lifted, all leave."""
    regler(MAIL_REPRISE_S="0")
    poster(*range(6))
    par_smtp.facteur.rcpt.extend(["550 5.7.1 Client host blocked using zen.spamhaus.org"] * 5)
    for _ in range(5):
        with pytest.raises(PanneExterne, match="spamhaus"):
            expedier(tout_de_suite=True)
    assert (set(etats()), _etat_du_monde()) == ({A_ENVOYER}, ([], True))
    assert dict(expedier(tout_de_suite=True)) == {ENVOYE: 6}


def test_a_host_blocked_by_one_domain_is_told_after_four_days_and_stops_nobody(par_smtp, regler):
    """Three rounds in which another mail was accepted, then put off without suspending; the address is right."""
    regler(MAIL_REPRISE_S="0")
    refus = "550 5.7.1 your IP is blacklisted"
    poster(0)
    for numero in (1, 2, 3):
        par_smtp.facteur.rcpt.extend([""] * (numero > 1) + [refus])
        poster(numero)
        with pytest.raises(PanneExterne):
            expedier()
    par_smtp.facteur.rcpt.extend(["", refus])
    poster(4)
    assert dict(expedier()) == {ENVOYE: 2, A_ENVOYER: 1}
    with unit_of_work() as session:
        ligne = session.get_one(CourrierSortant, 1)
        ligne.differe_depuis -= timedelta(days=4)
        ligne.prochain_essai = datetime.now(UTC)
        assert ligne.motif is None
    par_smtp.facteur.rcpt.append("450 4.7.1 later")
    assert dict(expedier()) == {REFUSE: 1}
    assert (sortants()[0].motif, _etat_du_monde()) == (MotifRefus.ABANDON, ([], False))


@pytest.mark.parametrize("commande", ["rcpt", "data"])
def test_the_same_refusal_of_three_recipients_in_a_row_is_of_none_of_them(par_smtp, regler, commande):
    """Whatever its words: sending is suspended, the earlier ones wait as the others do, nothing is flagged."""
    regler(MAIL_REPRISE_S="0")
    poster(*range(6))
    file = getattr(par_smtp.facteur, commande)
    file.extend(f"550 5.7.1 <d{numero}@acheteur.example> rejected, ref {numero}a" for numero in range(9))
    for restent in (6, 5):  # three at first, then one: it tries the suspended server
        with pytest.raises(PanneExterne, match="rejected"):
            expedier(tout_de_suite=True)
        assert (set(etats()), len(file), _etat_du_monde()) == ({A_ENVOYER}, restent, ([], True))
    assert [un.essais for un in sortants()] == [0] * 6
    file.clear()
    assert dict(expedier(tout_de_suite=True)) == {ENVOYE: 6}
    assert {un.motif for un in sortants()} == {None}


def test_an_answer_that_means_nothing_stops_the_round_after_one_mail(par_smtp, regler):
    """That one is in doubt; the others wait, and what the ledger keeps is no cut word."""
    regler(MAIL_REPRISE_S="0")
    poster(1, 2, 3)
    par_smtp.facteur.data.append("nonsense")
    with pytest.raises(PanneExterne, match="réponse illisible"):
        expedier()
    assert etats() == [INCERTAIN, A_ENVOYER, A_ENVOYER]
    assert sortants()[0].reponse == "réponse illisible"
    assert dict(expedier(tout_de_suite=True)) == {ENVOYE: 2}


def test_the_same_refusal_again_while_others_leave_is_of_each(par_smtp, regler):
    """Put aside with two more, then tried again after others were accepted: refused, sending goes on."""
    regler(MAIL_REPRISE_S="0")
    poster(1, 2, 3)
    par_smtp.facteur.rcpt.extend(["550 rejected"] * 3)
    with pytest.raises(PanneExterne):
        expedier()
    poster(4, domaine="ailleurs.example")
    par_smtp.facteur.rcpt.extend(["", *["550 rejected"] * 3])
    assert dict(expedier()) == {ENVOYE: 1, REFUSE: 3}
    assert not _etat_du_monde()[1]


@pytest.mark.parametrize(
    "reponses",
    [
        pytest.param(["550 5.1.1 user unknown"] * 5, id="unknown"),
        pytest.param(["550 No such user here"] * 5, id="unknown, without a code"),
        pytest.param(["550 5.4.1 Recipient address rejected: Access denied"] * 5, id="unknown, as some say it"),
        pytest.param(["550 rejected", "550 rejected", "", "550 rejected", "550 rejected"], id="one accepted between"),
    ],
)
def test_refusals_that_are_each_recipient_s_own_suspend_nothing(par_smtp, reponses):
    poster(*range(5))
    par_smtp.facteur.rcpt.extend(reponses)
    bilan = expedier()
    assert bilan[REFUSE] == sum(map(bool, reponses))
    assert not _etat_du_monde()[1]


@pytest.mark.parametrize("commande", ["rcpt", "data"])
@pytest.mark.parametrize("reponse", ["552 5.2.2 mailbox full", "452 4.2.2 mailbox full"])
def test_a_full_mailbox_is_tried_for_four_days_then_told(par_smtp, commande, reponse):
    """Emptied one day: put off, then given up for a person to see; the address is right."""
    poster(1)
    getattr(par_smtp.facteur, commande).extend([reponse] * 2)
    assert dict(expedier()) == {A_ENVOYER: 1}
    antidater(differe_depuis=timedelta(days=4), prochain_essai=timedelta(days=4))
    assert dict(expedier()) == {REFUSE: 1}
    assert sortants()[0].motif is MotifRefus.ABANDON
    with lecture() as session:
        assert not adresses_en_cause.toutes(session)


def test_a_server_that_is_not_there_stops_the_round(sur_sqlite, regler):
    """Nothing listens: the mails wait."""
    regler(SMTP_URL=f"smtp://127.0.0.1:{port_libre()}")
    poster(1, 2)
    with pytest.raises(PanneExterne, match="injoignable"):
        expedier()
    assert [(un.etat, un.essais) for un in sortants()] == [(A_ENVOYER, 0)] * 2


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


def test_without_a_server_each_mail_is_one_file(sur_sqlite):
    """Named without its recipient, complete, sent."""
    poster(1, 2)
    assert dict(expedier()) == {ENVOYE: 2}
    fichiers = sorted((sur_sqlite / "courrier" / "sortant").iterdir())
    assert [un.suffix for un in fichiers] == [".eml", ".eml"]
    assert not any("acheteur" in un.name for un in fichiers)
    assert sorted(un.read_bytes() for un in fichiers) == sorted(un.octets for un in sortants())
