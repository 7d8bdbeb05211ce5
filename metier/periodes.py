"""Months, as the follow-up counts them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

from metier.fautes import FauteDeSaisie

_MOIS = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)

NOMS_DES_MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@dataclass(frozen=True, order=True)
class Mois:
    """A calendar month; months compare in time and print as `AAAA-MM`."""

    annee: int
    numero: int

    @classmethod
    def lire(cls, texte: str, champ: str = "mois") -> Self:
        """The month written `AAAA-MM`. Raises FauteDeSaisie naming `champ`."""
        trouve = _MOIS.fullmatch(texte)
        if not trouve:
            raise FauteDeSaisie(
                champ, f"{champ}\u00a0: «\u00a0{texte[:20]}\u00a0» reçu, un mois AAAA-MM est attendu, comme 2026-10."
            )
        return cls(int(trouve[1]), int(trouve[2]))

    @classmethod
    def de(cls, jour: date) -> Self:
        """The month of a day."""
        return cls(jour.year, jour.month)

    @property
    def debut(self) -> date:
        return date(self.annee, self.numero, 1)

    @property
    def fin(self) -> date:
        """The last day of the month."""
        return _dernier_jour(self.annee, self.numero)

    def plus(self, mois: int) -> Self:
        """The month that many months later, earlier when negative."""
        rang = self.annee * 12 + self.numero - 1 + mois
        return type(self)(rang // 12, rang % 12 + 1)

    @property
    def suivant(self) -> Self:
        return self.plus(1)

    @property
    def precedent(self) -> Self:
        return self.plus(-1)

    def jusqu_a(self, dernier: Self) -> Iterator[Self]:
        """Each month from this one to `dernier`, both included; none when it comes before."""
        mois = self
        while mois <= dernier:
            yield mois
            mois = mois.suivant

    def rencontre(self, debut: date, fin: date | None) -> bool:
        """Whether a span of days meets the month; no end means still going on."""
        return debut <= self.fin and (fin is None or fin >= self.debut)

    def __contains__(self, jour: date) -> bool:
        return self.debut <= jour <= self.fin

    def __str__(self) -> str:
        return f"{self.annee:04d}-{self.numero:02d}"


@lru_cache(maxsize=4096)
def _dernier_jour(annee: int, numero: int) -> date:
    return date(annee, numero, calendar.monthrange(annee, numero)[1])
