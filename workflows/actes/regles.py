"""What the figures of the relay are judged with."""

from __future__ import annotations

from config.baremes import get_bareme
from config.settings import get_settings
from config.statuts import get_statuts
from metier.indicateurs import Regles


def regles() -> Regles:
    """The thresholds of statuses in use, the hours of a full-time equivalent. Raises as `get_statuts`."""
    return Regles(seuils=get_statuts(get_settings().home), heures_par_etp=get_bareme(None).heures_par_etp)
