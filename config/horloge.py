"""Today and now: the only clock of the program."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from config.settings import get_settings

PARIS = ZoneInfo("Europe/Paris")


def aujourdhui() -> date:
    """The business date: `RELAIS_DATE` where it is set, else the day it is in Europe/Paris."""
    return get_settings().date or datetime.now(PARIS).date()


def maintenant() -> datetime:
    """The present instant, aware, UTC; `RELAIS_DATE` does not move it."""
    return datetime.now(UTC)
