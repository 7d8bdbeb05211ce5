"""Between which hours an operation stands when the share of labour of a trade is not published (domaine §3.6).

The calculation is the ordinary one, done twice: with the lowest share of each such lot, then with the highest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from metier.alertes import Alerte, CodeAlerte, alerter
from metier.bareme import Bareme, ValeurSourcee
from metier.calibrage import Calibrage, ResultatLot, calibrer
from metier.operation import Lot, Mode, Operation


@dataclass(frozen=True, kw_only=True)
class Fourchette:
    """The lowest and the highest share of labour that may be assumed."""

    basse: ValeurSourcee
    haute: ValeurSourcee


@dataclass(frozen=True, kw_only=True)
class Encadrement:
    """The operation calibrated at the lowest and at the highest; equal where every share is known.

    `operation` is that of the lowest; `bornes` are the assumptions, by the number of the lots that need one.
    """

    operation: Operation
    bas: Calibrage
    haut: Calibrage
    bornes: Mapping[int, Fourchette]


def encadrer(operation: Operation, bareme: Bareme, fourchette: Fourchette) -> Encadrement:
    """The hours of an operation, as a range where a share is missing. Raises as `calibrer` for any other input."""
    bornes = {lot.numero: trouvee for lot in operation.lots if (trouvee := bornes_du_lot(lot, bareme, fourchette))}
    basse = _avec(operation, {numero: une.basse for numero, une in bornes.items()})
    haute = _avec(operation, {numero: une.haute for numero, une in bornes.items()})
    bas, haut = calibrer(basse, bareme), calibrer(haute, bareme)
    return Encadrement(operation=basse, bas=_signaler(bas, haut, bornes), haut=haut, bornes=bornes)


def hautes(lot: ResultatLot) -> int | None:
    """The hours at the highest assumption of a lot calibrated at its lowest; None where its hours are no assumption."""
    for alerte in lot.alertes:
        if alerte.code is CodeAlerte.PART_NON_PUBLIEE:
            plus = alerte.valeurs["heures_hautes"]
            assert isinstance(plus, int)
            return plus if plus != lot.heures else None
    return None


def total_haut(calibrage: Calibrage) -> int | None:
    """The sum at the highest assumptions; None where no lot's hours are an assumption."""
    plus = {lot.numero: une for lot in calibrage.lots if (une := hautes(lot)) is not None}
    return sum(plus.get(lot.numero, lot.heures) for lot in calibrage.lots) if plus else None


def bornes_du_lot(lot: Lot, bareme: Bareme, fourchette: Fourchette) -> Fourchette | None:
    """What to assume of a lot: None when its share is given, published, or not read.

    The published shares themselves where its title names several trades.
    """
    if not lot.clause or lot.mode is not Mode.GENERIQUE or lot.part_main_oeuvre is not None:
        return None
    publiees = sorted((ratio.part_main_oeuvre for ratio in bareme.ratios_de(lot.intitule)), key=lambda une: une.valeur)
    if not publiees:
        return fourchette
    melange = publiees[0].valeur != publiees[-1].valeur
    return Fourchette(basse=publiees[0], haute=publiees[-1]) if melange else None


def _avec(operation: Operation, parts: Mapping[int, ValeurSourcee]) -> Operation:
    return replace(
        operation,
        lots=tuple(
            replace(lot, part_main_oeuvre=parts[lot.numero].valeur) if lot.numero in parts else lot
            for lot in operation.lots
        ),
    )


def _signaler(bas: Calibrage, haut: Calibrage, bornes: Mapping[int, Fourchette]) -> Calibrage:
    """Each assumption told among the alerts of its lot, so that every piece says it."""
    lots = tuple(
        replace(lot, alertes=(_alerte(lot, plus, bornes[lot.numero]), *lot.alertes)) if lot.numero in bornes else lot
        for lot, plus in zip(bas.lots, haut.lots, strict=True)
    )
    return replace(bas, lots=lots)


def _alerte(lot: ResultatLot, plus: ResultatLot, bornes: Fourchette) -> Alerte:
    basse, haute = bornes.basse, bornes.haute
    return alerter(
        CodeAlerte.PART_NON_PUBLIEE,
        lot.numero,
        basse=basse.valeur,
        haute=haute.valeur,
        source=basse.source,
        heures_basses=lot.heures,
        heures_hautes=plus.heures,
    )
