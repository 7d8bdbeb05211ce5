"""Files written whole or not at all: raw mail received, mail to go out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path


def deposer(morceaux: Iterable[bytes], dossier: Path) -> Path:
    """The bytes written durably in `dossier` as `<sha256>.eml`; the same bytes twice are one file. Raises OSError."""
    empreinte = sha256()

    def comptes() -> Iterable[bytes]:
        for morceau in morceaux:
            empreinte.update(morceau)
            yield morceau

    provisoire = _ecrire(comptes(), dossier)
    return _nommer(provisoire, dossier / f"{empreinte.hexdigest()}.eml")


def ecrire(octets: bytes, chemin: Path) -> Path:
    """The file, written durably; a reader sees the whole of it or nothing. Raises OSError."""
    return _nommer(_ecrire([octets], chemin.parent), chemin)


def _ecrire(morceaux: Iterable[bytes], dossier: Path) -> Path:
    dossier.mkdir(parents=True, exist_ok=True)
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
