"""What a check knows of a document beside its words: who sends it, whom it is about, the figures behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from documents.constats import Constat
from documents.contextes.garde import shorten
from documents.manques import walk
from documents.nettoyage import clean, on_one_line
from metier.suivi import Suivi
from metier.ventilations import Ventilation

LONGUEUR_SIGNIFIANTE = 4


@dataclass(frozen=True, kw_only=True)
class Somme:
    """A total as it is printed, and what it must be the sum of: lots of an operation, areas of a region."""

    nom: str
    parties: tuple[Decimal | int, ...]
    total: Decimal | int


@dataclass(frozen=True, kw_only=True)
class Facilite:
    """How the facilitateur is reached, until when, and how long the contract lasts."""

    courriel: str | None = None
    telephone: str | None = None
    fin_mandat: date | None = None
    fin_contrat: date | None = None


@dataclass(frozen=True, kw_only=True)
class Connu:
    """Everything is optional: a check that lacks what it needs says nothing.

    `propres`: words of the operation itself, set aside when wording is checked. `definitif`: it is sent, no gap may
    stay. `montants`: amounts its readers may not learn. `relais`: names of the relay and of the facilitateur, who may
    not sign for the buyer. `structures`: every structure of the territory. `octets`: the .docx, for its cells and
    properties. `relus`: what is wrong with the wording of each paragraph, worked out once for the documents of a pack,
    which differ by `octets` only.
    """

    propres: tuple[str, ...] = ()
    definitif: bool = False
    bareme: str | None = None
    montants: frozenset[Decimal] = frozenset()
    maitre_ouvrage: str | None = None
    relais: tuple[str, ...] = ()
    facilitateur: Facilite = Facilite()
    structures: tuple[str, ...] = ()
    suivi: Suivi | None = None
    ventilations: tuple[Ventilation, ...] = ()
    sommes: tuple[Somme, ...] = ()
    octets: bytes | None = None
    relus: dict[str, tuple[Constat, ...]] = field(default_factory=dict, repr=False, compare=False)


def own_words(*sources: object) -> tuple[str, ...]:
    """What these values say in their own words, longest first, in each form that may be printed."""
    dits = {forme for source in sources for valeur in walk(source) if type(valeur) is str for forme in _formes(valeur)}
    return tuple(sorted((mot for mot in dits if len(mot) >= LONGUEUR_SIGNIFIANTE), key=len, reverse=True))


def _formes(valeur: str) -> Iterable[str]:
    """An enumeration says nothing of its own: only plain texts come here."""
    return (*clean(valeur).split("\n"), on_one_line(valeur), shorten(valeur))


def present(paragraphes: Iterable[str], propres: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the words that one of these paragraphs says, in the same order: few do."""
    ensemble = "\n".join(paragraphes)
    return tuple(mot for mot in propres if mot in ensemble)


def set_aside(paragraphe: str, propres: tuple[str, ...]) -> str:
    """The paragraph without the operation's own words."""
    for mot in propres:
        if mot in paragraphe:
            paragraphe = paragraphe.replace(mot, "…")
    return paragraphe
