"""Starts, watches, relaunches and stops the processes of a service; knows nothing of what they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cli.gardien import VARIABLE, balayer, marque_foyer
from config.paths import Paths
from formats.fichiers import creer_prive
from metier.fautes import PanneExterne

RECUL_INITIAL_S = 1.0
RECUL_MAXIMAL_S = 60.0
STABLE_S = 60.0
PAS_S = 0.25
DEMARRAGE_S = 180.0
ARRET_S = 7.0
ARRET_DERNIERS_S = 4.0
JOURNAL_OCTETS = 5_000_000
JOURNAUX_GARDES = 3


def toujours() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Enfant:
    """A process of the service.

    `nom` is also its log's; it is launched when `attend` says so, is in order once it has lived `tenue` seconds and
    `sain` says so; with `dernier` it is stopped once the others have ended, because they still talk to it.
    """

    nom: str
    commande: tuple[str, ...]
    attend: Callable[[], bool] = toujours
    sain: Callable[[], bool] = toujours
    tenue: float = 0.0
    dernier: bool = False


@dataclass
class _Suivi:
    enfant: Enfant
    processus: subprocess.Popen[bytes] | None = None
    lance_a: float = 0.0
    reprise_a: float = 0.0
    recul: float = RECUL_INITIAL_S

    @property
    def vivant(self) -> bool:
        return self.processus is not None and self.processus.poll() is None

    @property
    def en_ordre(self) -> bool:
        return self.vivant and time.monotonic() - self.lance_a >= self.enfant.tenue and self.enfant.sain()


@dataclass
class Superviseur:
    """The processes of one home; `dire` receives one French line per event, `environnement` adds to our own."""

    enfants: Sequence[Enfant]
    paths: Paths
    environnement: Mapping[str, str]
    dire: Callable[[str], None]
    _suivis: list[_Suivi] = field(init=False)
    _gardien: subprocess.Popen[bytes] | None = field(init=False, default=None)
    _marque: str = field(init=False)

    def __post_init__(self) -> None:
        self._suivis = [_Suivi(enfant) for enfant in self.enfants]
        self._marque = f"{marque_foyer(self.paths.home)}{uuid.uuid4()}"

    def surveiller(self) -> None:
        """Look once at each process: launch what may be, relaunch what ended."""
        self._garder()
        for suivi in self._suivis:
            if suivi.processus is None:
                self._reprendre(suivi)
            elif suivi.processus.poll() is not None:
                self._constater_fin(suivi)

    def pret(self) -> bool:
        """Whether every process runs and is in order."""
        return all(suivi.en_ordre for suivi in self._suivis)

    def arreter(self) -> None:
        """End everything within 15 seconds: asked first, then killed, with all that they launched."""
        _terminer([suivi for suivi in self._suivis if not suivi.enfant.dernier], ARRET_S)
        _terminer([suivi for suivi in self._suivis if suivi.enfant.dernier], ARRET_DERNIERS_S)
        balayer(self._marque)
        if self._gardien is not None:
            self._gardien.kill()
            self._gardien.communicate()

    def _garder(self) -> None:
        """Keep a guardian: the only process that holds the other end of a pipe to this one."""
        if self._gardien is None or self._gardien.poll() is not None:
            self._gardien = subprocess.Popen(
                [sys.executable, "-m", "cli.gardien"],
                env=self._variables(),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _reprendre(self, suivi: _Suivi) -> None:
        if time.monotonic() >= suivi.reprise_a and suivi.enfant.attend():
            suivi.processus = self._lancer(suivi.enfant)
            suivi.lance_a = time.monotonic()

    def _lancer(self, enfant: Enfant) -> subprocess.Popen[bytes]:
        with ouvrir_journal(self.paths.journaux / f"{enfant.nom}.log") as journal:
            return subprocess.Popen(  # noqa: S603 - the commands are ours
                enfant.commande,
                env=self._variables(),
                stdin=subprocess.DEVNULL,
                stdout=journal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _variables(self) -> dict[str, str]:
        return {**os.environ, **self.environnement, VARIABLE: self._marque, "PYTHONUNBUFFERED": "1"}

    def _constater_fin(self, suivi: _Suivi) -> None:
        assert suivi.processus is not None
        maintenant = time.monotonic()
        if maintenant - suivi.lance_a >= STABLE_S:
            suivi.recul = RECUL_INITIAL_S
        self.dire(
            f"« {suivi.enfant.nom} » s’est arrêté (code {suivi.processus.returncode}), relance dans "
            f"{suivi.recul:.0f} s ; journal : {self.paths.journaux / suivi.enfant.nom}.log"
        )
        suivi.processus, suivi.reprise_a = None, maintenant + suivi.recul
        suivi.recul = min(RECUL_MAXIMAL_S, suivi.recul * 2)


def ouvrir_journal(chemin: Path) -> IO[bytes]:
    """The log, opened for appending; one that has grown too long is put aside first, the last three are kept."""
    creer_prive(chemin.parent)
    if chemin.exists() and chemin.stat().st_size > JOURNAL_OCTETS:
        for rang in range(JOURNAUX_GARDES - 1, 0, -1):
            ancien = chemin.with_suffix(f".log.{rang}")
            if ancien.exists():
                ancien.replace(chemin.with_suffix(f".log.{rang + 1}"))
        chemin.replace(chemin.with_suffix(".log.1"))
    return chemin.open("ab")


def _terminer(suivis: Iterable[_Suivi], secondes: float) -> None:
    vivants = [suivi.processus for suivi in suivis if suivi.processus is not None and suivi.vivant]
    for processus in vivants:
        processus.terminate()
    limite = time.monotonic() + secondes
    for processus in vivants:
        try:
            processus.wait(max(0.0, limite - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(processus.pid, signal.SIGKILL)
            processus.wait()


def servir(superviseur: Superviseur, annoncer: Callable[[], None]) -> None:
    """Run until SIGTERM or SIGINT, then stop everything; `annoncer` is called once, when all is ready.

    Raises PanneExterne when the service is not ready after three minutes.
    """
    arret = threading.Event()
    for numero in (signal.SIGTERM, signal.SIGINT):
        signal.signal(numero, lambda *_: arret.set())
    try:
        _attendre_pret(superviseur, arret)
        if not arret.is_set():
            annoncer()
        while not arret.wait(PAS_S):
            superviseur.surveiller()
    finally:
        superviseur.arreter()


def _attendre_pret(superviseur: Superviseur, arret: threading.Event) -> None:
    limite = time.monotonic() + DEMARRAGE_S
    superviseur.surveiller()
    while not superviseur.pret() and not arret.wait(PAS_S):
        superviseur.surveiller()
        if time.monotonic() >= limite:
            dossier = superviseur.paths.journaux
            raise PanneExterne(
                f"Le service n’est pas prêt au bout de trois minutes ; voir les journaux dans {dossier}."
            )
