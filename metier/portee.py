"""Which part of an operation is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, Self

from metier.periodes import Mois
from metier.suivi import Contrat


class Duree(Protocol):
    """What has a first day, and a last one unless it still goes on."""

    @property
    def debut(self) -> date: ...

    @property
    def fin(self) -> date | None: ...


@dataclass(frozen=True, kw_only=True)
class Portee:
    """Lots, contracts (by id), months; None is all. What has dates belongs to any span it meets (contract §2)."""

    lots: frozenset[int] | None = None
    contrats: frozenset[str] | None = None
    depuis: Mois | None = None
    jusqu_a: Mois | None = None

    @classmethod
    def au_mois(cls, mois: Mois) -> Self:
        """The month alone."""
        return cls(depuis=mois, jusqu_a=mois)

    @classmethod
    def a_l_annee(cls, annee: int, derniere: int | None = None) -> Self:
        """A calendar year, or a span of years, both included."""
        return cls(depuis=Mois(annee, 1), jusqu_a=Mois(derniere or annee, 12))

    def du_lot(self, numero: int) -> Self:
        """The same span, of one lot."""
        return replace(self, lots=frozenset({numero}))

    def des_contrats(self, contrats: frozenset[str]) -> Self:
        """The same span, of these contracts."""
        return replace(self, contrats=contrats)

    def comprend_le_mois(self, mois: Mois) -> bool:
        return (self.depuis is None or mois >= self.depuis) and (self.jusqu_a is None or mois <= self.jusqu_a)

    def comprend_le_jour(self, jour: date) -> bool:
        return self.comprend_le_mois(Mois.de(jour))

    def retient(self, contrat: Contrat) -> bool:
        """Whether the contract is one of these, whatever its dates."""
        if self.lots is not None and contrat.lot not in self.lots:
            return False
        return self.contrats is None or contrat.id in self.contrats

    def rencontre(self, duree: Duree) -> bool:
        """Whether the dates of a contract, of a training session or of a lot meet the span."""
        commence = self.jusqu_a is None or duree.debut <= self.jusqu_a.fin
        return commence and (self.depuis is None or duree.fin is None or duree.fin >= self.depuis.debut)

    @property
    def toute_l_operation(self) -> bool:
        """Whether no lot and no contract is left out: training sessions belong to no lot."""
        return self.lots is None and self.contrats is None


TOUT = Portee()
