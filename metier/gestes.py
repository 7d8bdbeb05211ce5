"""What a facilitateur does within a step, which stays the same: where it is allowed, what it may produce."""

from __future__ import annotations

from dataclasses import dataclass

from metier.cycle import ETAPES_AVAL, Etape
from metier.enumeration import Enumeration


class Geste(Enumeration):
    NOTER_AVENANT = "noter_avenant", "noter un avenant"
    NOTER_FACTURE = "noter_facture", "noter une facture"
    CONVOQUER = "convoquer", "convoquer une réunion"
    DEPLACER_REUNION = "deplacer_reunion", "déplacer une réunion"
    ANNULER_REUNION = "annuler_reunion", "annuler une réunion"
    RENDRE_COMPTE = "rendre_compte", "rédiger le compte rendu d’une réunion"


@dataclass(frozen=True, kw_only=True)
class RegleGeste:
    """The steps that allow it, the documents it may produce (catalogue codes)."""

    depuis: frozenset[Etape]
    produit: tuple[str, ...] = ()


GESTES: dict[Geste, RegleGeste] = {
    Geste.NOTER_AVENANT: RegleGeste(depuis=ETAPES_AVAL),
    Geste.NOTER_FACTURE: RegleGeste(depuis=ETAPES_AVAL),
    Geste.CONVOQUER: RegleGeste(depuis=ETAPES_AVAL, produit=("D1", "D3")),
    Geste.DEPLACER_REUNION: RegleGeste(depuis=ETAPES_AVAL, produit=("D1", "D3")),
    Geste.ANNULER_REUNION: RegleGeste(depuis=ETAPES_AVAL, produit=("D1",)),
    Geste.RENDRE_COMPTE: RegleGeste(depuis=ETAPES_AVAL, produit=("D2",)),
}


def gestes_possibles(etape: Etape) -> list[Geste]:
    """What the step allows, in the order of the table."""
    return [geste for geste, regle in GESTES.items() if etape in regle.depuis]
