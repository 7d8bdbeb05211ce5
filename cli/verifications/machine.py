"""The machine: Python, its packages, the libraries of WeasyPrint, fonts, clock, home, disk."""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cli.verifications.constat import Constat, bon, fautif, incomplet
from config.paths import RACINE, Paths
from config.settings import Settings
from formats.fichiers import motif

PYTHON_MINIMAL = (3, 11)
VERROU = RACINE / "requirements.txt"
PAQUET = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(;)?", re.MULTILINE)
REINSTALLER = "rm -rf .venv && ./relais diagnostic"
AILLEURS = 'RELAIS_HOME="$HOME/relais" ./relais diagnostic'
BIBLIOTHEQUES = "sudo apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0"
POLICE = "DejaVuSans.ttf"
POLICES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)
WEASYPRINT_S = 30
OCTETS_BLOQUANTS = 200 * 10**6
OCTETS_CONSEILLES = 2 * 10**9
CITES = 5
PUBLICATION = datetime(2026, 10, 1, tzinfo=UTC)


def python() -> Constat:
    trouve = platform.python_version()
    if sys.version_info < PYTHON_MINIMAL:
        return fautif(f"version {trouve}, il faut au moins 3.11", "sudo apt-get install -y python3 python3-venv")
    return bon(f"version {trouve}")


def paquets() -> Constat:
    """The installed versions against the lock."""
    if not VERROU.is_file():
        return incomplet(
            "requirements.txt est absent, les versions ne peuvent pas être comparées", "git checkout requirements.txt"
        )
    attendus = PAQUET.findall(VERROU.read_text(encoding="utf-8"))
    ecarts = list(_ecarts(attendus))
    if ecarts:
        suite = f" et {len(ecarts) - CITES} autres" if len(ecarts) > CITES else ""
        return fautif(f"{', '.join(ecarts[:CITES])}{suite}", REINSTALLER)
    return bon(f"{len(attendus)} paquets aux versions verrouillées")


def _ecarts(attendus: list[tuple[str, str, str]]) -> Iterator[str]:
    """A package under a condition (system, Python version) may be absent."""
    for nom, voulue, condition in attendus:
        try:
            trouvee = version(nom)
        except PackageNotFoundError:
            if not condition:
                yield f"{nom} absent"
            continue
        if trouvee != voulue:
            yield f"{nom} {trouvee} au lieu de {voulue}"


def weasyprint() -> Constat:
    """Imported apart: a missing library can end the process."""
    try:
        essai = subprocess.run(
            [sys.executable, "-c", "import weasyprint; print(weasyprint.__version__)"],
            capture_output=True,
            text=True,
            timeout=WEASYPRINT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return fautif(f"WeasyPrint ne s’est pas chargé en {WEASYPRINT_S} s", REINSTALLER)
    if essai.returncode:
        manquante = re.search(r"cannot load library '([^']+)'", essai.stderr)
        quoi = f"la bibliothèque {manquante[1]} est absente" if manquante else "WeasyPrint ne se charge pas"
        return fautif(quoi, BIBLIOTHEQUES if manquante else REINSTALLER)
    return bon(f"WeasyPrint {essai.stdout.strip()} se charge")


def polices() -> Constat:
    """DejaVu has the narrow no-break space that most fonts lack."""
    dossiers = [Path(dossier).expanduser() for dossier in POLICES]
    if any(next(dossier.rglob(POLICE), None) for dossier in dossiers if dossier.is_dir()):
        return bon("DejaVu Sans est installée")
    return incomplet(
        "DejaVu Sans est absente, des espaces fines manqueraient dans les PDF",
        "sudo apt-get install -y fonts-dejavu-core",
    )


def horloge(settings: Settings) -> Constat:
    try:
        paris = ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        return fautif("le fuseau Europe/Paris est inconnu de cette machine", "sudo apt-get install -y tzdata")
    maintenant = datetime.now(paris)
    if maintenant < PUBLICATION:
        return fautif(f"la machine se croit le {maintenant:%d/%m/%Y}", "sudo timedatectl set-ntp true")
    if settings.date is not None:
        return incomplet(f"RELAIS_DATE fige la date du jour au {settings.date:%d/%m/%Y}", "unset RELAIS_DATE")
    return bon(f"{maintenant:%d/%m/%Y %H:%M}, heure de Paris")


def dossier(settings: Settings) -> Constat:
    """The home can be written; its secrets are for their owner only, and nothing of it for everyone."""
    home = settings.home
    existant = _existant(home)
    if raison := refus_d_ecrire(home):
        possede = home == existant and home.is_dir() and not lecture_seule(home)
        return fautif(raison, f'sudo chown -R "$USER" {quote(str(home))}' if possede else AILLEURS)
    ouverts = [fichier for fichier in _secrets(home) if stat.S_IMODE(fichier.stat().st_mode) & 0o077]
    if ouverts:
        return fautif(f"{ouverts[0]} est lisible par d’autres", f"chmod -R go= {Paths(home).secrets}")
    if home == existant and stat.S_IMODE(home.stat().st_mode) & stat.S_IRWXO:
        return incomplet(f"{home}, où sont des données de personnes, est ouvert à tous", f"chmod o= {quote(str(home))}")
    return bon(f"{home} peut être écrit" if home == existant else f"{home} sera créé au premier usage")


def refus_d_ecrire(chemin: Path) -> str | None:
    """Why nothing can be written under a folder, or under its nearest parent that exists; None when it can.

    Rights do not tell everything, of a system folder or a full disk: a folder is made there, then removed.
    """
    existant = _existant(chemin)
    if not existant.is_dir() or not os.access(existant, os.W_OK | os.X_OK):
        return f"{existant} ne peut pas être écrit"
    try:
        with TemporaryDirectory(dir=existant, prefix=".relais-"):
            return None
    except OSError as erreur:
        if chemin == existant:
            return f"{existant} ne peut pas être écrit ({motif(erreur)})"
        return f"{chemin} ne peut pas être créé : {existant} n’admet pas de nouveau dossier"


def lecture_seule(dossier: Path) -> bool:
    """Whether the disk itself refuses: no right on the folder would mend it."""
    return bool(os.statvfs(dossier).f_flag & os.ST_RDONLY)


def _existant(chemin: Path) -> Path:
    return next(parent for parent in (chemin, *chemin.parents) if parent.exists())


def _secrets(home: Path) -> list[Path]:
    racine = Paths(home).secrets
    return [fichier for fichier in racine.iterdir() if fichier.is_file()] if racine.is_dir() else []


def disque(settings: Settings) -> Constat:
    libre = shutil.disk_usage(_existant(settings.home)).free
    detail = f"{libre / 10**9:.1f} Go libres".replace(".", ",")
    remede = f"libérer de la place, ou placer RELAIS_HOME sur un autre disque que celui de {settings.home}"
    if libre < OCTETS_BLOQUANTS:
        return fautif(detail, remede)
    return bon(detail) if libre >= OCTETS_CONSEILLES else incomplet(detail, remede)
