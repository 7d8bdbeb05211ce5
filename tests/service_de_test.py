"""A real service in a home of its own, for the tests that need one: launched, watched, always ended."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import gettempdir

from serveurs.ports import port_libre

from cli.gardien import balayer, marque_foyer, porteurs

LANCEUR = """
from cli.processus import Enfant
from cli.superviseur import demarrer

demarrer(tuple(Enfant(nom=nom, commande=tuple(commande)) for nom, *commande in {enfants!r}))
"""
BASE_PREFECT = """
import asyncio
from prefect.server.database import provide_database_interface

asyncio.run(provide_database_interface().create_db())
"""
DORT = (sys.executable, "-c", "import time; time.sleep(600)")


def jusqu_a(condition: Callable[[], object], secondes: float) -> float:
    """Wait for a condition; returns the seconds it took, fails when it does not come."""
    debut = time.monotonic()
    while not condition():
        assert time.monotonic() - debut < secondes, "la condition attendue n’est pas venue"
        time.sleep(0.1)
    return time.monotonic() - debut


@cache
def base_prefect() -> Path:
    """The database of a Prefect server that never ran, to be copied: its migrations are made once for a whole run."""
    essai = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    dossier = Path(gettempdir()) / f"relais-prefect-{essai}"
    dossier.mkdir(exist_ok=True)
    with (dossier / "verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not (dossier / "faite").exists():
            variables = {cle: v for cle, v in os.environ.items() if not cle.startswith("PREFECT_")}
            variables["PREFECT_HOME"] = str(dossier)
            subprocess.run([sys.executable, "-c", BASE_PREFECT], env=variables, check=True, timeout=120)
            (dossier / "faite").touch()
    return dossier / "prefect.db"


@dataclass
class ServiceDeTest:
    """`relais demarrer` as it is, or with `enfants`, (name, command…), for its runner and its watcher."""

    home: Path
    enfants: tuple[tuple[str, ...], ...] = ()
    portail: int = field(default_factory=port_libre)
    prefect: int = field(default_factory=port_libre)
    reglages: dict[str, str] = field(default_factory=dict)
    processus: subprocess.Popen[str] | None = None

    @property
    def variables(self) -> dict[str, str]:
        propres = {cle: valeur for cle, valeur in os.environ.items() if not cle.startswith(("PREFECT_", "RELAIS_"))}
        return propres | {
            "RELAIS_HOME": str(self.home),
            "RELAIS_PORTAIL_PORT": str(self.portail),
            "RELAIS_PREFECT_PORT": str(self.prefect),
            **self.reglages,
        }

    def lancer(self) -> subprocess.Popen[str]:
        commande = ("-c", LANCEUR.format(enfants=self.enfants)) if self.enfants else ("-m", "cli", "demarrer")
        return subprocess.Popen(
            [sys.executable, *commande],
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def demarrer(self) -> str:
        """Launch, wait until it says that it is ready; returns what it said."""
        (self.home / "service.json").unlink(missing_ok=True)
        self._preparer_prefect()
        self.processus = self.lancer()
        try:
            jusqu_a(lambda: self.etat or self.processus.poll() is not None, 120)
            assert self.processus.poll() is None, self.processus.stderr.read()
        except BaseException:
            self.effacer()
            raise
        lignes = []
        while not lignes or not lignes[-1].startswith("Pour arrêter"):
            lignes.append(self.processus.stdout.readline())
        return "".join(lignes)

    def _preparer_prefect(self) -> None:
        base = self.home / "prefect" / "prefect.db"
        if not base.exists():
            base.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(base_prefect(), base)

    @property
    def etat(self) -> dict[str, object] | None:
        fichier = self.home / "service.json"
        return json.loads(fichier.read_text()) if fichier.exists() else None

    def pid(self, fragment: str) -> int | None:
        """The process of the service whose command holds this fragment."""
        for pid in porteurs(marque_foyer(self.home)):
            try:
                commande = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if fragment in commande:
                return pid
        return None

    def tuer(self, fragment: str) -> int:
        """Kill -9 one process of the service; returns the pid it had."""
        pid = self.pid(fragment)
        assert pid is not None, fragment
        os.kill(pid, signal.SIGKILL)
        return pid

    def arreter(self, numero: int = signal.SIGTERM) -> float:
        """Send a signal to the supervisor; returns the seconds until it has ended."""
        debut = time.monotonic()
        self.processus.send_signal(numero)
        self.processus.communicate(timeout=30)
        return time.monotonic() - debut

    def restants(self) -> list[int]:
        return porteurs(marque_foyer(self.home))

    def effacer(self) -> None:
        if self.processus is not None and self.processus.poll() is None:
            self.processus.kill()
            self.processus.communicate()
        balayer(marque_foyer(self.home))
