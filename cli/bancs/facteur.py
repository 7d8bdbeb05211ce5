"""The SMTP server of the benchmark, a process of its own: takes everything, and tells at the end what it took.

It takes commands together (RFC 2920), as Postfix, Exim and Exchange do: whoever speaks to it may say them so or not.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import NamedTuple

from config.paths import RACINE
from metier.fautes import PanneExterne

HOTE = "127.0.0.1"
_FIN = b".\r\n"


class Remis(NamedTuple):
    """A message that the server took: its one recipient, the hash of its bytes."""

    destinataire: str
    empreinte: str


@dataclass
class Facteur:
    """The server while it runs; `bilan` once it is stopped."""

    port: int
    bilan: tuple[Remis, ...] = ()


@contextmanager
def facteur() -> Iterator[Facteur]:
    """The server, then what it took. Raises PanneExterne when it does not start."""
    processus = subprocess.Popen(  # noqa: S603 - this very module
        [sys.executable, "-m", __name__], cwd=RACINE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert processus.stdout is not None
    try:
        port = processus.stdout.readline()
        if not port.strip().isdigit():
            raise PanneExterne("Banc du courrier : le serveur d’essai n’a pas démarré.")
        serveur = Facteur(int(port))
        yield serveur
        sortie, _ = processus.communicate("", timeout=60)
        serveur.bilan = tuple(Remis(*un) for un in json.loads(sortie))
    finally:
        processus.kill()
        processus.communicate()


class _Conversation(StreamRequestHandler):
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    recus: tuple[list[tuple[str, str]], ...] = ([],)

    def handle(self) -> None:
        self._dire("220 banc")
        destinataire = ""
        lignes = self._lignes()
        for ligne in lignes:
            verbe = ligne[:4].upper()
            if verbe == b"EHLO":
                self._dire("250-banc", "250-8BITMIME", "250-PIPELINING", "250 SIZE 100000000")
            elif verbe == b"DATA":
                self._dire("354 vas-y")
                self.recus[0].append((destinataire, self._corps(lignes)))
                self._dire("250 2.0.0 pris")
            elif verbe == b"QUIT":
                self._dire("221 au revoir")
                return
            else:
                destinataire = (
                    ligne.split(b"<")[-1].split(b">")[0].decode("ascii") if verbe == b"RCPT" else destinataire
                )
                self._dire("250 OK")

    def _lignes(self) -> Iterator[bytes]:
        """Line by line; the answers to what came together leave together, before more is waited for."""
        reste = b""
        self.wfile.flush()
        while arrive := self.request.recv(1 << 16):
            *lignes, reste = (reste + arrive).split(b"\n")
            for ligne in lignes:
                yield ligne + b"\n"
            self.wfile.flush()

    def _dire(self, *reponse: str) -> None:
        self.wfile.write("".join(f"{ligne}\r\n" for ligne in reponse).encode("ascii"))

    def _corps(self, lignes: Iterator[bytes]) -> str:
        empreinte = sha256()
        while (ligne := next(lignes, b"")) not in {_FIN, b""}:
            empreinte.update(ligne[1:] if ligne.startswith(b".") else ligne)
        return empreinte.hexdigest()


class _Serveur(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


def servir() -> None:
    """Print the port, serve until the standard input ends, then print what was taken."""
    with _Serveur((HOTE, 0), _Conversation) as serveur:
        assert serveur.socket.family == socket.AF_INET
        Thread(target=serveur.serve_forever, daemon=True).start()
        print(serveur.server_address[1], flush=True)
        sys.stdin.read()
        serveur.shutdown()
        print(json.dumps(_Conversation.recus[0]))


if __name__ == "__main__":
    servir()
