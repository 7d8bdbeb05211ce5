"""Bars to draw beside figures: a table whose rows each hold a line of SVG, read as a table, seen as a chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

TU = "gardé secret"


@dataclass(frozen=True, kw_only=True)
class Barre:
    """A row: `part` from 0 to 100 of the largest, None where the figure is kept secret."""

    libelle: str
    texte: str
    part: float | None


@dataclass(frozen=True, kw_only=True)
class Graphique:
    """What `graphiques.html` draws: what is told apart (`quoi`), what is measured, the rows."""

    titre: str
    quoi: str
    mesure: str
    barres: tuple[Barre, ...]


def graphique(
    titre: str,
    entetes: tuple[str, str],
    valeurs: Mapping[str, Decimal | None],
    ecrire: Callable[[Decimal], str],
) -> Graphique:
    """The chart of these values, in their order; `entetes` are the headings of the parts and of the measure."""
    sommet = max((valeur for valeur in valeurs.values() if valeur), default=Decimal(0))
    return Graphique(
        titre=titre,
        quoi=entetes[0],
        mesure=entetes[1],
        barres=tuple(
            Barre(
                libelle=libelle,
                texte=TU if valeur is None else ecrire(valeur),
                part=None if valeur is None else round(float(valeur / sommet * 100), 1) if sommet else 0.0,
            )
            for libelle, valeur in valeurs.items()
        ),
    )
