"""Why a setting is refused: what was expected, what was found, and the nearest name that exists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

LONGUEUR = 60
_CITE = re.compile(r"'([^']*)'")
_ATTENDUS = {
    "extra_forbidden": "réglage inconnu",
    "int_parsing": "un nombre entier est attendu",
    "int_type": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "string_type": "un texte est attendu",
    "path_type": "un chemin est attendu",
    "tuple_type": "une liste est attendue",
    "model_type": "une table est attendue",
    "model_attributes_type": "une table est attendue",
    "dict_type": "une table est attendue",
}


def attendu(code: str, contexte: dict[str, Any]) -> str:
    """What a validation code of pydantic means for a reader."""
    if code in {"literal_error", "enum"}:
        return f"valeurs admises : {', '.join(_CITE.findall(str(contexte.get('expected', ''))))}"
    if code == "greater_than_equal":
        return f"un nombre au moins égal à {contexte.get('ge')} est attendu"
    if code == "less_than_equal":
        return f"un nombre au plus égal à {contexte.get('le')} est attendu"
    if code.startswith("date"):
        return "une date AAAA-MM-JJ est attendue"
    return _ATTENDUS.get(code, "valeur refusée")


def trouve(valeur: object) -> str:
    """The kind of value that stands in the file, with the value itself when it is short."""
    if isinstance(valeur, bool):
        return "« true »" if valeur else "« false »"
    if isinstance(valeur, str):
        return f"« {valeur[:LONGUEUR]}{'…' if len(valeur) > LONGUEUR else ''} »"
    if isinstance(valeur, int | float):
        return f"le nombre {str(valeur)[:LONGUEUR]}"
    if isinstance(valeur, dict):
        return "une table"
    return "une liste" if isinstance(valeur, list | tuple) else "une date ou une heure"


def proche(nom: str, connus: Iterable[str], prefixe: str = "") -> str:
    """« ; le plus proche est … », or nothing when no name resembles; `prefixe` is what all names begin with."""
    trouves = get_close_matches(nom, list(connus), n=1)
    return f" ; le plus proche est {prefixe}{trouves[0]}" if trouves else ""
