"""Message templates: a folder per kind of mail, with `objet.txt`, `corps.txt`, `corps.html`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from config.paths import GABARITS
from formats.dates import date_longue

A_COMPLETER = "[à compléter]"

_LIGNES_VIDES = re.compile(r"\n{3,}")
_CONTROLES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True, kw_only=True)
class Rendu:
    """A mail's wording: the subject on one line, both bodies."""

    objet: str
    texte: str
    html: str


def rendre(gabarit: str, champs: dict[str, object]) -> Rendu:
    """The wording of one kind of mail. Raises jinja2.UndefinedError when a variable of the template is missing."""
    objet, texte, html = (
        _environnement().get_template(f"{gabarit}/{fichier}").render(champs)
        for fichier in ("objet.txt", "corps.txt", "corps.html")
    )
    return Rendu(
        objet=" ".join(_CONTROLES.sub(" ", objet).split()),
        texte=_LIGNES_VIDES.sub("\n\n", _CONTROLES.sub("", texte)).strip() + "\n",
        html=_CONTROLES.sub("", html).strip() + "\n",
    )


@cache
def _environnement() -> SandboxedEnvironment:
    environnement = SandboxedEnvironment(
        loader=FileSystemLoader(GABARITS / "messages"),
        undefined=StrictUndefined,
        autoescape=lambda nom: bool(nom and nom.endswith(".html")),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environnement.filters["date"] = date_longue
    environnement.filters["ou_a_completer"] = lambda valeur: valeur or A_COMPLETER
    return environnement
