"""The package of a Word document opened once for all that reads it, its members read when they are asked for."""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

OUVERTS = 40
"""How many documents stay open: those of a pack of thirty lots are read by several checks, then never again."""


class Paquet:
    """The members of a package, by name; `prouve`: its texts are known to be well formed, as our engine writes them."""

    prouve = False

    def __init__(self, octets: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(octets))
        self.noms = frozenset(self._archive.namelist())
        self._lus: dict[str, bytes] = {}

    def read(self, nom: str) -> bytes:
        """A member's bytes. Raises KeyError for one that is not there."""
        if nom not in self._lus:
            self._lus[nom] = self._archive.read(nom)
        return self._lus[nom]


class PaquetFait(Paquet):
    """The package of a document just made: its parts that vary are at hand, the others are those of its template."""

    def __init__(self, gabarit: Paquet, varient: Mapping[str, bytes], *, prouve: bool) -> None:
        self.noms, self.prouve = gabarit.noms, prouve
        self._gabarit, self._lus = gabarit, dict(varient)

    def read(self, nom: str) -> bytes:
        """A member's bytes. Raises KeyError for one that is not there."""
        return self._lus[nom] if nom in self._lus else self._gabarit.read(nom)


class _Ouverts:
    """The last packages opened or made, by the bytes of their documents; safe between threads."""

    def __init__(self) -> None:
        self._verrou, self._paquets = Lock(), OrderedDict[bytes, Paquet]()

    def trouver(self, octets: bytes) -> Paquet | None:
        with self._verrou:
            if octets in self._paquets:
                self._paquets.move_to_end(octets)
            return self._paquets.get(octets)

    def retenir(self, octets: bytes, paquet: Paquet) -> Paquet:
        with self._verrou:
            self._paquets[octets] = paquet
            while len(self._paquets) > OUVERTS:
                self._paquets.popitem(last=False)
        return paquet


_OUVERTS = _Ouverts()


def open_package(octets: bytes) -> Paquet:
    """The package of these bytes. Raises zipfile.BadZipFile when they are no archive."""
    return _OUVERTS.trouver(octets) or _OUVERTS.retenir(octets, Paquet(octets))


def keep_package(octets: bytes, paquet: Paquet) -> None:
    """What a document just made holds, for those who read it next."""
    _OUVERTS.retenir(octets, paquet)
