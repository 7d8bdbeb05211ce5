"""The tags of a passage: `{{ champ }}`, `{% instruction %}`, `{%tr … %}`, each with its place and its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.constats import excerpt
from documents.verification.defauts import Defaut, avertissement, defaut
from documents.verification.passages import Passage, W

_OUVERTURE = re.compile(r"\{\{|\{%|\{#")
_FERMETURES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_ORPHELINE = re.compile(r"\}\}|%\}")
_SIMPLE = re.compile(r"(?<!\{)\{\s?[a-z_][a-z_.0-9]*\s?\}(?!\})")
_PREFIXE = re.compile(r"(tr|tc|p|r)\s")
_TYPOGRAPHIE = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_ANCRES = {"tr": f"{W}tr", "tc": f"{W}tc", "p": f"{W}p"}


@dataclass(frozen=True, kw_only=True)
class Jeton:
    """A tag: `ouvrant` is `{{` or `{%`, `prefixe` the row, cell or paragraph it stands for, `corps` its words."""

    ouvrant: str
    prefixe: str
    corps: str
    brut: str
    place: int
    passage: Passage

    @property
    def lieu(self) -> str:
        """« tableau 2, ligne 3, colonne 1 (« {{ lot.nom }} ») »."""
        return f"{self.passage.lieu} ({excerpt(self.passage.texte, self.place)})"

    @property
    def mot(self) -> str:
        """The first word of a statement: `for`, `endif`."""
        return self.corps.split()[0] if self.corps.split() else ""

    @property
    def ancre(self) -> etree._Element:
        """The element that the tag replaces (row, cell, paragraph), or the run's text it is written in."""
        element = self.passage.element(self.place)
        return next(element.iterancestors(_ANCRES[self.prefixe]), element) if self.prefixe in _ANCRES else element


def lire_jetons(passage: Passage) -> tuple[list[Jeton], list[Defaut]]:
    """The tags of a passage in order, and those that cannot be cut out."""
    texte, place = passage.texte, 0
    jetons: list[Jeton] = []
    defauts: list[Defaut] = []
    while (debut := _OUVERTURE.search(texte, place)) is not None:
        fin = texte.find(_FERMETURES[debut[0]], debut.end())
        if fin < 0:
            defauts.append(_ouverte(passage, debut))
            return jetons, defauts
        brut = texte[debut.start() : fin + 2]
        if debut[0] != "{#":
            jetons.append(_jeton(passage, brut, debut.start()))
        place = fin + 2
    return jetons, [*defauts, *_restes(passage, jetons)]


def _jeton(passage: Passage, brut: str, place: int) -> Jeton:
    corps = brut[2:-2].strip().strip("-+").translate(_TYPOGRAPHIE)
    colle = _PREFIXE.match(brut[2:]) if brut[2:3].isalpha() else None
    prefixe = colle[1] if colle else ""
    return Jeton(
        ouvrant=brut[:2],
        prefixe=prefixe,
        corps=corps[len(prefixe) :].strip(),
        brut=brut,
        place=place,
        passage=passage,
    )


def _ouverte(passage: Passage, debut: re.Match[str]) -> Defaut:
    lieu = f"{passage.lieu} ({excerpt(passage.texte, debut.start())})"
    return defaut(
        lieu,
        f"une balise ouverte par « {debut[0]} » n’est pas fermée dans ce paragraphe",
        f"ajoutez « {_FERMETURES[debut[0]]} » ; une balise tient dans un seul paragraphe",
    )


def _restes(passage: Passage, jetons: list[Jeton]) -> Iterator[Defaut]:
    texte = passage.texte
    for jeton in reversed(jetons):
        texte = texte[: jeton.place] + " " * len(jeton.brut) + texte[jeton.place + len(jeton.brut) :]
    texte = re.sub(r"\{#.*?#\}", "", texte)
    if trouve := _ORPHELINE.search(texte):
        yield defaut(
            f"{passage.lieu} ({excerpt(passage.texte, trouve.start())})",
            f"« {trouve[0]} » ferme une balise qui n’a pas été ouverte",
            f"ouvrez-la par « {'{{' if trouve[0] == '}}' else '{%'} », ou effacez ces signes",
        )
    if trouve := _SIMPLE.search(texte):
        yield avertissement(
            f"{passage.lieu} ({excerpt(passage.texte, trouve.start())})",
            f"« {trouve[0]} » sera imprimé tel quel",
            f"un champ s’écrit entre deux accolades : « {{{{ {trouve[0].strip('{ }')} }}}} »",
        )
