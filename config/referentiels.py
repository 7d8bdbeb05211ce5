"""The occupations that a post or a lot names: ROME codes with their label, a list to be completed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DOSSIER = Path(__file__).resolve().parent / "referentiels"


@cache
def get_rome() -> Mapping[str, str]:
    """The label of each ROME code of the list shipped, read once; what it comes from is in `SOURCES.md`."""
    with (DOSSIER / "rome.csv").open(encoding="utf-8", newline="") as fichier:
        return {ligne["code"]: ligne["libelle"] for ligne in csv.DictReader(fichier, delimiter=";")}


def metier(code: str | None, libelle: str | None = None) -> str | None:
    """« F1703 – Maçon / Maçonne »; the relay's own label wins, a code that is not listed stands alone."""
    nom = libelle or (get_rome().get(code) if code else None)
    return " – ".join(filter(None, (code, nom))) or None
