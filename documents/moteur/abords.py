"""What surrounds the body of a document: rendered once as long as what it reads does not change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from documents.moteur.parties import Partie


class Abords:
    """Headers, footers, notes and properties: they read the cover, which the documents of one pack share."""

    def __init__(self, parties: Sequence[Partie]) -> None:
        self._parties = parties
        self._noms = sorted({nom for partie in parties for nom in partie.noms})
        self._derniers: tuple[str, dict[str, bytes]] | None = None

    def render(self, contexte: Mapping[str, Any], *, balise: bool) -> dict[str, bytes]:
        """The parts by name; plain values are the same when they are written the same."""
        if balise:
            return self._rendre(contexte, balise=True)
        lus, derniers = repr([(nom, contexte[nom]) for nom in self._noms if nom in contexte]), self._derniers
        if derniers is None or derniers[0] != lus:
            derniers = self._derniers = lus, self._rendre(contexte, balise=False)
        return dict(derniers[1])

    def _rendre(self, contexte: Mapping[str, Any], *, balise: bool) -> dict[str, bytes]:
        return {partie.nom: partie.render(contexte, balise=balise) for partie in self._parties}
