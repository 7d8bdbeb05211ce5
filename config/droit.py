"""What is cited of the law: dated thresholds, waivers, reserved contracts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from formats.dates import date_longue
from formats.typographie import typographier
from metier.operation import TypeMaitreOuvrage
from metier.regime import Seuils, TableSeuils

DOSSIER = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Droit:
    """The labels of the law: waivers by case, reservations by article, least share of a reserved contract."""

    dispenses: Mapping[int, str]
    reservations: Mapping[str, str]
    proportion_reservee: Decimal
    source_proportion: str


@cache
def get_seuils() -> Seuils:
    """The dated European thresholds and the days of the law, read once."""
    lu = _lire("seuils.toml")
    return Seuils(
        tables=tuple(_table(table) for table in lu["tables"]),
        entree_en_vigueur=lu["entree_en_vigueur"],
        a_trancher=lu["a_trancher"],
        lus_le=lu["lus_le"],
        source=lu["source"],
    )


@cache
def get_droit() -> Droit:
    """The labels of the law, read once."""
    lu = _lire("droit.toml")
    reservations = lu["reservations"]
    return Droit(
        dispenses={entree["cas"]: typographier(entree["libelle"]) for entree in lu["dispenses"]},
        reservations={article: typographier(texte) for article, texte in reservations["articles"].items()},
        proportion_reservee=Decimal(reservations["proportion_minimale"]),
        source_proportion=reservations["source"],
    )


def mention_lecture(lus_le: date | None = None) -> str:
    """The sentence that says when the law was read, printed wherever a regime is stated (domaine §12)."""
    jour = date_longue(lus_le or get_seuils().lus_le)
    return typographier(
        f"Textes lus au {jour}, versions à effet différé comprises ; à vérifier sur Légifrance avant publication."
    )


def _lire(nom: str) -> dict[str, Any]:
    return tomllib.loads((DOSSIER / nom).read_text(encoding="utf-8"), parse_float=Decimal)


def _table(lue: dict[str, Any]) -> TableSeuils:
    return TableSeuils(
        debut=lue["debut"],
        fin=lue["fin"],
        fournitures_services={type_: Decimal(lue["fournitures_services"][type_.value]) for type_ in TypeMaitreOuvrage},
        travaux_concessions=Decimal(lue["travaux_concessions"]),
    )
