"""French typography: no-break spaces where the Imprimerie nationale puts them, curly apostrophes."""

from __future__ import annotations

import re

INSECABLE = "\u00a0"
FINE = "\u202f"

_AVANT = re.compile(r" +(?=[:;!?»%€])")
_APRES = re.compile(r"(?<=«) +")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def typographier(phrase: str) -> str:
    """The sentence with U+00A0 before « : ; ! ? % € » and inside guillemets, and ’ between letters."""
    if "'" in phrase:
        phrase = _APOSTROPHE.sub("’", phrase)
    phrase = _AVANT.sub(INSECABLE, phrase)
    return _APRES.sub(INSECABLE, phrase) if "«" in phrase else phrase


def clore(phrase: str) -> str:
    """The sentence with the full stop that whoever typed it may have left out."""
    return phrase if phrase.endswith((".", "!", "?", "…")) else f"{phrase}."
