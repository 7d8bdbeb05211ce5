"""When things happen in the story: months counted up to today, working days within them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.jours_ouvres import feries
from metier.echeances import apres
from metier.periodes import Mois
from workflows.actes.mensuel.calendrier import depart

DERNIER = 7
"""The rank of the last month whose dashboards have left; the story begins at rank 0."""


@dataclass(frozen=True, order=True)
class J:
    """The `ouvre`-th working day of a month of the story; months before it have negative ranks."""

    rang: int
    ouvre: int


@dataclass(frozen=True, order=True)
class M:
    """A month of the story."""

    rang: int


@dataclass(frozen=True)
class Calendrier:
    """The story told on a given day: whatever the day, it has the same months behind it."""

    aujourdhui: date

    def mois(self, rang: int) -> Mois:
        return self._dernier.plus(rang - DERNIER)

    def le(self, jour: J) -> date:
        return apres(self.mois(jour.rang).precedent.fin, jour.ouvre, feries())

    def rangs(self) -> Iterator[int]:
        """The months of the story, that of today included."""
        return iter(range(self._rang(Mois.de(self.aujourdhui)) + 1))

    def dater(self, valeur: Any) -> Any:  # noqa: ANN401 - any JSON value
        """The same value, each `J` and `M` written as the formats of Relais write dates and months."""
        if isinstance(valeur, J):
            return self.le(valeur).isoformat()
        if isinstance(valeur, M):
            return str(self.mois(valeur.rang))
        if isinstance(valeur, dict):
            return {cle: self.dater(une) for cle, une in valeur.items()}
        if isinstance(valeur, list | tuple):
            return [self.dater(une) for une in valeur]
        return valeur

    @property
    def _dernier(self) -> Mois:
        mois = Mois.de(self.aujourdhui).precedent
        return mois if depart(mois) <= self.aujourdhui else mois.precedent

    def _rang(self, mois: Mois) -> int:
        dernier = self._dernier
        return DERNIER + (mois.annee - dernier.annee) * 12 + mois.numero - dernier.numero
