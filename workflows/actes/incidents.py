"""Errors that nobody foresaw: where they happened is written down, not their message, which might name a person."""

from __future__ import annotations

import traceback
from uuid import uuid4

from config.horloge import maintenant
from config.paths import Paths
from config.settings import get_settings
from formats.fichiers import creer_prive


def consigner(erreur: Exception, acte: str) -> str:
    """Write the kind and the place of an error in the error log; returns the reference under which it is found."""
    reference = uuid4().hex[:8]
    chemin = Paths(get_settings().home).journaux / "erreurs.log"
    creer_prive(chemin.parent)
    lieux = "".join(traceback.format_tb(erreur.__traceback__))
    with chemin.open("a", encoding="utf-8") as journal:
        journal.write(f"--- {maintenant().isoformat()} {reference} {acte} {type(erreur).__name__}\n{lieux}\n")
    return reference
