"""The one way to declare a closed list: stable ASCII values, each with the words a reader sees."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Enumeration(StrEnum):
    """A string enum whose members carry a French `libelle`: `ETAT = "etat", "État"`."""

    libelle: str

    def __new__(cls, valeur: str, libelle: str = "") -> Self:
        membre = str.__new__(cls, valeur)
        membre._value_ = valeur
        membre.libelle = libelle
        return membre
