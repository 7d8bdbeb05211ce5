"""The words that texts no longer use, read from `lexique.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FICHIER = Path(__file__).with_name("lexique.toml")


@dataclass(frozen=True, kw_only=True)
class Terme:
    """An outdated wording, the words to write in its place, and since when, None for a habit of the trade."""

    motif: re.Pattern[str]
    ecrire: str
    source: str
    verifie: bool
    depuis: date | None = None


@cache
def get_lexique() -> tuple[Terme, ...]:
    """Every outdated wording, read once; acronyms are told from words by their capitals."""
    lus = tomllib.loads(FICHIER.read_text(encoding="utf-8"))["termes"]
    return tuple(Terme(**terme | {"motif": _motif(terme["motif"])}) for terme in lus)


def _motif(texte: str) -> re.Pattern[str]:
    return re.compile(texte, 0 if re.search(r"[A-Z]", texte) else re.IGNORECASE)
