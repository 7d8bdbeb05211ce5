"""Senders to be killed: each a fork of a process that has loaded everything, so that a kill costs nothing.

Run as a program: for each line read, a new sender, whose number is written; it empties the outbox again and again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent


@dataclass
class Expediteurs:
    """The senders of a test, reading its settings in the environment it has now."""

    source: subprocess.Popen[str] = field(init=False)
    vivants: list[int] = field(default_factory=list)

    def __enter__(self):
        self.source = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            cwd=RACINE,
            env=os.environ | {"PYTHONPATH": str(RACINE)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_):
        while self.vivants:
            self.tuer(self.vivants[0])
        self.source.kill()
        self.source.wait(10)
        self.source.stdin.close()
        self.source.stdout.close()

    def lancer(self):
        self.source.stdin.write("\n")
        self.source.stdin.flush()
        self.vivants.append(int(self.source.stdout.readline()))

    def tuer(self, pid):
        """At once, wherever it is; returns when it is gone."""
        os.kill(pid, signal.SIGKILL)
        self.vivants.remove(pid)
        while _existe(pid):
            time.sleep(0.005)


def _existe(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _expedier_sans_fin():
    from metier.fautes import PanneExterne
    from workflows.actes.expedition import expedier

    while True:
        with suppress(PanneExterne):
            expedier()
        time.sleep(0.02)


def _principal():
    import workflows.actes.expedition  # noqa: F401 - loaded once for all

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _expedier_sans_fin()
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _principal()
