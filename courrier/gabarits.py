"""Message templates: a folder per kind of mail, with `objet.txt` and `corps.html`, from which the text is read too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from config.paths import GABARITS
from courrier.texte_brut import en_texte
from formats.dates import date_longue
from formats.fichiers import taille

A_COMPLETER = "[à compléter]"
CITE = 80
GARDES = 2

_LOTS = re.compile(r"\b[Ll]ot(?:[ \u00a0](\d+)\b|s\b)")  # « lots 1 et 4 » gives an empty number
_CONTROLES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True, kw_only=True)
class Rendu:
    """A mail's wording: the subject on one line, both bodies."""

    objet: str
    texte: str
    html: str


@lru_cache(maxsize=GARDES)
def rendre(gabarit: str, champs: tuple[tuple[str, object], ...]) -> Rendu:
    """The wording of one kind of mail, made once for all who receive the same.

    `champs`: the names and values of the template's variables, all hashable. Raises jinja2.UndefinedError when one is
    missing.
    """
    objet, html = (
        _environnement().get_template(f"{gabarit}/{fichier}").render(champs) for fichier in ("objet.txt", "corps.html")
    )
    html = _CONTROLES.sub("", html).strip() + "\n"
    return Rendu(objet=" ".join(_CONTROLES.sub(" ", objet).split()), texte=en_texte(html), html=html)


def rendre_fragment(nom: str, champs: dict[str, object]) -> str:
    """A piece of HTML shared by several kinds of mail."""
    return _CONTROLES.sub("", _environnement().get_template(f"_commun/{nom}.html").render(champs)).strip()


def abrege(texte: str) -> str:
    """A title as a subject quotes it, on one line: what is longer is cut there by every program."""
    texte = " ".join(texte.split())
    return texte if len(texte) <= CITE else texte[: CITE - 1].rstrip() + "…"


def _lot_unique(lignes: Iterable[str]) -> str:
    """« [Lot 2] » where every line speaks of that lot and of no other, else nothing."""
    cites = [set(_LOTS.findall(ligne)) for ligne in lignes]
    communs = set.union(*cites) if cites and all(cites) else set()
    return f"[Lot {communs.pop()}]" if len(communs) == 1 and "" not in communs else ""


@cache
def _environnement() -> SandboxedEnvironment:
    environnement = SandboxedEnvironment(
        loader=FileSystemLoader(GABARITS / "messages"),
        undefined=StrictUndefined,
        autoescape=lambda nom: bool(nom and nom.endswith(".html")),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environnement.filters["date"] = date_longue
    environnement.filters["taille"] = taille
    environnement.filters["abrege"] = abrege
    environnement.filters["lot_unique"] = _lot_unique
    environnement.filters["ou_a_completer"] = lambda valeur: valeur or A_COMPLETER
    return environnement
