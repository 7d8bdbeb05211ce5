"""What is cited of the law: dated articles and changes, thresholds, waivers, reserved contracts."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from formats.dates import date_longue
from formats.typographie import typographier
from metier.operation import TypeMaitreOuvrage
from metier.regime import Seuils, TableSeuils

DOSSIER = Path(__file__).resolve().parent
OBLIGATION, CRITERE_ENVIRONNEMENTAL = "L2112-2-1", "R2152-7"


@dataclass(frozen=True, kw_only=True)
class ArticleCite:
    """An article that Relais names; `depuis` is the first day of the version relied on, None where any serves."""

    objet: str
    source: str
    verifie: bool
    depuis: dt.date | None = None
    code: str = "code de la commande publique"


@dataclass(frozen=True, kw_only=True)
class Changement:
    """A day on which what the pieces say changes, and the articles that change it."""

    date: dt.date
    libelle: str
    articles: tuple[str, ...]
    source: str
    verifie: bool


@dataclass(frozen=True, kw_only=True)
class Fondements:
    """The articles that a piece cites, of a marché or of a concession; None where that contract has none."""

    clause: tuple[str, ...]
    obligation: str
    critere_environnemental: str
    proportion: str
    cumul: str | None = None
    rapport_annuel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """Who a contract may be reserved to, the workers who must be half of their staff, and how they prove it.

    `concession` is the article that holds for a concession.
    """

    beneficiaires: str
    salaries: str
    concession: str
    preuve: str


@dataclass(frozen=True, kw_only=True)
class Droit:
    """The law as it was read on `lus_le`: articles by number, changes in order, waivers by case, reservations."""

    lus_le: dt.date
    articles: Mapping[str, ArticleCite]
    changements: tuple[Changement, ...]
    marche: Fondements
    concession: Fondements
    dispenses: Mapping[int, str]
    reservations: Mapping[str, Reservation]
    proportion_reservee: Decimal
    source_proportion: str

    def en_vigueur(self, numero: str, jour: dt.date) -> bool:
        """Whether the version relied on of an article holds that day. KeyError for an article that is not listed."""
        depuis = self.articles[numero].depuis
        return depuis is None or jour >= depuis

    def changement_ignore(self, droit_au: dt.date | None, jour: dt.date) -> Changement | None:
        """The last change in force that day which a text written for the law of `droit_au` does not know."""
        ignores = [un for un in self.changements if un.date <= jour and (droit_au is None or un.date > droit_au)]
        return max(ignores, key=lambda un: un.date, default=None)


@cache
def get_seuils() -> Seuils:
    """The dated European thresholds and the days of the law, read once."""
    droit, tables = get_droit(), _lire("seuils.toml")["tables"]
    obligation, critere = droit.articles[OBLIGATION].depuis, droit.articles[CRITERE_ENVIRONNEMENTAL].depuis
    assert obligation is not None
    assert critere is not None
    return Seuils(
        tables=tuple(_table(table) for table in tables),
        entree_en_vigueur=obligation,
        a_trancher=critere,
        lus_le=droit.lus_le,
        source=tables[-1]["source"],
    )


@cache
def get_droit() -> Droit:
    """The law that Relais cites, read once."""
    lu = _lire("droit.toml")
    reservations = lu["reservations"]
    return Droit(
        lus_le=lu["lus_le"],
        articles={numero: ArticleCite(**article) for numero, article in lu["articles"].items()},
        changements=tuple(_changement(un) for un in sorted(lu["changements"], key=lambda un: un["date"])),
        marche=_fondements(lu["fondements"]["marche"]),
        concession=_fondements(lu["fondements"]["concession"]),
        dispenses={entree["cas"]: typographier(entree["libelle"]) for entree in lu["dispenses"]},
        reservations={article: Reservation(**une) for article, une in reservations["articles"].items()},
        proportion_reservee=Decimal(reservations["proportion_minimale"]),
        source_proportion=reservations["source"],
    )


def mention_lecture(lus_le: dt.date | None = None) -> str:
    """The sentence that says when the law was read, printed wherever a regime is stated (domaine §12)."""
    jour = date_longue(lus_le or get_droit().lus_le)
    return typographier(
        f"Textes lus au {jour}, versions à effet différé comprises ; à vérifier sur Légifrance avant publication."
    )


def _lire(nom: str) -> dict[str, Any]:
    return tomllib.loads((DOSSIER / nom).read_text(encoding="utf-8"), parse_float=Decimal)


def _changement(lu: dict[str, Any]) -> Changement:
    return Changement(**lu | {"libelle": typographier(lu["libelle"]), "articles": tuple(lu["articles"])})


def _fondements(lus: dict[str, Any]) -> Fondements:
    return Fondements(**lus | {"clause": tuple(lus["clause"])})


def _table(lue: dict[str, Any]) -> TableSeuils:
    return TableSeuils(
        debut=lue["debut"],
        fin=lue["fin"],
        fournitures_services={type_: Decimal(lue["fournitures_services"][type_.value]) for type_ in TypeMaitreOuvrage},
        travaux_concessions=Decimal(lue["travaux_concessions"]),
    )
