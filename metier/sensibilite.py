"""How far the hours move when an assumption does (domaine §3.6): what a buyer asks before fixing a volume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from metier.arrondi import au_plus_proche
from metier.calibrage import Calibrage, ResultatLot
from metier.formules import volume
from metier.operation import Lot, Operation


@dataclass(frozen=True, kw_only=True)
class Hypothese:
    """An input moved by `ecart`, in its own unit: a fraction for a share, euros for a cost."""

    champ: str
    ecart: Fraction


@dataclass(frozen=True, kw_only=True)
class Variante:
    """The whole hours of the operation under an assumption, and their difference from the calibration.

    `lots` are the numbers of the lots whose calculation reads that input.
    """

    hypothese: Hypothese
    total_heures: int
    difference: int
    lots: tuple[int, ...]


DIX_POINTS = Fraction(1, 10)
UN_POINT = Fraction(1, 100)
CINQ_EUROS = Fraction(5)
HYPOTHESES = tuple(
    Hypothese(champ=champ, ecart=signe * ecart)
    for champ, ecart in (("part_main_oeuvre", DIX_POINTS), ("cout_horaire", CINQ_EUROS), ("taux_insertion", UN_POINT))
    for signe in (-1, 1)
)


def variantes(operation: Operation, calibrage: Calibrage) -> tuple[Variante, ...]:
    """The total under each assumption that concerns a calculated lot and keeps its input possible.

    A lot whose hours were decided rather than calculated keeps them.
    """
    lots = {lot.numero: lot for lot in operation.lots}
    candidates = (_variante(hypothese, calibrage, lots) for hypothese in HYPOTHESES)
    return tuple(variante for variante in candidates if variante is not None)


def _variante(hypothese: Hypothese, calibrage: Calibrage, lots: Mapping[int, Lot]) -> Variante | None:
    concernes = [resultat for resultat in calibrage.lots if _lit(resultat, lots[resultat.numero], hypothese)]
    if not concernes or not all(_possible(resultat, hypothese) for resultat in concernes):
        return None
    nouvelles = {resultat.numero: _heures(resultat, lots[resultat.numero], hypothese) for resultat in concernes}
    total = sum(nouvelles.get(resultat.numero, resultat.heures) for resultat in calibrage.lots)
    difference = total - calibrage.total_heures
    return Variante(hypothese=hypothese, total_heures=total, difference=difference, lots=tuple(nouvelles))


def _lit(resultat: ResultatLot, lot: Lot, hypothese: Hypothese) -> bool:
    return lot.heures_retenues is None and hypothese.champ in resultat.entrees


def _possible(resultat: ResultatLot, hypothese: Hypothese) -> bool:
    valeur = resultat.entrees[hypothese.champ] + hypothese.ecart
    return valeur > 0 and (hypothese.champ == "cout_horaire" or valeur <= 1)


def _heures(resultat: ResultatLot, lot: Lot, hypothese: Hypothese) -> int:
    entrees = {**resultat.entrees, hypothese.champ: resultat.entrees[hypothese.champ] + hypothese.ecart}
    return au_plus_proche(volume(lot, entrees).heures)
