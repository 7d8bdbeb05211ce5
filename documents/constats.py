"""What a check finds in a piece: which check, how grave, where, in one French sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metier.enumeration import Enumeration

LONGUEUR_EXTRAIT = 70

Textes = Mapping[str, tuple[str, ...]]


class Gravite(Enumeration):
    BLOQUANT = "bloquant", "bloquant"
    AVERTISSEMENT = "avertissement", "avertissement"


@dataclass(frozen=True, kw_only=True)
class Constat:
    """`controle` is the number of documents.md §15; `piece` the name of a document of the pack (`A3`, `A7 lot 2`)."""

    controle: int
    piece: str
    phrase: str
    gravite: Gravite = Gravite.BLOQUANT


def excerpt(paragraphe: str, place: int = 0) -> str:
    """The words around a place, to find it again."""
    debut = max(0, place - LONGUEUR_EXTRAIT // 2)
    extrait = paragraphe[debut : debut + LONGUEUR_EXTRAIT].strip()
    return f"« {'…' if debut else ''}{extrait}{'…' if debut + LONGUEUR_EXTRAIT < len(paragraphe) else ''} »"
