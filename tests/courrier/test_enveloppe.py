"""MAIL, RCPT and DATA said together (RFC 2920), to servers that answer to the letter, or beside it."""

from __future__ import annotations

import socket
import threading
import time
from collections import defaultdict

import pytest

from courrier import session_smtp
from courrier.issues import AReessayer, ConfigurationEnFaute, Envoye, Incertain, Refuse, ServeurIndisponible
from courrier.smtp import Expediteur

pytestmark = pytest.mark.reseau

DE, A = "relais@relais.example", "achats@ville.example"
MESSAGE = b"Subject: essai\r\n\r\nBonjour\r\n"
COUPER = b"couper"
REPONSES = {
    "EHLO": b"250-mx.example\r\n250-PIPELINING\r\n250 SIZE 0\r\n",
    "MAIL": b"250 2.1.0 Ok\r\n",
    "RCPT": b"250-2.1.5\r\n250 Ok\r\n",
    "DATA": b"354 go\r\n",
    ".": b"250 2.0.0 queued\r\n",
    "RSET": b"250 Ok\r\n",
}


class ServeurALaLettre:
    """Answers each line as told, the first times from `suite`; `arrivees`, `lignes` and `liens`: what it was told."""

    def __init__(self, suite, *, a_la_fois, un_octet):
        self.suite = {verbe: list(dites) for verbe, dites in suite.items()}
        self.a_la_fois, self.un_octet = a_la_fois, un_octet
        self.arrivees, self.lignes, self.liens, self.messages = [], [], 0, []
        self.ecoute = socket.create_server(("127.0.0.1", 0))
        self.fil = threading.Thread(target=self.servir, daemon=True)
        self.fil.start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.ecoute.getsockname()[1]}"

    def servir(self):
        while True:
            try:
                lien, _ = self.ecoute.accept()
            except OSError:
                return
            self.liens += 1
            with lien:
                self.converser(lien)

    def converser(self, lien):
        self.dire(lien, b"220 mx.example\r\n")
        corps = None
        while arrivee := _recevoir(lien):
            self.arrivees.append(arrivee)
            *lignes, _ = arrivee.decode().split("\r\n")
            for ligne in lignes[: self.a_la_fois if corps is None else None]:
                if corps is not None and ligne != ".":
                    corps.append(ligne)
                    continue
                verbe = ligne[:4].upper()
                self.lignes.append(verbe)
                prevues = self.suite.get(verbe)
                reponse = prevues.pop(0) if prevues else REPONSES[verbe]
                if ligne == ".":
                    self.messages.append(corps)
                if reponse == COUPER:
                    return
                corps = [] if reponse.startswith(b"354") else None
                self.dire(lien, reponse)
                if reponse.startswith(b"421"):
                    return

    def dire(self, lien, reponse):
        for ou in range(0, len(reponse), self.un_octet or len(reponse)):
            lien.sendall(reponse[ou : ou + (self.un_octet or len(reponse))])
            time.sleep(0.0005 * bool(self.un_octet))


def _recevoir(lien):
    try:
        return lien.recv(65536)
    except ConnectionError:
        return b""


@pytest.fixture
def serveur():
    ouverts = []

    def ouvrir(suite=None, *, a_la_fois=None, un_octet=0):
        ouverts.append(ServeurALaLettre(suite or {}, a_la_fois=a_la_fois, un_octet=un_octet))
        return ouverts[-1]

    yield ouvrir
    for un in ouverts:
        un.ecoute.shutdown(socket.SHUT_RDWR)
        un.ecoute.close()
        un.fil.join(5)


def envoyer(serveur, combien=1):
    with Expediteur(serveur.url, mode="essai") as expediteur:
        return [expediteur.envoyer(MESSAGE, DE, A) for _ in range(combien)]


ENSEMBLE = b"MAIL FROM:<relais@relais.example> SIZE=27\r\nRCPT TO:<achats@ville.example>\r\nDATA\r\n"


@pytest.mark.parametrize("un_octet", [0, 1], ids=["at once", "byte by byte"])
def test_the_three_commands_leave_together_and_each_answer_is_read(serveur, un_octet):
    """Whatever the pieces that answers of several lines come in; the final dot always leaves alone."""
    lettre = serveur(un_octet=un_octet)
    assert envoyer(lettre, 3) == [Envoye(reponse="250 2.0.0 queued")] * 3
    assert lettre.arrivees.count(ENSEMBLE) == 3
    assert lettre.messages == [["Subject: essai", "", "Bonjour"]] * 3
    assert lettre.liens == 1


@pytest.mark.parametrize(
    ("data", "dites"),
    [
        pytest.param(b"503 5.5.1 need RCPT\r\n", ["MAIL", "RCPT", "DATA", "RSET"], id="503"),
        pytest.param(b"554 5.5.1 no valid recipients\r\n", ["MAIL", "RCPT", "DATA", "RSET"], id="554"),
        pytest.param(b"354 go\r\n", ["MAIL", "RCPT", "DATA", ".", "RSET"], id="354, ended by a lone dot"),
    ],
)
@pytest.mark.parametrize(
    ("rcpt", "issue"), [(b"550 5.1.1 unknown\r\n", Refuse), (b"450 4.2.0 later\r\n", AReessayer)], ids=["550", "450"]
)
def test_a_refused_recipient_is_told_by_its_own_answer(serveur, data, dites, rcpt, issue):
    """Never by that to DATA, which came with it; nothing of the message leaves, and the link serves the next one."""
    lettre = serveur({"RCPT": [rcpt], "DATA": [data]})
    refuse, suivant = envoyer(lettre, 2)
    assert type(refuse) is issue
    assert refuse.reponse == rcpt.decode().strip()
    assert lettre.lignes == ["EHLO", *dites, "MAIL", "RCPT", "DATA", "."]
    assert type(suivant) is Envoye
    assert [message for message in lettre.messages if message] == [["Subject: essai", "", "Bonjour"]]
    assert lettre.liens == 1


def test_a_refused_sender_is_our_configuration_and_sends_nothing(serveur):
    """Even to a server that would take a recipient and a message after it: the link is dropped before the dot."""
    lettre = serveur({"MAIL": [b"553 5.7.1 not yours\r\n"]})
    (issue,) = envoyer(lettre)
    assert issue == ConfigurationEnFaute(reponse="553 5.7.1 not yours")
    assert lettre.messages == []
    assert "RSET" not in lettre.lignes


@pytest.mark.parametrize(
    ("suite", "issue"),
    [
        pytest.param(
            {"RCPT": [b"421 4.7.0 too many\r\n"]},
            ServeurIndisponible(reponse="421 4.7.0 too many", au_destinataire=True),
            id="421 at RCPT",
        ),
        pytest.param({"DATA": [b"421 4.3.2 bye\r\n"]}, ServeurIndisponible(reponse="421 4.3.2 bye"), id="421 at DATA"),
        pytest.param({"DATA": [b"451 4.3.0 later\r\n"]}, AReessayer(reponse="451 4.3.0 later"), id="451 at DATA"),
        pytest.param(
            {"DATA": [b"250 Ok\r\n"]},
            ServeurIndisponible(reponse="réponse inattendue : 250 Ok"),
            id="DATA answered as if it were the message",
        ),
        pytest.param(
            {".": [COUPER]}, Incertain(reponse="liaison perdue après la remise : liaison coupée"), id="drop at the dot"
        ),
    ],
)
def test_what_stops_in_the_middle_has_its_outcome(serveur, suite, issue):
    """As when commands are said one by one; nothing is said twice."""
    lettre = serveur(suite)
    assert envoyer(lettre) == [issue]
    assert lettre.lignes.count("MAIL") == 1


@pytest.mark.parametrize("muette", ["MAIL", "RCPT", "DATA"])
def test_a_link_lost_over_commands_said_together_is_tried_once_more_one_by_one(serveur, muette):
    """Nothing was handed over: the message leaves on another link, and so do the next ones."""
    lettre = serveur({muette: [COUPER]})
    assert [type(issue) for issue in envoyer(lettre, 2)] == [Envoye, Envoye]
    assert lettre.arrivees.count(ENSEMBLE) == 1
    assert lettre.liens == 2
    assert len(lettre.messages) == 2


def test_a_link_lost_again_is_an_outage(serveur):
    """Two tries, no more."""
    lettre = serveur({"RCPT": [COUPER] * 9})
    assert [type(issue) for issue in envoyer(lettre)] == [ServeurIndisponible]
    assert lettre.liens == 2


def test_a_server_that_loses_commands_said_together_is_spoken_to_one_by_one(serveur, monkeypatch):
    """It announces that it takes them, and answers the first alone."""
    monkeypatch.setattr(session_smtp, "DELAI_S", 0.3)
    lettre = serveur(a_la_fois=1)
    assert type(envoyer(lettre)[0]) is Envoye
    comptes = defaultdict(int)
    for arrivee in lettre.arrivees:
        comptes[arrivee[:4]] += 1
    assert comptes[b"MAIL"] == 2
    assert lettre.liens == 2


def test_a_link_that_died_while_idle_is_opened_again_and_commands_still_go_together(serveur):
    """Servers close what waits: that says nothing of what they take."""
    lettre = serveur({"MAIL": [REPONSES["MAIL"], b"421 4.4.2 idle\r\n"]})
    assert [type(issue) for issue in envoyer(lettre, 3)] == [Envoye] * 3
    assert lettre.arrivees.count(ENSEMBLE) == 4
    assert lettre.liens == 2


def test_an_address_of_ours_that_is_none_never_reaches_the_server(serveur):
    """Nothing can be added to the conversation through it."""
    lettre = serveur()
    with Expediteur(lettre.url, mode="essai") as expediteur:
        issue = expediteur.envoyer(MESSAGE, "a@x.example>\r\nRCPT TO:<b@x.example", A)
    assert type(issue) is ConfigurationEnFaute
    assert lettre.liens == 0
