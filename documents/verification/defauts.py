"""What is wrong in a template: the place as a reader of Word would say it, the fault, the remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.constats import Gravite
from formats.typographie import typographier

_BALISE = re.compile(r"(\{[{%].*?[}%]\})")  # quoted as it is, so that it can be copied


@dataclass(frozen=True, kw_only=True)
class Defaut:
    """One fault. `phrase` is a whole French sentence: place, fault, remedy."""

    lieu: str
    phrase: str
    gravite: Gravite = Gravite.BLOQUANT

    @property
    def bloquant(self) -> bool:
        return self.gravite is Gravite.BLOQUANT


def defaut(lieu: str, faute: str, remede: str, gravite: Gravite = Gravite.BLOQUANT) -> Defaut:
    """« tableau 2, ligne 3, colonne 1 : « obejt » n’existe pas ; écrivez « objet ». »"""
    phrase = f"{lieu[:1].upper()}{lieu[1:]} : {faute} ; {remede}."
    morceaux = (un if un.startswith("{") else typographier(un) for un in _BALISE.split(phrase))
    return Defaut(lieu=lieu, phrase="".join(morceaux), gravite=gravite)


def avertissement(lieu: str, faute: str, remede: str) -> Defaut:
    """A fault that does not keep the template from being used."""
    return defaut(lieu, faute, remede, Gravite.AVERTISSEMENT)
