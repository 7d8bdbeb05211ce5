"""Numbers as French people write them: U+202F between thousands, a decimal comma, U+00A0 before the unit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from formats.typographie import FINE, INSECABLE
from metier.arrondi import arrondir

Nombre = Decimal | Fraction | int | str
"""A text is a number as JSON keeps it."""

MOINS = "−"
CHIFFRES_SANS_FINE = 4


def nombre(valeur: Nombre, decimales: int = 0) -> str:
    """The value half up to that many decimals: `nombre(Decimal("1234.5"), 2)` is « 1 234,50 »."""
    if type(valeur) is int and not decimales:
        return f"{MOINS if valeur < 0 else ''}{abs(valeur):,}".replace(",", FINE)
    arrondie = arrondir(valeur, decimales)
    entiere, _, decimale = f"{abs(arrondie):f}".partition(".")
    groupes = f"{int(entiere):,}".replace(",", FINE)
    signe = MOINS if arrondie < 0 else ""
    return f"{signe}{groupes},{decimale}" if decimale else f"{signe}{groupes}"


def nombre_court(valeur: Nombre, decimales: int = 2) -> str:
    """The same without useless zeros: « 5 », « 33,3 »."""
    ecrit = nombre(valeur, decimales)
    return ecrit.rstrip("0").rstrip(",") if "," in ecrit else ecrit


def euros(montant: Nombre) -> str:
    """« 350 000,00 € »."""
    return f"{nombre(montant, 2)}{INSECABLE}€"


def euros_ht(montant: Nombre) -> str:
    """« 350 000,00 € HT »."""
    return f"{euros(montant)}{INSECABLE}HT"


def euros_par_heure(montant: Nombre) -> str:
    """« 30,00 €/h »."""
    return f"{euros(montant)}/h"


def heures(valeur: Nombre) -> str:
    """« 1 234 h », « 291,67 h » where the value is not whole."""
    entieres = (Fraction(valeur) if isinstance(valeur, str) else valeur).as_integer_ratio()[1] == 1
    return f"{nombre(valeur, 0 if entieres else 2)}{INSECABLE}h"


def heures_entre(bas: int, haut: int) -> str:
    """« 292 h », « 93 à 233 h »."""
    return heures(bas) if bas == haut else f"{nombre(bas)} à {heures(haut)}"


def pourcentage(part: Nombre, decimales: int = 2) -> str:
    """A fraction in percent: 0.05 is « 5 % », 0.333 is « 33,3 % »."""
    return f"{nombre_court(Fraction(part) * 100, decimales)}{INSECABLE}%"
