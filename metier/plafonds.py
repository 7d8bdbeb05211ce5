"""How much of one thing a person may do in a time: hours lent by an association intermédiaire, months counted.

Both are habits or rules of memory (domaine §4.4, §5): told as alerts, never a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metier.periodes import Mois


@dataclass(frozen=True, kw_only=True)
class Plafond:
    """At most `heures` within `mois` months; an alert from `alerte` percent of them."""

    heures: int
    mois: int
    alerte: int

    def debut(self, dernier: Mois) -> Mois:
        """The first of the months that count with `dernier`."""
        return dernier.plus(1 - self.mois)

    @property
    def seuil(self) -> Decimal:
        """Hours from which an alert is due."""
        return Decimal(self.heures) * self.alerte / 100


def fin_de_comptage(premier_jour: date, mois: int) -> Mois:
    """The last month in which a person's hours are counted, the month of their first day included."""
    return Mois.de(premier_jour).plus(mois - 1)
