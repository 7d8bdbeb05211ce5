"""The watch, against a real Dovecot: no wake-up lost, a server that leaves, a stop that is heard."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from serveurs.dovecot import courriel
from serveurs.ports import port_libre

from courrier import connexion as module_connexion
from courrier.boite import Boite
from courrier.veille import Rythme, recul, veiller
from metier.fautes import FauteDeSaisie, PanneExterne

pytestmark = pytest.mark.reseau


def fils() -> int:
    return sum(fil.name.startswith("courrier ") for fil in threading.enumerate())


@contextmanager
def veilleur(url: str, sur_changement, **options):
    """A watch in its own thread, stopped at the end."""
    stop = threading.Event()
    fil = threading.Thread(target=veiller, args=(url, sur_changement, stop), kwargs={"mode": "essai", **options})
    fil.start()
    try:
        yield
    finally:
        stop.set()
        fil.join(timeout=10)
    assert not fil.is_alive()


def attendre(condition, delai: float = 15) -> None:
    limite = time.monotonic() + delai
    while not condition():
        assert time.monotonic() < limite, "rien n’est venu"
        time.sleep(0.02)


def recevoir_au_pire_moment(url: str, livrer, fois: int, contexte=None) -> None:
    """Mail that comes after the search and before IDLE, which the server then tells in the packet that opens IDLE."""
    with Boite.ouvrir(url, mode="essai", contexte=contexte) as boite:
        dernier, stop = 0, threading.Event()
        for numero in range(fois):
            assert boite.nouveaux(boite.uidvalidity, dernier) == []
            livrer(courriel(numero))
            debut = time.monotonic()
            while not (trouves := boite.nouveaux(boite.uidvalidity, dernier)):
                boite.attendre(30, stop)
            assert time.monotonic() - debut < 5
            dernier = trouves[-1]


@pytest.mark.parametrize("schema", ["imap", "imaps"])
def test_no_wake_up_is_lost_when_mail_comes_between_search_and_idle(dovecot, schema):
    """A notification must not sleep until the next poll."""
    recevoir_au_pire_moment(dovecot.url(schema=schema), dovecot.livrer, 10, dovecot.autorite.contexte())


@pytest.mark.long
def test_no_wake_up_is_lost_in_100_arrivals_at_the_worst_moment(dovecot):
    """The campaign at full size."""
    recevoir_au_pire_moment(dovecot.url(), dovecot.livrer, 100)


OUVERTURES = {
    "in the packet that opens IDLE, after": [b"+ idling\r\n* 1 EXISTS\r\n"],
    "in the packet that opens IDLE, before": [b"* 1 EXISTS\r\n+ idling\r\n"],
    "just before IDLE is open": [b"* 1 EXISTS\r\n", b"+ idling\r\n"],
    "cut anywhere": [b"* 1 EXI", b"STS\r\n* 1 RECENT\r\n+ id", b"ling\r\n"],
    "as soon as IDLE is open": [b"+ idling\r\n", b"* 1 EXISTS\r\n"],
    "after a word of the server": [b"+ idling\r\n* OK Still here\r\n", b"* 1 EXISTS\r\n"],
}


class ServeurScripte:
    """A server that says what it is told when IDLE is asked, in the packets told; the rest as any server."""

    def __init__(self, paquets: list[bytes]) -> None:
        self.paquets = paquets
        self.prise = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._servir, daemon=True).start()

    @property
    def url(self) -> str:
        return f"imap://u:p@127.0.0.1:{self.prise.getsockname()[1]}/INBOX"

    def _servir(self) -> None:
        client, _ = self.prise.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sendall(b"* OK pret\r\n")
        etiquette = b""
        for ligne in client.makefile("rb"):
            mots = ligne.split()
            if mots[:1] == [b"DONE"]:
                client.sendall(etiquette + b" OK fini\r\n")
                continue
            etiquette, verbe = mots[0], mots[1].upper()
            if verbe == b"IDLE":
                for paquet in self.paquets:
                    client.sendall(paquet)
                    time.sleep(0.03)
                continue
            if verbe == b"CAPABILITY":
                client.sendall(b"* CAPABILITY IMAP4rev1 IDLE\r\n")
            if verbe == b"SELECT":
                client.sendall(b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n")
            client.sendall(etiquette + b" OK fait\r\n")
        client.close()


@pytest.mark.parametrize("paquets", OUVERTURES.values(), ids=OUVERTURES)
def test_a_wake_up_is_heard_wherever_it_stands_in_what_the_server_says(paquets):
    """Servers differ in what they tell first; none may make a notification sleep until the next poll."""
    serveur = ServeurScripte(paquets)
    with Boite.ouvrir(serveur.url, mode="essai") as boite:
        boite._connexion._vider("EXISTS")
        for _ in range(20 // len(OUVERTURES) + 1):
            debut = time.monotonic()
            boite.attendre(30, threading.Event())
            assert time.monotonic() - debut < 3
    serveur.prise.close()


def test_mail_that_comes_during_idle_wakes_at_once(dovecot):
    """A notification is read within seconds, not at the next poll."""
    vus: list[int] = []

    def noter(boite: Boite) -> None:
        vus.append(len(boite.nouveaux(None, 0)))

    with veilleur(dovecot.url(), noter):
        attendre(lambda: vus == [0])
        time.sleep(0.5)
        dovecot.livrer(courriel())
        attendre(lambda: vus[-1] == 1, 5)


def test_a_server_without_idle_is_polled(fabrique_dovecot):
    """The poll alone is a valid minimum."""
    dovecot = fabrique_dovecot(capacites="IMAP4rev1 UIDPLUS NAMESPACE AUTH=PLAIN")
    passages: list[float] = []
    with veilleur(dovecot.url(), lambda _: passages.append(time.monotonic()), rythme=Rythme(releve_s=0.2)):
        attendre(lambda: len(passages) >= 3)
    assert passages[2] - passages[0] >= 0.4


def test_the_poll_comes_even_when_nothing_wakes(dovecot):
    """A safety net under IDLE."""
    passages: list[float] = []
    with veilleur(dovecot.url(), lambda _: passages.append(time.monotonic()), rythme=Rythme(releve_s=0.5)):
        attendre(lambda: len(passages) >= 3)


def test_after_a_restart_of_the_server_the_watch_goes_on(dovecot, caplog):
    """The fault is logged in French, without account nor password."""
    vus: list[int] = []
    with veilleur(dovecot.url(), lambda boite: vus.append(len(boite.nouveaux(None, 0)))):
        attendre(lambda: vus == [0])
        dovecot.arreter()
        attendre(lambda: "serveur IMAP" in caplog.text, 20)
        dovecot.livrer(courriel())
        dovecot.demarrer()
        attendre(lambda: vus[-1] == 1, 40)
    assert "secret" not in caplog.text
    assert "clauses@" not in caplog.text


def test_the_connection_is_renewed_in_time(dovecot):
    """A connection of days piles up responses."""
    boites: set[int] = set()
    rythme = Rythme(releve_s=0.3, renouvellement_s=0.6)
    with veilleur(dovecot.url(), lambda boite: boites.add(id(boite)), rythme=rythme):
        attendre(lambda: len(boites) >= 2)


def test_an_unreadable_address_stops_the_watch(dovecot):
    """The configuration is at fault: trying again would change nothing."""
    with pytest.raises(FauteDeSaisie):
        veiller("imap://u:p/w@h", lambda _: None, threading.Event(), mode="essai")


def test_a_fault_of_the_program_is_not_hidden(dovecot):
    """Only the server's faults are tried again."""

    def echouer(_boite: Boite) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        veiller(dovecot.url(), echouer, threading.Event(), mode="essai")


def test_closing_never_blocks_and_leaves_no_thread(dovecot):
    """Even while the connection idles."""
    boite = Boite.ouvrir(dovecot.url(), mode="essai")
    pannes: list[PanneExterne] = []

    def attendre_la_panne() -> None:
        try:
            boite.attendre(60, threading.Event())
        except PanneExterne as panne:
            pannes.append(panne)

    fil = threading.Thread(target=attendre_la_panne)
    fil.start()
    time.sleep(0.5)
    debut = time.monotonic()
    boite.fermer()
    assert time.monotonic() - debut < 0.2
    fil.join(timeout=5)
    attendre(lambda: fils() == 0)
    assert len(pannes) == 1


def test_a_failed_opening_leaves_no_thread(dovecot):
    """A loop of reconnections must not leak."""
    for url in (dovecot.url().replace("secret", "faux"), dovecot.url(schema="imap+starttls"), dovecot.url(boite="Non")):
        with pytest.raises(PanneExterne):
            Boite.ouvrir(url, mode="essai")
    attendre(lambda: fils() == 0, 5)


@pytest.mark.parametrize("schema", ["imap", "imaps"])
def test_a_silent_server_does_not_hold_the_watch(monkeypatch, schema):
    """It accepts the connection and never speaks."""
    monkeypatch.setattr(module_connexion, "DELAI_CONNEXION_S", 1)
    monkeypatch.setattr(module_connexion, "DELAI_REPONSE_S", 1)
    with socket.create_server(("127.0.0.1", port_libre())) as muet:
        debut = time.monotonic()
        with pytest.raises(PanneExterne):
            Boite.ouvrir(f"{schema}://u:p@127.0.0.1:{muet.getsockname()[1]}/INBOX", mode="essai")
        assert time.monotonic() - debut < 4


def test_a_dead_link_is_seen_in_idle(dovecot, monkeypatch):
    """The server no longer answers: the watch must know."""
    monkeypatch.setattr(module_connexion, "DELAI_REPONSE_S", 1)
    with Boite.ouvrir(dovecot.url(), mode="essai") as boite:
        boite._connexion.sock.shutdown(socket.SHUT_WR)
        with pytest.raises(PanneExterne, match="coupée"):
            boite.attendre(1, threading.Event())


def test_reconnections_slow_down_and_differ():
    """1 s at first, 5 minutes at most, never all at the same instant."""
    assert all(0.5 <= recul(1) <= 1 for _ in range(50))
    assert all(150 <= recul(40) <= 300 for _ in range(50))
    assert len({recul(5) for _ in range(50)}) > 40
