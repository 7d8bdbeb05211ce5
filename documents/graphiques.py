"""The geometry of the charts, in the units of a drawing 690 wide; templates only write it down as SVG.

Read in black and white first: what is done is solid, what is due is hatched, what is expected is a dashed line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.contextes.garde import shorten
from formats.nombres import nombre

LARGEUR = 690
MARGE_LIBELLE = 176
MARGE_VALEUR = 150
PAS_BARRE = 24
BARRES_PAR_FIGURE = 15
HAUTEUR_COURBE = 210
HAUTEUR_COMPACTE = 130
MARGE_AXE = 52
MARGE_DROITE = 96
LONGUEUR_LIBELLE = 32
MOIS_ECRITS = 14
GRADUATIONS = 4
HAUT_COURBE = 16
BAS_COURBE = 36
ECART_NOM = 12


@dataclass(frozen=True, kw_only=True)
class Quantite:
    """A bar to draw, in hours; `du` and `attendu` None where there is nothing to compare with."""

    libelle: str
    fait: Decimal
    du: Decimal | None = None
    attendu: Decimal | None = None
    valeur: str = ""


@dataclass(frozen=True, kw_only=True)
class Barre:
    y: float
    libelle: str
    fait: float
    du: float | None
    attendu: float | None
    valeur: str


@dataclass(frozen=True, kw_only=True)
class Graduation:
    position: float
    texte: str


@dataclass(frozen=True, kw_only=True)
class Barres:
    """Horizontal bars; `resume` is read aloud in place of the drawing."""

    resume: str
    largeur: int
    hauteur: int
    origine: int
    barres: tuple[Barre, ...]
    graduations: tuple[Graduation, ...]
    avec_du: bool
    avec_attendu: bool


@dataclass(frozen=True, kw_only=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Trace:
    """A line of the chart, named at its end; `genre` is its stroke: `plein`, `tirets`, `points`."""

    nom: str
    genre: str
    points: tuple[Point, ...]
    chemin: str
    nom_y: float


@dataclass(frozen=True, kw_only=True)
class Courbe:
    """Cumulated hours, month after month; one label every `n` months where there are many."""

    resume: str
    largeur: int
    hauteur: int
    gauche: int
    droite: int
    bas: float
    mois: tuple[Graduation, ...]
    graduations: tuple[Graduation, ...]
    traces: tuple[Trace, ...]


@dataclass(frozen=True, kw_only=True)
class Serie:
    """The values of a line, one per month, None where nothing is known yet."""

    nom: str
    genre: str
    valeurs: tuple[Decimal | None, ...]


def barres(quantites: Sequence[Quantite], resume: str) -> tuple[Barres, ...]:
    """The bars in figures of fifteen at most, all on one scale; none where there is nothing to draw."""
    if not quantites:
        return ()
    sommet, pas = echelle(max(_plus_grande(une) for une in quantites))
    tranches = range(0, len(quantites), BARRES_PAR_FIGURE)
    return tuple(_figure(quantites[debut : debut + BARRES_PAR_FIGURE], resume, sommet, pas) for debut in tranches)


def courbe(
    mois: Sequence[str], series: Sequence[Serie], resume: str, hauteur_totale: int = HAUTEUR_COURBE
) -> Courbe | None:
    """The lines over the months, None with fewer than two months."""
    if len(mois) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    connues = [valeur for serie in series for valeur in serie.valeurs if valeur is not None]
    sommet, pas = echelle(max(connues, default=Decimal(0)))
    droite, bas = LARGEUR - MARGE_DROITE, hauteur_totale - BAS_COURBE
    ecart = (droite - MARGE_AXE) / (len(mois) - 1)
    hauteur = bas - HAUT_COURBE
    saut = math.ceil(len(mois) / MOIS_ECRITS)
    return Courbe(
        resume=resume,
        largeur=LARGEUR,
        hauteur=hauteur_totale,
        gauche=MARGE_AXE,
        droite=droite,
        bas=bas,
        mois=tuple(
            Graduation(position=round(MARGE_AXE + rang * ecart, 1), texte=nom if rang % saut == 0 else "")
            for rang, nom in enumerate(mois)
        ),
        graduations=tuple(
            Graduation(position=round(bas - hauteur * rang * pas / sommet, 1), texte=nombre(rang * pas))
            for rang in range(sommet // pas + 1)
        ),
        traces=_traces(series, sommet=sommet, ecart=ecart, bas=bas, hauteur=hauteur),
    )


def echelle(maximum: Decimal) -> tuple[int, int]:
    """The top of the axis and its step, round numbers of hours: 868 gives (1000, 250)."""
    brut = max(float(maximum), 4.0) / GRADUATIONS
    puissance = 10 ** math.floor(math.log10(brut))
    pas = next(facteur * puissance for facteur in (1, 2, 2.5, 5, 10) if facteur * puissance >= brut)
    pas = max(1, math.ceil(pas))
    return pas * math.ceil(max(float(maximum), 1.0) / pas), pas


def _plus_grande(quantite: Quantite) -> Decimal:
    return max(quantite.fait, quantite.du or Decimal(0), quantite.attendu or Decimal(0))


def _figure(quantites: Sequence[Quantite], resume: str, sommet: int, pas: int) -> Barres:
    place = LARGEUR - MARGE_LIBELLE - MARGE_VALEUR

    def mesure(valeur: Decimal) -> float:
        return round(float(valeur) / sommet * place, 1)

    return Barres(
        resume=resume,
        largeur=LARGEUR,
        hauteur=len(quantites) * PAS_BARRE + 44,
        origine=MARGE_LIBELLE,
        barres=tuple(
            Barre(
                y=24 + rang * PAS_BARRE,
                libelle=shorten(une.libelle, LONGUEUR_LIBELLE),
                fait=mesure(une.fait),
                du=None if une.du is None else mesure(une.du),
                attendu=None if une.attendu is None else mesure(une.attendu),
                valeur=une.valeur,
            )
            for rang, une in enumerate(quantites)
        ),
        graduations=tuple(
            Graduation(position=round(MARGE_LIBELLE + rang * pas / sommet * place, 1), texte=nombre(rang * pas))
            for rang in range(sommet // pas + 1)
        ),
        avec_du=any(une.du is not None for une in quantites),
        avec_attendu=any(une.attendu is not None for une in quantites),
    )


def _traces(series: Sequence[Serie], *, sommet: int, ecart: float, bas: float, hauteur: float) -> tuple[Trace, ...]:
    """The lines, their names at their ends kept apart from each other."""
    points = [
        tuple(
            Point(x=round(MARGE_AXE + rang * ecart, 1), y=round(bas - float(valeur) / sommet * hauteur, 1))
            for rang, valeur in enumerate(serie.valeurs)
            if valeur is not None
        )
        for serie in series
    ]
    ordonnees = _ecarter([_hauteur_du_nom(suite) for suite in points])
    return tuple(
        Trace(
            nom=serie.nom,
            genre=serie.genre,
            points=suite,
            chemin=" ".join(f"{point.x},{point.y}" for point in suite),
            nom_y=y,
        )
        for serie, suite, y in zip(series, points, ordonnees, strict=True)
        if suite
    )


def _hauteur_du_nom(suite: tuple[Point, ...]) -> float | None:
    """Beside the end of a line; under it where others go on to its right."""
    if not suite:
        return None
    return suite[-1].y + (ECART_NOM if suite[-1].x < LARGEUR - MARGE_DROITE else 0)


def _ecarter(ordonnees: list[float | None]) -> list[float]:
    """Each name at the height of its line's end, lower where another would cover it."""
    prises: list[float] = []
    resultat: dict[int, float] = {}
    connues = [(y, rang) for rang, y in enumerate(ordonnees) if y is not None]
    for y, rang in sorted(connues):
        libre = max([y, *(prise + ECART_NOM for prise in prises)])
        prises = [libre]
        resultat[rang] = round(libre + 3, 1)
    return [resultat.get(rang, 0.0) for rang in range(len(ordonnees))]
