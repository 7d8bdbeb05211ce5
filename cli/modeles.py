"""`relais modeles …`: the Word templates of this installation."""

from __future__ import annotations

import json as js

from config.paths import Paths
from config.settings import get_settings
from documents import modeles


def lister(*, json: bool) -> None:
    """Every template: what it makes, its edition, whose it is."""
    trouves = modeles.lister(Paths(get_settings().home).modeles)
    if json:
        print(js.dumps([vars(un) | {"fichier": str(un.fichier)} for un in trouves], ensure_ascii=False, indent=2))
        return
    for un in trouves:
        print(f"{un.code:<4} {un.nom:<24} {un.edition:<12} {un.origine:<7} {un.fichier}")
