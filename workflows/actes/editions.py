"""Whether a document is made in its definitive edition: what leaves incomplete in a rehearsal would deceive."""

from __future__ import annotations

from collections.abc import Iterable

from config.settings import get_settings
from documents.manques import Manque
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

IDENTITE = ("relais.", "facilitateur.")
"""Settings of the installation, which contract §3 prints as « [à compléter] » as long as mail reaches nobody."""


def definitive(manques: Iterable[Manque]) -> bool:
    """Whether the edition is definitive. Raises FauteDeSaisie naming every gap that keeps it from leaving.

    In `essai` as in `reel`, a gap in what was said of the subject is refused: both modes then do the same. The relay's
    own identity alone may wait, while mail reaches nobody; the edition is then a draft.
    """
    connus = tuple(dict.fromkeys(manques))
    reel = get_settings().mail_mode == "reel"
    if bloquants := [un for un in connus if reel or not un.champ.startswith(IDENTITE)]:
        raise FauteDeSaisie(bloquants[0].champ, typographier(_phrase(bloquants)))
    return not connus


def a_completer(manques: Iterable[Manque]) -> tuple[str, ...]:
    """What a draft lacks, as alerts."""
    return tuple(dict.fromkeys(typographier(f"à compléter : {manque.libelle} ({manque.champ})") for manque in manques))


def _phrase(bloquants: list[Manque]) -> str:
    dits = " ; ".join(f"{un.champ} ({un.libelle})" for un in bloquants)
    if len(bloquants) == 1:
        return f"{dits} : donnée absente ; un document incomplet ne part pas, renseignez-la."
    return f"{dits} : {len(bloquants)} données absentes ; un document incomplet ne part pas, renseignez-les."
