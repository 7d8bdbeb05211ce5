"""The demo's mail servers: real protocols, on this machine only, gone when the demo ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from cli.serveurs_demo import serveurs_demo
from config.paths import RACINE
from courrier.adresses import lire_url
from courrier.boite import Boite
from courrier.issues import Envoye
from courrier.smtp import Expediteur

pytestmark = pytest.mark.reseau

BOITE = "clauses@relais.example"
MESSAGE = b"Message-ID: <1@x.example>\r\nSubject: =?utf-8?q?op=C3=A9ration?=\r\n\r\nBonjour,\r\n.\r\n"


def test_a_mail_sent_is_received_read_and_filed(tmp_path):
    """SMTP → local box → IDLE → MOVE, within seconds, on servers that are up in a few."""
    debut = time.monotonic()
    with serveurs_demo(tmp_path, BOITE) as adresses:
        assert time.monotonic() - debut < 4
        with (
            Boite.ouvrir(adresses.imap_url, mode="essai") as boite,
            Expediteur(adresses.smtp_url, mode="essai") as depart,
        ):
            assert boite.nouveaux(None, 0) == []
            assert isinstance(depart.envoyer(MESSAGE, "m@x.example", BOITE), Envoye)
            while not (uids := boite.nouveaux(boite.uidvalidity, 0)):
                boite.attendre(5, threading.Event())
            assert boite.lire(uids[0]).replace(b"\n", b"\r\n") == MESSAGE  # pymap serves bare LF
            assert boite.chercher_message_id("<1@x.example>") == uids
            boite.classer(uids[0], "Traités")
            assert boite.nouveaux(None, 0) == []
        with Boite.ouvrir(adresses.imap_url.replace("INBOX", "Trait%C3%A9s"), mode="essai") as traites:
            assert len(traites.nouveaux(None, 0)) == 1


def test_whoever_it_is_sent_to_it_stays_on_this_machine(tmp_path):
    """Each recipient has a box of its own."""
    with serveurs_demo(tmp_path, BOITE) as adresses, Expediteur(adresses.smtp_url, mode="essai") as depart:
        for destinataire in ("prefet@moselle.example", "../../evil@x.example"):
            depart.envoyer(MESSAGE, "m@x.example", destinataire)
        boites = [dossier.name for dossier in adresses.boites.iterdir() if (dossier / "new").is_dir()]
    assert sorted(boites) == ["clauses--relais.example", "evil--x.example", "prefet--moselle.example"]


def test_both_servers_are_on_loopback_and_stop_with_the_demo(tmp_path):
    """The ports are free again."""
    with serveurs_demo(tmp_path, BOITE) as adresses:
        serveurs = [lire_url(adresses.smtp_url, "RELAIS_SMTP_URL"), lire_url(adresses.imap_url, "RELAIS_IMAP_URL")]
        assert all(serveur.hote == "127.0.0.1" for serveur in serveurs)
    for serveur in serveurs:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((serveur.hote, serveur.port), timeout=1)


def test_the_same_folder_serves_again(tmp_path):
    """A second demo finds the mail of the first."""
    with serveurs_demo(tmp_path, BOITE) as adresses, Expediteur(adresses.smtp_url, mode="essai") as depart:
        depart.envoyer(MESSAGE, "m@x.example", BOITE)
    with serveurs_demo(tmp_path, BOITE) as adresses, Boite.ouvrir(adresses.imap_url, mode="essai") as boite:
        assert boite.nouveaux(None, 0) == [1]


def test_a_killed_demo_leaves_no_server_behind(tmp_path):
    """Kill -9 of the demo: its IMAP server ends by itself."""
    programme = (
        "import sys, time; from pathlib import Path; from cli.serveurs_demo import serveurs_demo\n"
        f"with serveurs_demo(Path(sys.argv[1]), {BOITE!r}) as a: print(a.imap_url, flush=True); time.sleep(60)"
    )
    commande = [sys.executable, "-c", programme, str(tmp_path)]
    demo = subprocess.Popen(commande, cwd=RACINE, stdout=subprocess.PIPE, text=True)
    url = demo.stdout.readline().strip()
    os.kill(demo.pid, signal.SIGKILL)
    demo.communicate()
    limite = time.monotonic() + 5
    while _repond(url):
        assert time.monotonic() < limite
        time.sleep(0.1)


def _repond(url: str) -> bool:
    serveur = lire_url(url, "RELAIS_IMAP_URL")
    try:
        with socket.create_connection((serveur.hote, serveur.port), timeout=1):
            return True
    except OSError:
        return False


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second file system at hand")
def test_the_demo_may_live_on_another_file_system_than_the_temporary_folder(tmp_path, monkeypatch):
    """Debian 13 keeps /tmp in memory: a file made there cannot be renamed into a home on disk."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with tempfile.TemporaryDirectory(dir="/dev/shm") as ailleurs, serveurs_demo(Path(ailleurs), BOITE) as adresses:
        assert Path(ailleurs).stat().st_dev != tmp_path.stat().st_dev
        with Boite.ouvrir(adresses.imap_url, mode="essai") as boite:
            assert boite.nouveaux(None, 0) == []
