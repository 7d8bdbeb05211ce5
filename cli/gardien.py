"""Leaves no process behind: those of a service carry a mark, and die with the supervisor even when it is killed -9.

Run as `python -m cli.gardien` with the mark in its environment: waits for the end of its standard input, which only
the supervisor holds, then ends every process that carries the same mark. Flow runs live in sessions of their own:
only the mark, inherited through the environment, finds them.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

VARIABLE = "RELAIS_SERVICE"
PROC = Path("/proc")
DOUCEUR_S = 4.0
FERMETE_S = 3.0
PAS_S = 0.05


def marque_foyer(home: Path) -> str:
    """The beginning of the mark of every service of a home."""
    return f"{home.absolute()}\t"


def porteurs(debut: str) -> list[int]:
    """The living processes, this one excepted, whose mark begins so; none where the system has no /proc."""
    cherche = f"{VARIABLE}={debut}".encode()
    return [pid for pid in _processus() if pid != os.getpid() and _porte(pid, cherche)]


def _processus() -> list[int]:
    return [int(dossier.name) for dossier in PROC.iterdir() if dossier.name.isdigit()] if PROC.is_dir() else []


def _porte(pid: int, cherche: bytes) -> bool:
    try:
        contenu = (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return False
    return any(variable.startswith(cherche) for variable in contenu.split(b"\0"))


def balayer(debut: str, douceur: float = 0.0) -> int:
    """End every process whose mark begins so: asked during `douceur` seconds, then killed. Returns how many remain."""
    if douceur:
        _jusqu_a_la_fin(debut, signal.SIGTERM, douceur)
    return _jusqu_a_la_fin(debut, signal.SIGKILL, FERMETE_S)


def _jusqu_a_la_fin(debut: str, numero: signal.Signals, secondes: float) -> int:
    """A process may be born between two looks: look again until none is left."""
    limite = time.monotonic() + secondes
    vises: set[int] = set()
    while restants := porteurs(debut):
        for pid in set(restants) - vises:
            _envoyer(pid, numero)
        vises.update(restants)
        if time.monotonic() >= limite:
            break
        time.sleep(PAS_S)
    return len(restants)


def _envoyer(pid: int, numero: signal.Signals) -> None:
    try:
        os.kill(pid, numero)
    except (ProcessLookupError, PermissionError):
        return


def main() -> None:
    """Wait for the end of the supervisor, then of its service."""
    while sys.stdin.buffer.read(1024):
        continue
    balayer(os.environ[VARIABLE], DOUCEUR_S)


if __name__ == "__main__":
    main()
