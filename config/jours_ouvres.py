"""The days off of Moselle, where the local law adds Good Friday and 26 December."""

from __future__ import annotations

from datetime import date
from functools import cache

from holidays import HolidayBase, country_holidays


class JoursFeries:
    """Days off of any year: whether a date is one is asked with `in`, thousands of times for a page."""

    def __contains__(self, jour: object) -> bool:
        return isinstance(jour, date) and jour in _de_l_annee(jour.year)


@cache
def feries() -> JoursFeries:
    """Days off of Moselle, any year."""
    return JoursFeries()


@cache
def calendrier() -> HolidayBase:
    """The same, with the name of each."""
    return country_holidays("FR", subdiv="57")


@cache
def _de_l_annee(annee: int) -> frozenset[date]:
    return frozenset(country_holidays("FR", subdiv="57", years=annee))
