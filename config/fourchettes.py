"""The published bounds of the share of labour, for the lots whose trade has no published share."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from formats.typographie import typographier
from metier.bareme import ValeurSourcee
from metier.fourchette import Fourchette
from metier.operation import Nature

FICHIER = Path(__file__).with_name("fourchettes.toml")


@cache
def get_fourchettes() -> dict[Nature, Fourchette]:
    """The bounds for each nature of contract, read once."""
    lu = tomllib.loads(FICHIER.read_text(encoding="utf-8"))
    return {
        Nature(nature): Fourchette(basse=_borne(une["basse"], lu["date"]), haute=_borne(une["haute"], lu["date"]))
        for une in lu["fourchettes"]
        for nature in une["natures"]
    }


def _borne(lue: dict[str, Any], date: Any) -> ValeurSourcee:  # noqa: ANN401 - a date of the file
    return ValeurSourcee(valeur=Decimal(lue["valeur"]), source=typographier(lue["source"]), date=date)
