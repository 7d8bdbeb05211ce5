"""Rounding half up, from the exact value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def au_plus_proche(exact: Fraction) -> int:
    """The nearest whole number, half up: 152.5 gives 153."""
    return (exact + Fraction(1, 2)).__floor__()


def arrondir(exact: Fraction | Decimal | int, decimales: int) -> Decimal:
    """The value half up to that many decimals, trailing zeros kept: `arrondir(Fraction(20), 1)` is Decimal("20.0")."""
    return Decimal(au_plus_proche(Fraction(exact) * 10**decimales)).scaleb(-decimales)
