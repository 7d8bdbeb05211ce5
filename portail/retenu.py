"""What pages share and that costs to work out, kept as long as nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from config.horloge import aujourdhui, maintenant
from config.settings import get_settings
from sqlmodel_store.etat import etat_de_la_base

P = ParamSpec("P")
T = TypeVar("T")
AU_PLUS = 24
"""Answers kept of one reading: an account each, or a month each; they are heavy."""


def retenue(lire: Callable[P, T]) -> Callable[P, T]:
    """The same reading, answered again from memory while its answer cannot have changed.

    That is: same arguments (hashable ones), no commit by anyone, same business day, same minute, same settings.
    """
    verrou = Lock()
    gardes: dict[Hashable, T] = {}
    tenu_pour: list[object] = []

    @wraps(lire)
    def lue(*arguments: P.args, **nommes: P.kwargs) -> T:
        cle = (arguments, tuple(nommes.items()))
        etat = [etat_de_la_base(), aujourdhui(), maintenant().replace(second=0, microsecond=0), get_settings()]
        with verrou:
            if tenu_pour != etat or len(gardes) >= AU_PLUS:
                gardes.clear()
                tenu_pour[:] = etat
            if cle in gardes:
                return gardes[cle]
        reponse = lire(*arguments, **nommes)
        with verrou:
            if tenu_pour == etat:
                gardes[cle] = reponse
        return reponse

    return lue
