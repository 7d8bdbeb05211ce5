"""Programs in processes of their own, forked from one that has already loaded Relais: they start at once."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from subprocess import CompletedProcess, TimeoutExpired
from typing import TextIO

from config.paths import RACINE

CHARGES = [
    "cli.application",
    "cli.operations",
    "cli.courrier",
    "cli.dossiers",
    "cli.heures",
    "sqlmodel_store.migration",
    "workflows.actes.reception",
    "workflows.actes.expedition",
    "psycopg",
]

OCTETS = 1 << 20

_fabrique = multiprocessing.get_context("forkserver")
_fabrique.set_forkserver_preload(CHARGES)


class Programme:
    """A process that runs; what the tests use of `subprocess.Popen`, its outputs being under a mebibyte."""

    def __init__(self, faire, arguments: list[str], variables: Mapping[str, str]) -> None:
        (sortie, vers_sortie), (erreur, vers_erreur) = (_fabrique.Pipe(duplex=False) for _ in range(2))
        self._processus = _fabrique.Process(
            target=_courir, args=(faire, arguments, dict(variables), vers_sortie, vers_erreur)
        )
        self._processus.start()
        self.stdout, self.stderr = _texte(sortie), _texte(erreur)
        for bout in (vers_sortie, vers_erreur, sortie, erreur):
            bout.close()

    @property
    def returncode(self) -> int | None:
        return self._processus.exitcode

    poll = returncode.fget

    def wait(self, secondes: float | None = None) -> int | None:
        """Raises TimeoutExpired, the process going on."""
        self._processus.join(secondes)
        if self._processus.is_alive():
            raise TimeoutExpired("programme", secondes or 0)
        return self.returncode

    def send_signal(self, numero: int) -> None:
        os.kill(self._processus.pid, numero)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it printed once it has ended. Raises TimeoutExpired, the process going on."""
        self.wait(timeout)
        with self.stdout, self.stderr:
            return self.stdout.read(), self.stderr.read()

    def finir(self, secondes: float) -> int | None:
        """Its status once it has ended, whatever it printed. Raises TimeoutExpired."""
        self.communicate(secondes)
        return self.returncode


def executer(arguments: list[str], variables: Mapping[str, str], secondes: float) -> CompletedProcess[str]:
    """`relais …`: what it printed and its status. Raises TimeoutExpired, the command killed, after so many seconds."""
    commande = relais(arguments, variables)
    try:
        sortie, erreur = commande.communicate(secondes)
    except TimeoutExpired:
        commande.kill()
        commande.communicate()
        raise
    return CompletedProcess(arguments, commande.returncode, sortie, erreur)


def relais(arguments: list[str], variables: Mapping[str, str]) -> Programme:
    """`relais …`, begun."""
    return Programme(_taper, arguments, variables)


def python(texte: str, *arguments: str) -> Programme:
    """`python -c texte arguments`, begun in the environment of the test."""
    return Programme(_interpreter, [texte, *arguments], os.environ)


def _texte(bout: Connection) -> TextIO:
    fcntl.fcntl(bout.fileno(), fcntl.F_SETPIPE_SZ, OCTETS)
    return os.fdopen(os.dup(bout.fileno()), "r", encoding="utf-8")


def _courir(faire, arguments: list[str], variables: dict[str, str], sortie: Connection, erreur: Connection) -> None:
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(RACINE)
    for descripteur, bout in ((1, sortie), (2, erreur)):
        os.dup2(bout.fileno(), descripteur)
        bout.close()
    sys.stdout, sys.stderr = (open(un, "w", encoding="utf-8", closefd=False) for un in (1, 2))  # noqa: SIM115
    sys.exit(faire(arguments))


def _taper(arguments: list[str]) -> int:
    from cli.__main__ import principal

    statut = principal(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(statut)


def _interpreter(arguments: list[str]) -> int:
    texte, *sys.argv[1:] = arguments
    exec(compile(texte, "<texte>", "exec"), {"__name__": "__main__"})
    return 0
