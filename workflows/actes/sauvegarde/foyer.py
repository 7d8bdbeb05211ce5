"""What of a home belongs to a backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from workflows.actes.sauvegarde.archive import est_une_sauvegarde

SAUVEGARDES = "sauvegardes"
RESTAURATION = ".restauration"
AVANT = "avant-restauration-"
_A_PART = frozenset({"prefect", "journaux", "demo", "repetitions", SAUVEGARDES, "service.json", "service.lock"})
"""Made anew by the service, or of no use elsewhere."""


def entrees(home: Path, base: str) -> list[Path]:
    """What at the root of the home a backup holds: neither the base's own files, nor other backups."""
    if not home.is_dir():
        return []
    de_la_base = fichiers_de_la_base(base)
    return sorted(
        entree
        for entree in home.iterdir()
        if entree.name not in _A_PART
        and not entree.name.startswith((".", AVANT))
        and entree.absolute() not in de_la_base
        and not est_une_sauvegarde(entree)
    )


def fichiers(entree: Path) -> Iterator[Path]:
    """The files under an entry, those being written aside."""
    if entree.is_file():
        yield entree
    elif entree.is_dir():
        yield from (fichier for fichier in sorted(entree.rglob("[!.]*")) if fichier.is_file())


def fichiers_de_la_base(base: str) -> frozenset[Path]:
    """The files of a SQLite base; none for a server's."""
    url = make_url(base)
    if url.get_backend_name() != "sqlite" or not url.database:
        return frozenset()
    return frozenset(Path(f"{url.database}{suite}").absolute() for suite in ("", "-wal", "-shm", "-journal"))
