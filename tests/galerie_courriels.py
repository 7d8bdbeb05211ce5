"""Every kind of mail, from one coherent territory: what tests read, and what is looked at as pictures."""

from __future__ import annotations

from collections.abc import Callable

from galerie import heures, mise_en_oeuvre, operation, relances, reunions, tableaux_de_bord

from courrier.messages import Message

GALERIE: dict[str, Callable[[], Message]] = {
    **operation.COURRIELS,
    **reunions.COURRIELS,
    **relances.COURRIELS,
    **heures.COURRIELS,
    **mise_en_oeuvre.COURRIELS,
    **tableaux_de_bord.COURRIELS,
}
