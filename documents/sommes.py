"""The totals that a report prints under its tables, and what each must be the sum of (documents.md §15, check 20)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal

from documents.connu import Somme
from documents.contextes.rapports import TIRET, Tableau

ARRONDIES = ("Attendu", "Attendues")  # each to the hour: their sum is not that of their total
_HEURES = re.compile(r"([−-]?[\d\u00a0\u202f]+(?:,\d+)?)[\u00a0\u202f ]h")


def printed_sums(contexte: object) -> tuple[Somme, ...]:
    """A column of hours of each table that ends on a total, read as it is printed."""
    return tuple(somme for tableau in _tableaux(contexte) if tableau.total for somme in _sommes(tableau))


def _tableaux(valeur: object) -> Iterator[Tableau]:
    if isinstance(valeur, Tableau):
        yield valeur
    elif isinstance(valeur, tuple | list):
        for une in valeur:
            yield from _tableaux(une)
    elif is_dataclass(valeur) and not isinstance(valeur, type):
        for champ in fields(valeur):
            yield from _tableaux(getattr(valeur, champ.name))


def _sommes(tableau: Tableau) -> Iterator[Somme]:
    for rang, colonne in enumerate(tableau.colonnes):
        lues = [_heures(ligne[rang]) for ligne in tableau.lignes]
        total = _heures(tableau.total[rang])
        parties = tuple(une for une in lues if une is not None)
        if total is not None and len(parties) == len(lues) and colonne.titre not in ARRONDIES:
            yield Somme(nom=f"{tableau.legende}, « {colonne.titre} »", parties=parties, total=total)


def _heures(cellule: str) -> Decimal | None:
    """« 1 234,50 h » as a number, a dash as nothing, None where it is no number of hours."""
    if cellule == TIRET:
        return Decimal(0)
    trouve = _HEURES.fullmatch(cellule)
    return Decimal(re.sub(r"[\u00a0\u202f]", "", trouve[1]).replace("−", "-").replace(",", ".")) if trouve else None
