"""Whether a document is made in its definitive edition, and whether it may be made at all."""

from __future__ import annotations

from collections.abc import Iterable

from config.settings import get_settings
from documents.manques import Manque, require_complete
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

IDENTITE = ("relais.", "facilitateur.")
"""Settings of the installation, which contract §3 prints as « [à compléter] » as long as mail reaches nobody."""


def definitive(manques: Iterable[Manque]) -> bool:
    """Whether the edition is definitive: always where mail reaches people, else when nothing lacks.

    For what is made by itself on its day: a rehearsal shows a draft where real mail would be held up, and told. Raises
    FauteDeSaisie naming the first gap where mail reaches people.
    """
    connus = tuple(manques)
    if get_settings().mail_mode == "reel":
        require_complete(connus)
    return not connus


def complete(manques: Iterable[Manque]) -> bool:
    """The same for what a person asks to be sent, and may complete at once. Raises FauteDeSaisie naming every gap.

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
