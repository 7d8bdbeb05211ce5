"""Which path the values of a context allow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from types import NoneType, SimpleNamespace
from typing import Any

from docxtpl import Listing, RichText, RichTextParagraph


class Nature(IntEnum):
    """What a context holds, from the plainest to what docxtpl alone can print."""

    SIMPLE = 0  # printed escaped: no element appears
    BALISEE = 1  # carries XML of its own
    AUTRE = 2  # an insertion, or an object whose printing nobody knows


_FEUILLES = {str, int, float, bool, NoneType, Decimal, date, datetime}
_BALISEES = {Listing, RichText, RichTextParagraph}


def nature(contexte: Mapping[str, Any]) -> Nature:
    """The least plain value of a context."""
    trouvee, restent = Nature.SIMPLE, list(contexte.values())
    while restent:
        valeur = restent.pop()
        type_ = type(valeur)
        if type_ in _FEUILLES:
            continue
        if type_ is SimpleNamespace:
            restent.extend(vars(valeur).values())
        elif type_ is list or type_ is tuple:
            restent.extend(valeur)
        elif type_ is dict:
            restent.extend(valeur.values())
        elif type_ in _BALISEES:
            trouvee = Nature.BALISEE
        else:
            return Nature.AUTRE
    return trouvee
