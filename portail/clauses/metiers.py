"""A title that says a trade in part, as « Peinture »: the published share that it may be, for the buyer to choose."""

from __future__ import annotations

from dataclasses import dataclass

from formats.nombres import nombre_court, pourcentage
from formats.typographie import typographier
from metier.bareme import Bareme, sans_accents

VIDES = frozenset({"lot", "lots", "travaux", "de", "d"})
"""Words of a title that name no trade."""


@dataclass(frozen=True, kw_only=True)
class MetierPossible:
    """`part`: the share as the field of the page takes it, in percent."""

    part: str
    question: str
    bouton: str


def metiers_possibles(intitule: str, bareme: Bareme) -> tuple[MetierPossible, ...]:
    """The trades of several words whose first one is all that the title says; none where it names a trade whole."""
    dits = {mot for mot in sans_accents(intitule).split() if mot not in VIDES and not mot.isdigit()}
    if len(dits) != 1 or bareme.ratios_de(intitule):
        return ()
    possibles = []
    for ratio in bareme.ratios:
        if dits & {mot.partition(" ")[0] for mot in ratio.mots}:
            part = ratio.part_main_oeuvre
            taux = pourcentage(part.valeur)
            dite = f"Est-ce un lot de {ratio.libelle} ? La part publiée de ce métier est {taux} ({part.source})."
            possibles.append(
                MetierPossible(
                    part=nombre_court(part.valeur * 100),
                    question=typographier(dite),
                    bouton=typographier(f"Retenir {taux}"),
                )
            )
    return tuple(possibles)
