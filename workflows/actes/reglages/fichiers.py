"""Files of settings written whole or not at all, one writing at a time in a home."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.settings import get_settings
from formats.fichiers import creer_prive


def poser(chemin: Path, texte: str) -> None:
    """As readable as it was, never by everyone, by its owner only when new: it may hold passwords."""
    creer_prive(chemin.parent)
    droits = chemin.stat().st_mode & 0o770 if chemin.is_file() else 0o600
    descripteur, provisoire = tempfile.mkstemp(dir=chemin.parent, prefix=".", suffix=".partiel")
    try:
        with os.fdopen(descripteur, "w", encoding="utf-8", newline="") as ouvert:
            ouvert.write(texte)
            ouvert.flush()
            os.fsync(ouvert.fileno())
        Path(provisoire).chmod(droits)
        Path(provisoire).replace(chemin)
    except BaseException:
        Path(provisoire).unlink(missing_ok=True)
        raise


@contextmanager
def seul() -> Iterator[None]:
    """One writing at a time in this home."""
    home = get_settings().home
    creer_prive(home)
    with (home / ".reglages.verrou").open("w", encoding="utf-8") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield
