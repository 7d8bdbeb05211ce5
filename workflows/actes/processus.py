"""Who holds a lease: a process of a machine, recognised as alive or gone."""

from __future__ import annotations

import os
import socket
from pathlib import Path

INCONNU = "?"


def ce_processus() -> str:
    """`machine:pid:start` of this process; the start tells it from a later one with the same number."""
    return f"{_machine()}:{os.getpid()}:{_debut(os.getpid())}"


def a_disparu(processus: str) -> bool:
    """Whether a process of this very machine, not restarted since, has ended; False where nobody here can know."""
    machine, pid, debut = processus.rsplit(":", 2)
    return machine == _machine() and _debut(int(pid)) not in {debut, INCONNU}


def demarrage() -> str | None:
    """What tells this start of the machine from the others; None where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return None


def _machine() -> str:
    """Where numbers of processes mean something: two machines, or two containers, may bear the same name."""
    noyau = demarrage()
    try:
        return f"{socket.gethostname()}/{noyau}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return socket.gethostname()


def _debut(pid: int) -> str:
    """Clock ticks from boot to the start of a process; empty when it is gone, « ? » where the system does not tell."""
    if not Path("/proc/self/stat").exists():
        return INCONNU
    try:
        etat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    except OSError:  # too many open files tells nothing of that process
        return INCONNU
    champs = etat.rpartition(")")[2].split()
    return "" if champs[0] == "Z" else champs[19]
