"""The package of a Word document opened once for all that reads it, its members read when they are asked for."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache

OUVERTS = 40
"""How many documents stay open: those of a pack of thirty lots are read by several checks, then never again."""


class Paquet:
    """The members of a package, by name."""

    def __init__(self, octets: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(octets))
        self.noms = frozenset(self._archive.namelist())
        self._lus: dict[str, bytes] = {}

    def read(self, nom: str) -> bytes:
        """A member's bytes. Raises KeyError for one that is not there."""
        if nom not in self._lus:
            self._lus[nom] = self._archive.read(nom)
        return self._lus[nom]


@lru_cache(maxsize=OUVERTS)
def open_package(octets: bytes) -> Paquet:
    """The package of these bytes. Raises zipfile.BadZipFile when they are no archive."""
    return Paquet(octets)
