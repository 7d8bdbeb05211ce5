"""Rounding half up, from the exact value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def au_plus_proche(exact: Fraction) -> int:
    """The nearest whole number, half up: 152.5 gives 153."""
    return _au_plus_proche(exact.numerator, exact.denominator)


def arrondir(exact: Fraction | Decimal | int | str, decimales: int) -> Decimal:
    """The value half up to that many decimals, trailing zeros kept: `arrondir(Fraction(20), 1)` is Decimal("20.0").

    A text is a number as JSON keeps it.
    """
    numerateur, denominateur = (Fraction(exact) if isinstance(exact, str) else exact).as_integer_ratio()
    return Decimal(_au_plus_proche(numerateur * 10**decimales, denominateur)).scaleb(-decimales)


def _au_plus_proche(numerateur: int, denominateur: int) -> int:
    """On whole numbers: documents and pages round by the thousand, fractions would take most of their time."""
    return (2 * numerateur + denominateur) // (2 * denominateur)
