"""The facilitateur involved early: an address and a few words, checked, then kept as a mail that waits for a person."""

from __future__ import annotations

import re
from collections.abc import Mapping

from metier.fautes import FauteDeSaisie, FautesDeSaisie

CHAMPS = ("courriel", "message")
MESSAGE_MAX = 1_000
_ADRESSE = re.compile(r"[^@\s<>,;:\"()]{1,64}@[^@\s<>,;:\"()]{1,180}\.[^@\s<>,;:\"().]{2,24}")


def lire(champs: Mapping[str, str]) -> dict[str, str]:
    """The address and the words as typed, bounded, without control characters."""
    dits = {nom: champs.get(nom, "").strip()[:MESSAGE_MAX] for nom in CHAMPS}
    return {nom: "".join(un for un in dit if un.isprintable() or un == "\n") for nom, dit in dits.items()}


def verifier(dits: Mapping[str, str], sinon: list[FauteDeSaisie]) -> None:
    """Raises FautesDeSaisie with `sinon` when it is not empty, and the address where it is none."""
    fautes = list(sinon)
    if not _ADRESSE.fullmatch(dits["courriel"]):
        vu = f"«\u00a0{dits['courriel'][:60]}\u00a0»\u00a0: " if dits["courriel"] else ""
        attendu = "écrivez l’adresse où le facilitateur peut vous répondre, comme marches@ville.example."
        fautes.append(FauteDeSaisie("courriel", vu + (attendu if vu else attendu.capitalize())))
    if fautes:
        raise FautesDeSaisie(fautes)
