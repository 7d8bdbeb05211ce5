"""The structures of a territory, as any document lists them: all of them, in alphabetical order, none preferred."""

from __future__ import annotations

from documents.nettoyage import fold
from metier.suivi import StructureListee


def alphabetical(structures: tuple[StructureListee, ...]) -> tuple[StructureListee, ...]:
    """Each structure once, by name, case and accents aside."""
    return tuple(sorted(dict.fromkeys(structures), key=lambda une: (fold(une.nom), une.nom, une.type or "")))
