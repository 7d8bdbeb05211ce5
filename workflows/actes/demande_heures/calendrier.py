"""When hours are asked for, and before when they are given, in working days of Moselle."""

from __future__ import annotations

from datetime import date

from config.jours_ouvres import feries
from config.settings import get_settings
from metier.echeances import apres
from metier.periodes import Mois

RAPPELES = 6
"""How many months before the one asked for are still called for in the same mail; beyond, a person decides."""


def jour_de_la_demande(mois: Mois) -> date:
    """The working day of the next month on which the hours of a month are asked for."""
    return apres(mois.fin, get_settings().echeances.demande_heures, feries())


def mois_demande(jour: date) -> Mois:
    """The latest month whose hours are asked for by that day."""
    dernier = Mois.de(jour).precedent
    return dernier if jour_de_la_demande(dernier) <= jour else dernier.precedent


def retour_le(demande_le: date) -> date:
    """The day before which an answer to a request of that day is expected."""
    return apres(demande_le, get_settings().echeances.retour_heures, feries())


def mois_rappeles(mois: Mois) -> list[Mois]:
    """The months before it whose missing statements are called for with it, oldest first."""
    return list(mois.plus(-RAPPELES).jusqu_a(mois.precedent))


def dernier_rappel(mois: Mois) -> Mois:
    """The last month whose request still recalls the statements of that one."""
    return mois.plus(RAPPELES)
