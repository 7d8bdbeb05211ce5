"""`relais …` in a process of its own, forked from one that has already loaded the program."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

from config.paths import RACINE

CHARGES = [
    "cli.application",
    "cli.operations",
    "cli.courrier",
    "cli.dossiers",
    "cli.heures",
    "workflows.actes.reception",
]

_fabrique = multiprocessing.get_context("forkserver")
_fabrique.set_forkserver_preload(CHARGES)


def executer(arguments: list[str], variables: dict[str, str], secondes: float) -> CompletedProcess[str]:
    """What the command printed and its status. Raises TimeoutExpired, the command killed, after so many seconds."""
    with TemporaryDirectory() as dossier:
        sorties = [Path(dossier) / nom for nom in ("sortie", "erreur")]
        processus = _fabrique.Process(target=_taper, args=(arguments, variables, *sorties))
        processus.start()
        processus.join(secondes)
        if processus.is_alive():
            processus.kill()
            processus.join()
            raise TimeoutExpired(arguments, secondes)
        dits = [sortie.read_text(encoding="utf-8") if sortie.exists() else "" for sortie in sorties]
        return CompletedProcess(arguments, processus.exitcode, *dits)


def _taper(arguments: list[str], variables: dict[str, str], sortie: Path, erreur: Path) -> None:
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(RACINE)
    for descripteur, chemin in ((1, sortie), (2, erreur)):
        fichier = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(fichier, descripteur)
    sys.stdout, sys.stderr = (open(un, "w", encoding="utf-8", closefd=False) for un in (1, 2))  # noqa: SIM115
    from cli.__main__ import principal

    statut = principal(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(statut)
