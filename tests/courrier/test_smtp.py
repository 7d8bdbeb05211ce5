"""What becomes of each message, against a server that answers as told."""

from __future__ import annotations

import socket
import ssl
import struct
import threading

import pytest
from serveurs.certificats import creer_autorite
from serveurs.ports import port_libre
from serveurs.smtp import Facteur

from courrier import session_smtp
from courrier import smtp as module_smtp
from courrier.issues import AReessayer, ConfigurationEnFaute, Envoye, Incertain, Refuse, ServeurIndisponible
from courrier.smtp import Expediteur
from metier.fautes import FauteDeSaisie

pytestmark = pytest.mark.reseau

DE, A = "relais@relais.example", "achats@ville.example"
MESSAGE = b"Message-ID: <1@relais.example>\r\nSubject: essai\r\n\r\nBonjour\r\n.\r\n..point\r\n.suite\r\n"


@pytest.fixture(autouse=True, params=[True, False], ids=["together", "one by one"])
def en_groupe(request, monkeypatch):
    """Servers that take MAIL, RCPT and DATA together, and servers that do not."""
    monkeypatch.setattr(Facteur, "en_groupe", request.param)
    return request.param


def envoyer(serveur, octets: bytes = MESSAGE, destinataire: str = A):
    with Expediteur(serveur.url(), mode="essai") as expediteur:
        return expediteur.envoyer(octets, DE, destinataire)


def test_a_message_taken_is_sent_and_the_answer_kept(smtp):
    """The queue's number is the best proof of hand-over; the bytes arrive as frozen, lines of dots included."""
    assert envoyer(smtp) == Envoye(reponse="250 2.0.0 queued as 1")
    (recu,) = smtp.facteur.recus
    assert (recu.expediteur, recu.destinataires, recu.octets) == (DE, [A], MESSAGE)


@pytest.mark.parametrize("coupe", [0, MESSAGE.index(b"\r\n") + 2])
def test_a_message_in_two_parts_arrives_whole(smtp, coupe):
    """Cut after its own headers, or all in the part that others may share, as in bases of before."""
    with Expediteur(smtp.url(), mode="essai") as expediteur:
        expediteur.envoyer(MESSAGE[:coupe], DE, A, suite=MESSAGE[coupe:])
    assert [recu.octets for recu in smtp.facteur.recus] == [MESSAGE]


def test_one_connection_serves_several_messages(smtp):
    """It is greeted once, in the name of the sender's domain."""
    with Expediteur(smtp.url(), mode="essai") as expediteur:
        issues = [expediteur.envoyer(MESSAGE, DE, A) for _ in range(5)]
    assert {type(issue) for issue in issues} == {Envoye}
    assert smtp.facteur.ehlo == ["relais.example"]


@pytest.mark.parametrize(
    ("commande", "reponse", "issue"),
    [
        pytest.param("rcpt", "450 4.2.0 greylisted", AReessayer, id="greylisting"),
        pytest.param("rcpt", "452 4.2.2 mailbox full", AReessayer, id="mailbox full"),
        pytest.param("rcpt", "552 5.2.2 mailbox full", AReessayer, id="mailbox full, as some say it"),
        pytest.param("rcpt", "552 mailbox full", AReessayer, id="mailbox full, in few words"),
        pytest.param("data", "552 5.2.2 mailbox full", AReessayer, id="mailbox full, at the end"),
        pytest.param("mail", "451 4.3.0 later", AReessayer, id="sender later"),
        pytest.param("data", "451 4.7.1 rate", AReessayer, id="rate, at the end"),
        pytest.param("mail", "421 4.7.0 too many", ServeurIndisponible, id="421 at MAIL"),
        pytest.param("rcpt", "421 4.7.0 too many", ServeurIndisponible, id="421 at RCPT"),
        pytest.param("rcpt", Facteur.COUPER, ServeurIndisponible, id="link lost at RCPT"),
        pytest.param("rcpt", "503 5.5.1 bad sequence", ConfigurationEnFaute, id="sequence"),
        pytest.param("rcpt", "501 5.5.4 syntax", ConfigurationEnFaute, id="our syntax"),
        pytest.param("mail", "530 5.7.0 authenticate first", ConfigurationEnFaute, id="login wanted"),
        pytest.param("mail", "535 5.7.8 bad login", ConfigurationEnFaute, id="login refused"),
        pytest.param("mail", "553 5.7.1 sender not owned", ConfigurationEnFaute, id="sender refused"),
        pytest.param("rcpt", "554 5.7.1 Relay access denied", ConfigurationEnFaute, id="relay denied"),
        pytest.param("data", "421 4.3.2 shutting down", ServeurIndisponible, id="421 after the message"),
        pytest.param("data", Facteur.COUPER, Incertain, id="link lost after the hand-over"),
    ],
)
def test_each_answer_has_its_outcome(smtp, commande, reponse, issue):
    """reference/mail.md §3: nothing of ours is blamed on a recipient, nothing doubtful is called sent."""
    getattr(smtp.facteur, commande).extend([reponse] * 2)  # a link lost over commands said together is tried again
    assert type(envoyer(smtp)) is issue


@pytest.mark.parametrize(
    ("commande", "reponse", "adresse_en_cause"),
    [
        pytest.param("rcpt", "550 5.1.1 unknown user", True, id="unknown address"),
        pytest.param("rcpt", "501 5.1.3 bad address syntax", True, id="address syntax"),
        pytest.param("rcpt", "550 5.7.1 recipient takes no such mail", True, id="policy of the recipient"),
        pytest.param("data", "554 5.6.0 looks like spam", False, id="content"),
        pytest.param("mail", "552 5.3.4 too big", False, id="size"),
        pytest.param("rcpt", "552 5.3.4 too big", False, id="size, at RCPT"),
        pytest.param("rcpt", "550 <relay@ville.example>: recipient not allowed", True, id="a person called relay"),
        pytest.param("rcpt", "550 5.1.1 unknown at this relay, denied", True, id="its code says the address"),
    ],
)
def test_a_refusal_says_whether_the_address_is_at_fault(smtp, commande, reponse, adresse_en_cause):
    """A wrong address goes to the list of contacts to mend, a refused message to a person."""
    getattr(smtp.facteur, commande).append(reponse)
    assert envoyer(smtp) == Refuse(reponse=reponse, adresse_en_cause=adresse_en_cause)


@pytest.mark.parametrize(
    ("reponse", "attendu"),
    [
        pytest.param("421 4.7.0 throttled", True, id="throttled"),
        pytest.param("550 5.7.1 relaying denied", True, id="relay"),
        pytest.param("550 relay not permitted", True, id="relay, as Exim says it"),
        pytest.param("550 Relaying is prohibited", True, id="relay prohibited"),
        pytest.param("553 that domain isn't in my list of allowed rcpthosts", True, id="relay, as qmail says it"),
        pytest.param("550 we do not relay for you", True, id="no relay"),
        pytest.param("550 Authentication is required to send mail", True, id="authentication"),
        pytest.param(Facteur.COUPER, False, id="link lost"),
        pytest.param("503 5.5.1 bad sequence", False, id="sequence"),
    ],
)
def test_what_stops_sending_says_whether_it_may_be_the_recipient(smtp, reponse, attendu):
    """Only what the server answers of the recipient named."""
    smtp.facteur.rcpt.extend([reponse] * 2)
    assert envoyer(smtp).au_destinataire is attendu


@pytest.mark.parametrize("commande", ["rcpt", "data"])
@pytest.mark.parametrize(
    "reponse",
    [
        "550 5.7.1 Client host blocked using zen.spamhaus.org",
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        "550 5.7.1 <d1@acheteur.example>... your IP is blacklisted",
        "550 5.7.26 Unauthenticated email from relais.example is not accepted due to domain's DMARC policy",
        "550 5.7.606 Access denied, banned sending IP [192.0.2.1]",
        "550 SPF check failed",
        "550 rejected because 192.0.2.1 is in a black list at zen.spamhaus.org",
        "550 5.1.8 <clauses@relais.example>: Sender address rejected: Domain not found",
    ],
)
def test_a_refusal_of_our_host_or_domain_is_ours_whenever_it_is_said(smtp, commande, reponse):
    """No address is ever at fault for it."""
    getattr(smtp.facteur, commande).append(reponse)
    assert envoyer(smtp) == ConfigurationEnFaute(reponse=reponse, au_destinataire=True, nous_vise=True)


@pytest.mark.parametrize(
    "reponse",
    [
        "550 5.7.1 <spf@ville.example>: this person takes no such mail",
        "550 5.1.1 unknown, blacklisted",
        "554 5.6.0 your server sent spam",
    ],
)
def test_words_that_accuse_someone_else_are_not_taken_for_ours(smtp, reponse):
    """What an address holds, or a code of another kind, tells nothing of our host."""
    smtp.facteur.rcpt.append(reponse)
    assert type(envoyer(smtp)) is Refuse


def test_after_a_refusal_the_same_connection_goes_on(smtp):
    """One bad address does not cost the others a connection."""
    smtp.facteur.rcpt.extend(["550 5.1.1 unknown", "450 4.2.0 greylisted"])
    with Expediteur(smtp.url(), mode="essai") as expediteur:
        issues = [type(expediteur.envoyer(MESSAGE, DE, A)) for _ in range(3)]
    assert issues == [Refuse, AReessayer, Envoye]
    assert smtp.facteur.connexions == 1


@pytest.mark.parametrize(("commande", "reponse"), [("data", Facteur.COUPER), ("rcpt", "421 4.3.2 closing")])
def test_after_a_lost_link_the_next_message_opens_another(smtp, commande, reponse):
    """Only the message at hand is in doubt."""
    getattr(smtp.facteur, commande).append(reponse)
    with Expediteur(smtp.url(), mode="essai") as expediteur:
        expediteur.envoyer(MESSAGE, DE, A)
        assert type(expediteur.envoyer(MESSAGE, DE, A)) is Envoye
    assert smtp.facteur.connexions == 2


def test_a_connection_closed_while_idle_is_opened_again_without_a_doubt(fabrique_smtp):
    """Servers close what waits; the message had not begun."""
    serveur = fabrique_smtp()
    with Expediteur(serveur.url(), mode="essai") as expediteur:
        assert type(expediteur.envoyer(MESSAGE, DE, A)) is Envoye
        serveur.facteur.mail.append(Facteur.COUPER)
        assert type(expediteur.envoyer(MESSAGE, DE, A)) is Envoye
    assert len(serveur.facteur.recus) == 2


def test_a_server_that_is_not_there_stops_the_batch():
    """Nobody is refused because our server is down."""
    with Expediteur(f"smtp://127.0.0.1:{port_libre()}", mode="essai") as expediteur:
        issue = expediteur.envoyer(MESSAGE, DE, A)
    assert issue == ServeurIndisponible(reponse="serveur injoignable : connexion refusée")


def test_a_message_over_the_announced_size_is_refused_before_it_travels(fabrique_smtp):
    """The server says its limit; the message is at fault, not the address."""
    serveur = fabrique_smtp(data_size_limit=1000)
    issue = envoyer(serveur, MESSAGE + b"x" * 2000)
    assert isinstance(issue, Refuse)
    assert not issue.adresse_en_cause


@pytest.mark.parametrize(
    "destinataire", ["sans-arobase", "a b@x.example", "a@x.example\r\nRCPT TO:<b@x.example>", "<>", "é@x.example"]
)
def test_an_address_that_is_none_never_reaches_the_server(smtp, destinataire):
    """Nothing can be added to the conversation through an address."""
    assert envoyer(smtp, destinataire=destinataire) == Refuse(reponse="adresse mal formée", adresse_en_cause=True)
    assert smtp.facteur.connexions == 0


@pytest.mark.parametrize("mecanisme", ["PLAIN", "LOGIN"])
def test_a_login_with_accents_works(fabrique_smtp, mecanisme):
    """Smtplib alone refuses passwords that are not ASCII."""
    autre = {"PLAIN": "LOGIN", "LOGIN": "PLAIN"}[mecanisme]
    serveur = fabrique_smtp(comptes={"hélène": "sécrèt œ"}, auth_exclude_mechanism=[autre])
    url = serveur.url(compte="h%C3%A9l%C3%A8ne:s%C3%A9cr%C3%A8t%20%C5%93")
    with Expediteur(url, mode="essai") as expediteur:
        assert type(expediteur.envoyer(MESSAGE, DE, A)) is Envoye


def test_a_wrong_password_is_our_configuration(fabrique_smtp):
    """The mail is kept, and the password shown nowhere."""
    serveur = fabrique_smtp(comptes={"moi": "bon"})
    with Expediteur(serveur.url(compte="moi:Intrus-4242"), mode="essai") as expediteur:
        issue = expediteur.envoyer(MESSAGE, DE, A)
    assert isinstance(issue, ConfigurationEnFaute)
    assert "535" in issue.reponse
    assert "Intrus-4242" not in repr((issue, expediteur._adresse))


def test_starttls_and_tls_verify_chain_and_name(fabrique_smtp, autorite, tmp_path):
    """A certificate that does not hold is our configuration to look at, never a way through."""
    bon, autre = autorite.contexte(), creer_autorite(tmp_path / "autre", "IP:127.0.0.1").contexte()
    serveur = fabrique_smtp(autorite.contexte_serveur())
    cas = (("127.0.0.1", bon, True), ("127.0.0.1", autre, False), ("localhost", bon, False))
    for hote, contexte, accepte in cas:
        with Expediteur(serveur.url("smtp+starttls", hote=hote), mode="essai", contexte=contexte) as expediteur:
            issue = expediteur.envoyer(MESSAGE, DE, A)
        assert type(issue) is (Envoye if accepte else ConfigurationEnFaute)


def test_implicit_tls_is_verified(fabrique_smtp, autorite):
    """smtps:// too."""
    serveur = fabrique_smtp(ssl_context=autorite.contexte_serveur())
    for contexte, attendue in ((autorite.contexte(), Envoye), (ssl.create_default_context(), ConfigurationEnFaute)):
        with Expediteur(serveur.url("smtps"), mode="essai", contexte=contexte) as expediteur:
            assert type(expediteur.envoyer(MESSAGE, DE, A)) is attendue


def test_starttls_is_never_replaced_by_clear_text(smtp):
    """A server that does not offer it gets nothing."""
    with Expediteur(smtp.url("smtp+starttls"), mode="essai") as expediteur:
        assert type(expediteur.envoyer(MESSAGE, DE, A)) is ConfigurationEnFaute
    assert smtp.facteur.recus == []


def test_a_remote_server_is_refused_in_trial_mode_before_any_connection(monkeypatch):
    """Contract §3: with `essai` nothing leaves the machine."""
    monkeypatch.setattr(module_smtp, "ouvrir", lambda *_: pytest.fail("connexion ouverte"))
    with pytest.raises(FauteDeSaisie, match=r"RELAIS_SMTP_URL.*distant"):
        Expediteur("smtp://smtp.example:25", mode="essai")


def test_a_message_that_took_too_long_is_not_ended(smtp, monkeypatch):
    """Its lease may be another's: without the final dot the server has nothing; the link is dropped."""
    monkeypatch.setattr("courrier.smtp.TRANSMISSION_S", -1)
    assert isinstance(envoyer(smtp), ServeurIndisponible)
    assert smtp.facteur.recus == []


def test_a_server_that_never_answers_the_hand_over_leaves_a_doubt(smtp, monkeypatch):
    """The wait is bounded; what was handed over may have been taken."""
    monkeypatch.setattr(module_smtp, "DELAI_FIN_S", 0.3)
    smtp.facteur.data.append(Facteur.TAIRE)
    assert envoyer(smtp) == Incertain(reponse="liaison perdue après la remise : délai dépassé")


def test_a_link_lost_while_the_message_travels_leaves_no_doubt():
    """Before the final dot the server cannot have taken it: it will be sent again."""
    with socket.create_server(("127.0.0.1", port_libre())) as ecoute:
        serveur = threading.Thread(target=_couper_en_route, args=(ecoute,))
        serveur.start()
        url = f"smtp://127.0.0.1:{ecoute.getsockname()[1]}"
        issue = Expediteur(url, mode="essai").envoyer(MESSAGE + b"x" * 20_000_000, DE, A)
        serveur.join(timeout=10)
    assert type(issue) is ServeurIndisponible


def _couper_en_route(ecoute: socket.socket) -> None:
    """Says yes to each command, then leaves while the content arrives."""
    lien, _ = ecoute.accept()
    with lien, lien.makefile("rb") as lignes:
        lien.sendall(b"220 essai\r\n")
        for commande in lignes:
            debut = commande[:4].upper()
            lien.sendall({b"EHLO": b"250 essai\r\n", b"DATA": b"354 allez\r\n"}.get(debut, b"250 ok\r\n"))
            if debut == b"DATA":
                lien.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return


def test_a_silent_server_stops_the_batch(monkeypatch):
    """It accepts the connection and never greets."""
    monkeypatch.setattr(session_smtp, "DELAI_S", 0.3)
    with socket.create_server(("127.0.0.1", port_libre())) as muet:
        url = f"smtp://127.0.0.1:{muet.getsockname()[1]}"
        issue = Expediteur(url, mode="essai").envoyer(MESSAGE, DE, A)
    assert issue == ServeurIndisponible(reponse="serveur injoignable : délai dépassé")
