"""How big a file is, as people say it."""

from __future__ import annotations

from fractions import Fraction

from formats.nombres import nombre
from formats.typographie import INSECABLE

MILLE = 1000


def taille_dite(octets: int) -> str:
    """« 812 octets », « 38 Ko », « 1,2 Mo »."""
    if octets < MILLE:
        return f"{octets}{INSECABLE}octets"
    if octets < MILLE * MILLE:
        return f"{nombre(-(-octets // MILLE))}{INSECABLE}Ko"
    return f"{nombre(Fraction(octets, MILLE * MILLE), 1)}{INSECABLE}Mo"
