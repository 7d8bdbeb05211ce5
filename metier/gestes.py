"""What a facilitateur does within a step, which stays the same: where it is allowed, what it may produce."""

from __future__ import annotations

from dataclasses import dataclass

from metier.cycle import ETAPES_AVAL, Etape
from metier.enumeration import Enumeration


class Geste(Enumeration):
    NOTER_AVENANT = "noter_avenant", "noter un avenant"
    NOTER_FACTURE = "noter_facture", "noter une facture"


@dataclass(frozen=True, kw_only=True)
class RegleGeste:
    """The steps that allow it, the documents it may produce (catalogue codes)."""

    depuis: frozenset[Etape]
    produit: tuple[str, ...] = ()


GESTES: dict[Geste, RegleGeste] = {
    Geste.NOTER_AVENANT: RegleGeste(depuis=ETAPES_AVAL),
    Geste.NOTER_FACTURE: RegleGeste(depuis=ETAPES_AVAL),
}


def gestes_possibles(etape: Etape) -> list[Geste]:
    """What the step allows, in the order of the table."""
    return [geste for geste, regle in GESTES.items() if etape in regle.depuis]
