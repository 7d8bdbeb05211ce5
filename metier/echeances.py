"""Deadlines in working days; the days off are an argument (`config.jours_ouvres` supplies those of Moselle)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from functools import lru_cache

SAMEDI = 5
UN_JOUR = timedelta(days=1)


def est_ouvre(jour: date, feries: Container[date]) -> bool:
    """Whether people work that day: neither a week-end nor a day off."""
    return jour.weekday() < SAMEDI and jour not in feries


def apres(jour: date, nombre: int, feries: Container[date]) -> date:
    """The working day that comes `nombre` working days after `jour`; before it when `nombre` is negative.

    With 0: `jour` itself, or the next working day where it is none.
    """
    return _apres(jour, nombre, feries)  # type: ignore[arg-type]


@lru_cache(maxsize=8192)
def _apres(jour: date, nombre: int, feries: Container[date]) -> date:
    """Reckoned once: the same few days begin the delays of thousands of operations. `feries` never changes."""
    pas = UN_JOUR if nombre >= 0 else -UN_JOUR
    reste = abs(nombre)
    while reste or not est_ouvre(jour, feries):
        jour += pas
        reste -= 1 if reste and est_ouvre(jour, feries) else 0
    return jour


def entre(debut: date, fin: date, feries: Container[date]) -> int:
    """How many working days separate two dates: `debut` excluded, `fin` included; negative when `fin` comes first."""
    if fin < debut:
        return -entre(fin, debut, feries)
    return sum(est_ouvre(debut + UN_JOUR * rang, feries) for rang in range(1, (fin - debut).days + 1))
