"""An incoming mail, from its raw bytes to what it is and what it announces."""

from courrier.lecture.lecteur import lire
from courrier.lecture.resultats import (
    ChampsLus,
    ContactLu,
    Contexte,
    DatesLues,
    Expediteur,
    Kind,
    Lecture,
    LotLu,
    OperationLue,
)

__all__ = [
    "ChampsLus",
    "ContactLu",
    "Contexte",
    "DatesLues",
    "Expediteur",
    "Kind",
    "Lecture",
    "LotLu",
    "OperationLue",
    "lire",
]
