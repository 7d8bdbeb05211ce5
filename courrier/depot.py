"""Files written whole or not at all: raw mail received, mail to go out."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from formats.fichiers import creer_prive

VIEUX_S = 3600


def deposer(morceaux: Iterable[bytes], dossier: Path, suffixe: str = ".eml") -> Path:
    """The bytes written durably in `dossier` as `<sha256>.eml`; the same bytes twice are one file. Raises OSError."""
    empreinte = sha256()

    def comptes() -> Iterable[bytes]:
        for morceau in morceaux:
            empreinte.update(morceau)
            yield morceau

    provisoire = _ecrire(comptes(), dossier)
    return _nommer(provisoire, dossier / f"{empreinte.hexdigest()}{suffixe}")


def ecrire(octets: bytes, chemin: Path) -> Path:
    """The file, written durably; a reader sees the whole of it or nothing. Raises OSError."""
    return _nommer(_ecrire([octets], chemin.parent), chemin)


def balayer(dossier: Path) -> None:
    """Remove what was being written by a process that died, an hour ago or more."""
    for reste in dossier.glob(".*.part"):
        with suppress(OSError):
            if time.time() - reste.stat().st_mtime > VIEUX_S:
                reste.unlink()


def _ecrire(morceaux: Iterable[bytes], dossier: Path) -> Path:
    creer_prive(dossier)
    descripteur, nom = tempfile.mkstemp(dir=dossier, prefix=".", suffix=".part")
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            for morceau in morceaux:
                fichier.write(morceau)
            fichier.flush()
            os.fsync(fichier.fileno())
    except BaseException:
        Path(nom).unlink(missing_ok=True)
        raise
    return Path(nom)


def _nommer(provisoire: Path, chemin: Path) -> Path:
    provisoire.replace(chemin)
    dossier = os.open(chemin.parent, os.O_RDONLY)
    try:
        os.fsync(dossier)
    finally:
        os.close(dossier)
    return chemin
