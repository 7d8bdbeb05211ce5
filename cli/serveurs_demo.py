"""The mail servers of the demo: SMTP and IMAP on loopback, every mail to local boxes, nothing sent outside."""

from __future__ import annotations

import mailbox
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pysasl.hashing import BuiltinHash

from config.paths import RACINE
from courrier.dossier_local import nom_ascii
from metier.fautes import PanneExterne

HOTE = "127.0.0.1"
DELAI_S = 10.0


@dataclass(frozen=True, kw_only=True)
class AdressesDemo:
    """Where the servers listen, as settings take it; each recipient's mail lies in a Maildir under `boites`."""

    smtp_url: str
    imap_url: str
    boites: Path


class _Facteur:
    """Delivers to the Maildir of each recipient; an unknown recipient gets one."""

    def __init__(self, boites: Path) -> None:
        self._boites = boites

    async def handle_DATA(self, _serveur: SMTP, _session: Session, enveloppe: Envelope) -> str:  # noqa: N802
        octets = enveloppe.original_content or b""
        for adresse in enveloppe.rcpt_tos:
            mailbox.Maildir(_boite(self._boites, adresse)).add(octets)
        return "250 2.0.0 remis sur cette machine"


@contextmanager
def serveurs_demo(dossier: Path, courriel: str) -> Iterator[AdressesDemo]:
    """The servers, running under `dossier`, for the relay's mailbox `courriel`. Raises PanneExterne if one fails."""
    boites = dossier / "boites"
    boites.mkdir(parents=True, exist_ok=True)
    mot_de_passe = secrets.token_urlsafe(16)
    _ecrire_compte(boites, courriel, mot_de_passe)
    port = _port_libre()
    imap = _lancer_imap(port, boites)
    try:
        _attendre(imap, port)
        with _smtp(boites) as port_smtp:
            yield AdressesDemo(
                smtp_url=f"smtp://{HOTE}:{port_smtp}",
                imap_url=f"imap://{quote(courriel, safe='')}:{mot_de_passe}@{HOTE}:{port}/INBOX",
                boites=boites,
            )
    finally:
        _arreter(imap)


@contextmanager
def _smtp(boites: Path) -> Iterator[int]:
    controleur = Controller(
        _Facteur(boites), hostname=HOTE, port=_port_libre(), server_hostname="demo.example", ready_timeout=DELAI_S
    )
    try:
        controleur.start()
    except OSError as faute:
        raise PanneExterne("Le serveur d’envoi de la démonstration n’a pas démarré.") from faute
    try:
        yield controleur.port
    finally:
        controleur.stop(no_assert=True)


def _ecrire_compte(boites: Path, courriel: str, mot_de_passe: str) -> None:
    """The account files of pymap; the mailbox itself is a Maildir like the others."""
    maildir = _boite(boites, courriel)
    mailbox.Maildir(maildir)
    empreinte = BuiltinHash().hash(mot_de_passe)
    (boites / "pymap-etc-passwd").write_text(f"{courriel}:x::::{maildir.name}:\n", encoding="utf-8")
    (boites / "pymap-etc-shadow").write_text(f"{courriel}:{empreinte}:::::::\n", encoding="utf-8")


def _boite(boites: Path, adresse: str) -> Path:
    return boites / nom_ascii(adresse.lower().replace("@", "--"))


def _lancer_imap(port: int, boites: Path) -> subprocess.Popen[bytes]:
    """Pymap renames its temporary files into the mailbox: they must be on the same file system."""
    journal = boites.parent / "imap.log"
    provisoire = boites.parent / "tmp"
    provisoire.mkdir(exist_ok=True)
    with journal.open("ab") as sortie:
        return subprocess.Popen(  # noqa: S603 - this very module
            [sys.executable, "-m", "cli.serveurs_demo", str(port), str(boites)],
            cwd=RACINE,
            env={**os.environ, "TMPDIR": str(provisoire)},
            stdin=subprocess.PIPE,
            stdout=sortie,
            stderr=sortie,
        )


def _attendre(imap: subprocess.Popen[bytes], port: int) -> None:
    limite = time.monotonic() + DELAI_S
    while time.monotonic() < limite and imap.poll() is None:
        with suppress(OSError), socket.create_connection((HOTE, port), timeout=1):
            return
        time.sleep(0.02)
    raise PanneExterne("Le serveur de réception de la démonstration n’a pas démarré ; voyez imap.log dans son dossier.")


def _arreter(imap: subprocess.Popen[bytes]) -> None:
    imap.terminate()
    try:
        imap.wait(timeout=5)
    except subprocess.TimeoutExpired:
        imap.kill()
        imap.wait()
    if imap.stdin is not None:
        imap.stdin.close()


def _port_libre() -> int:
    with socket.socket() as sonde:
        sonde.bind((HOTE, 0))
        port: int = sonde.getsockname()[1]
        return port


def _servir_imap(port: str, boites: str) -> None:
    """Run pymap until told to stop, or until the demo that started it is gone."""
    from pymap.main import main

    threading.Thread(target=_finir_avec_le_parent, daemon=True).start()
    sys.argv = ["pymap", "--host", HOTE, "--port", port, "--no-tls", "maildir", boites]
    main()


def _finir_avec_le_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    _servir_imap(*sys.argv[1:])
