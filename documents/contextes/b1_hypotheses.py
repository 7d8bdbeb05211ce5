"""B1: what the hours become when an assumption moves, and the ratio a framework agreement could state instead."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from formats.nombres import MOINS, euros_ht, heures, nombre, nombre_court, pourcentage
from formats.typographie import INSECABLE, typographier
from metier.calibrage import Calibrage, ResultatLot
from metier.operation import Forme, Mode, Operation
from metier.sensibilite import Hypothese, Variante, variantes


@dataclass(frozen=True, kw_only=True)
class LigneSensibilite:
    """An assumption in words, the total it gives, the difference in hours and in percent."""

    hypothese: str
    total: str
    ecart: str


LIBELLES = {
    "part_main_oeuvre": "part de main-d’œuvre",
    "cout_horaire": "coût horaire chargé",
    "taux_insertion": "taux d’insertion",
}


def sensibilite(operation: Operation, calibrage: Calibrage) -> tuple[LigneSensibilite, ...]:
    """One line per assumption that concerns a calculated lot."""
    return tuple(_ligne(variante, calibrage) for variante in variantes(operation, calibrage))


def _ligne(variante: Variante, calibrage: Calibrage) -> LigneSensibilite:
    partielle = len(variante.lots) < len(calibrage.lots)
    lots = f" (lots {', '.join(map(str, variante.lots))})" if partielle else ""
    return LigneSensibilite(
        hypothese=typographier(f"{LIBELLES[variante.hypothese.champ]} : {_ecart(variante.hypothese)}{lots}"),
        total=heures(variante.total_heures),
        ecart=_difference(variante.difference, calibrage.total_heures),
    )


def _ecart(hypothese: Hypothese) -> str:
    signe = "+" if hypothese.ecart > 0 else MOINS
    if hypothese.champ == "cout_horaire":
        return f"{signe}{INSECABLE}{nombre_court(abs(hypothese.ecart))}{INSECABLE}€/h"
    points = abs(hypothese.ecart) * 100
    return f"{signe}{INSECABLE}{nombre_court(points)}{INSECABLE}point{'s' if points > 1 else ''}"


def _difference(difference: int, total: int) -> str:
    signe = "+" if difference > 0 else MOINS if difference < 0 else ""
    en_heures = f"{signe}{nombre(abs(difference))}{INSECABLE}h"
    if not total:
        return en_heures
    return f"{en_heures} ({signe}{pourcentage(abs(Fraction(difference, total)), 0)})"


def ratio_equivalent(operation: Operation, resultat: ResultatLot) -> str | None:
    """For a framework agreement, the euros per hour that give the same hours (domaine §3.5); None elsewhere."""
    if operation.forme is not Forme.BONS_DE_COMMANDE:
        return None
    entrees = resultat.entrees
    if resultat.mode is Mode.RATIO_EUROS:
        return f"1{INSECABLE}heure par {euros_ht(entrees['euros_par_heure'])} facturés"
    if resultat.mode is not Mode.GENERIQUE:
        return None
    euros = entrees["cout_horaire"] / (entrees["part_main_oeuvre"] * entrees["taux_insertion"])
    return f"équivaut à 1{INSECABLE}heure par {euros_ht(euros)} facturés"
