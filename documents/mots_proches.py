"""The known name closest to one that was mistyped."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

RESSEMBLANCE = 0.6


def proche(ecrit: str, connus: Iterable[str]) -> str | None:
    """The closest of the known names, case aside, letters in disorder first; None where none looks like it."""
    par_minuscules = {connu.lower(): connu for connu in connus}
    for minuscules, connu in par_minuscules.items():
        if sorted(minuscules) == sorted(ecrit.lower()):
            return connu
    trouves = get_close_matches(ecrit.lower(), par_minuscules, n=1, cutoff=RESSEMBLANCE)
    return par_minuscules[trouves[0]] if trouves else None
