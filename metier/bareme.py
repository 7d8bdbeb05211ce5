"""A barème: the named, dated, sourced parameters of a method of calculation (domaine §3.2)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class ValeurSourcee:
    """A parameter with the place it was read in; `date` is when it was published or read, where known."""

    valeur: Decimal
    source: str
    date: date | None = None


@dataclass(frozen=True, kw_only=True)
class RatioMetier:
    """The published share of labour of a trade; `mots` are the titles, without accents, that name this trade."""

    libelle: str
    mots: tuple[str, ...]
    part_main_oeuvre: ValeurSourcee


@dataclass(frozen=True, kw_only=True)
class Bareme:
    """Everything a calculation reads besides the lot. Shares as fractions, costs in euros per hour, floors in hours."""

    nom: str
    version: str
    date: date
    source: str
    cout_horaire: ValeurSourcee | None = None
    taux_insertion: ValeurSourcee | None = None
    ca_par_heure: ValeurSourcee | None = None
    ratios: tuple[RatioMetier, ...] = ()
    plancher: Decimal | None = None
    plancher_proprete: Decimal | None = None
    conseil_minimum: Decimal = field(default=Decimal(0))
    ecart_retenues: Decimal | None = None
    heures_par_etp: Decimal = Decimal(1600)
    heures_par_jour: Decimal = Decimal(7)

    def ratios_de(self, intitule: str) -> tuple[RatioMetier, ...]:
        """The published shares whose trade the title of a lot names; more than one: the title mixes trades."""
        titre = f" {sans_accents(intitule)} "
        return tuple(ratio for ratio in self.ratios if any(f" {mot} " in titre for mot in ratio.mots))


def sans_accents(texte: str) -> str:
    """Lower case words without accents or punctuation, one space between them."""
    decompose = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe"))
    return " ".join(
        "".join(signe if signe.isalnum() else " " for signe in decompose if not unicodedata.combining(signe)).split()
    )
