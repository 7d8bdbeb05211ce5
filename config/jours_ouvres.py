"""The days off of Moselle, where the local law adds Good Friday and 26 December."""

from __future__ import annotations

from functools import cache

from holidays import HolidayBase, country_holidays


@cache
def feries() -> HolidayBase:
    """Days off of Moselle, any year: whether a date is one is asked with `in`."""
    return country_holidays("FR", subdiv="57")
