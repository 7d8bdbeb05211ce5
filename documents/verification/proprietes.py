"""What a template says of itself: its edition, and the law that its text takes into account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from documents.droit_des_modeles import outdated
from documents.verification.defauts import Defaut, avertissement
from documents.word import SANS_EDITION, edition


def examiner_proprietes(octets: bytes, jour: date) -> Iterator[Defaut]:
    """Warnings: no edition, or a text older than the law in force on `jour`."""
    if edition(octets) == SANS_EDITION:
        yield avertissement(
            "fichier",
            "le modèle ne dit pas son édition",
            "ajoutez la propriété personnalisée « edition » (Fichier, Informations, Propriétés avancées)",
        )
    if (faute := outdated(octets, jour)) is not None:
        yield avertissement(
            "fichier", faute, "après relecture, écrivez la date du droit dans la propriété personnalisée « droit_au »"
        )
