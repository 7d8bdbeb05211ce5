"""The lists of properties inside a `winmail.dat` ([MS-OXTNEF] 2.1.3.3)."""

from __future__ import annotations

import struct

from courrier.lecture.msg_proprietes import Propriete, Valeur, decode_value

_TAILLES = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8,
    0x0048: 16,
}  # fmt: skip
_VARIABLES = frozenset({0x001E, 0x001F, 0x0102, 0x000D})
_MULTIPLE, _NOMMEE = 0x1000, 0x8000
_NOMBRE_MAX, _RANGEES_MAX = 5000, 1000
_UTILES = frozenset(int(propriete) for propriete in Propriete)


class Coupe(Exception):
    """The file ends before what it announces, or holds what no program writes."""


class _Curseur:
    """Reads a run of bytes in order, aligned on four bytes."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._ou = 0

    def prendre(self, combien: int) -> bytes:
        if combien > len(self._octets) - self._ou:
            raise Coupe
        lus = self._octets[self._ou : self._ou + combien]
        self._ou += combien
        return lus

    def aligne(self, combien: int) -> bytes:
        """That many bytes and what fills up to a multiple of four."""
        lus = self.prendre(combien)
        self._ou = min(self._ou + -combien % 4, len(self._octets))
        return lus

    def entier(self) -> int:
        return int(struct.unpack("<I", self.prendre(4))[0])


def lire_proprietes(octets: bytes) -> dict[int, Valeur]:
    """The useful properties of a list. Raises Coupe."""
    return _read_list(_Curseur(octets))


def lire_rangees(octets: bytes) -> list[dict[int, Valeur]]:
    """One list of properties per recipient. Raises Coupe."""
    curseur = _Curseur(octets)
    nombre = curseur.entier()
    return [_read_list(curseur) for _ in range(min(nombre, _RANGEES_MAX))]


def _read_list(curseur: _Curseur) -> dict[int, Valeur]:
    nombre = curseur.entier()
    if nombre > _NOMBRE_MAX:
        raise Coupe
    valeurs: dict[int, Valeur] = {}
    for _ in range(nombre):
        genre, numero = struct.unpack("<HH", curseur.prendre(4))
        if numero >= _NOMMEE:
            _skip_name(curseur)
        lue = _read_value(curseur, genre)
        if lue is not None and numero in _UTILES and numero < _NOMMEE:
            valeurs[numero] = lue
    return valeurs


def _skip_name(curseur: _Curseur) -> None:
    curseur.prendre(16)
    genre = curseur.entier()
    if genre == 0:
        curseur.entier()
    else:
        curseur.aligne(curseur.entier())


def _read_value(curseur: _Curseur, genre: int) -> Valeur | None:
    """One value; the first of several, which no property that is read has."""
    simple = genre & ~_MULTIPLE
    nombre = curseur.entier() if genre & _MULTIPLE or simple in _VARIABLES else 1
    if nombre > _NOMBRE_MAX or not (simple in _VARIABLES or simple in _TAILLES):
        raise Coupe
    lus = [curseur.aligne(curseur.entier() if simple in _VARIABLES else _TAILLES[simple]) for _ in range(nombre)]
    return decode_value(simple, lus[0]) if lus else None
