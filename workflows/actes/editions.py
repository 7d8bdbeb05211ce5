"""Whether a document is made in its definitive edition: always where mail reaches people, else when nothing lacks."""

from __future__ import annotations

from collections.abc import Iterable

from config.settings import get_settings
from documents.manques import Manque, require_complete
from formats.typographie import typographier


def definitive(manques: Iterable[Manque]) -> bool:
    """Whether the edition is definitive. Raises FauteDeSaisie naming the first gap where mail reaches people."""
    connus = tuple(manques)
    if get_settings().mail_mode == "reel":
        require_complete(connus)
    return not connus


def a_completer(manques: Iterable[Manque]) -> tuple[str, ...]:
    """What a draft lacks, as alerts."""
    return tuple(dict.fromkeys(typographier(f"à compléter : {manque.libelle} ({manque.champ})") for manque in manques))
