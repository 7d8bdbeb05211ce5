"""A relay's own template put in use, and taken out: whole or not at all, every version kept, every act written down."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from documents.ecriture import write_atomically
from metier.fautes import FauteDeSaisie

JOURNAL = "journal.json"
VERSIONS = "versions"
HORODATAGE = "%Y-%m-%dT%H%M%SZ"
INSTALLE = "installé"
RETIRE = "retiré"
LONGUEUR_EMPREINTE = 12


@dataclass(frozen=True, kw_only=True)
class Acte:
    """A line of the journal. `remplace`: the sha256 of the file in use before, None where the supplied one was."""

    date: str
    nom: str
    acte: str
    sha256: str
    remplace: str | None
    version: str


def installer(nom: str, octets: bytes, dossier: Path, instant: datetime) -> Path:
    """Put a verified template in use under `dossier` and return its file; `instant` is UTC.

    Its version and the one it replaces are kept under `versions/<nom>/`. Installing the file in use changes nothing.
    """
    actuel = dossier / f"{nom}.docx"
    with _seul(dossier):
        ancien = actuel.read_bytes() if actuel.is_file() else None
        if ancien == octets:
            return actuel
        remplace = _conserver(nom, ancien, dossier, instant) if ancien is not None else None
        version = _conserver(nom, octets, dossier, instant)
        write_atomically(actuel, octets)
        _noter(
            dossier,
            Acte(
                date=instant.isoformat(timespec="seconds"),
                nom=nom,
                acte=INSTALLE,
                sha256=_sha256(octets),
                remplace=_sha256(ancien) if remplace and ancien is not None else None,
                version=str(version.relative_to(dossier)),
            ),
        )
    return actuel


def retirer(nom: str, dossier: Path, instant: datetime) -> Path:
    """Go back to the supplied template and return the version kept; raises FauteDeSaisie when it is already in use."""
    actuel = dossier / f"{nom}.docx"
    with _seul(dossier):
        if not actuel.is_file():
            raise FauteDeSaisie(
                "NOM", f"NOM : le relais n’a pas de modèle « {nom} » à lui ; le modèle fourni est déjà employé."
            )
        octets = actuel.read_bytes()
        version = _conserver(nom, octets, dossier, instant)
        actuel.unlink()
        _noter(
            dossier,
            Acte(
                date=instant.isoformat(timespec="seconds"),
                nom=nom,
                acte=RETIRE,
                sha256=_sha256(octets),
                remplace=None,
                version=str(version.relative_to(dossier)),
            ),
        )
    return version


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version kept: the beginning of its sha256, when it was first put in use (UTC), its file."""

    empreinte: str
    le: datetime
    fichier: Path


def lister_versions(nom: str, dossier: Path) -> list[Version]:
    """Every version kept of a template, the last first."""
    gardees = sorted((dossier / VERSIONS / nom).glob("*_*.docx"), reverse=True)
    return [_version(fichier) for fichier in gardees]


def _version(fichier: Path) -> Version:
    quand, _, empreinte = fichier.stem.rpartition("_")
    le = datetime.strptime(quand, HORODATAGE).replace(tzinfo=UTC)
    return Version(empreinte=empreinte, le=le, fichier=fichier)


def lire_journal(dossier: Path) -> list[Acte]:
    """Every act, oldest first."""
    journal = dossier / JOURNAL
    if not journal.is_file():
        return []
    return [Acte(**ligne) for ligne in json.loads(journal.read_text(encoding="utf-8"))]


def _conserver(nom: str, octets: bytes, dossier: Path, instant: datetime) -> Path:
    """The kept copy of these bytes, the one already there where there is one."""
    empreinte = _sha256(octets)[:LONGUEUR_EMPREINTE]
    versions = dossier / VERSIONS / nom
    if deja := next(versions.glob(f"*_{empreinte}.docx"), None):
        return deja
    return write_atomically(versions / f"{instant:{HORODATAGE}}_{empreinte}.docx", octets)


def _noter(dossier: Path, acte: Acte) -> None:
    lignes = [asdict(une) for une in (*lire_journal(dossier), acte)]
    write_atomically(dossier / JOURNAL, (json.dumps(lignes, ensure_ascii=False, indent=2) + "\n").encode())


@contextmanager
def _seul(dossier: Path) -> Iterator[None]:
    """One act at a time in this folder."""
    dossier.mkdir(parents=True, exist_ok=True)
    with (dossier / ".verrou").open("w", encoding="utf-8") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def _sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()
