"""Work that lasts and that no act carries: led beside the request, followed on a page until its answer is there.

It is known to this process only: what was under way when the portal stopped is asked again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime

from fastapi.responses import RedirectResponse, Response

from config.horloge import maintenant
from metier.droits import Acces
from portail import actes

ADRESSE = "/deroulements/travaux"
GARDES = 50
_BRAS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="travail")
_TRAVAUX: dict[str, Travail] = {}


@dataclass(frozen=True, kw_only=True)
class Travail:
    """`retour`: the page that it was asked from; `reponse`: what is answered in the end."""

    cle: str
    compte: int
    titre: str
    retour: str
    demande_le: datetime
    reponse: Future[Response]

    @property
    def attend_s(self) -> int:
        """For how long it has been under way."""
        return max(0, int((maintenant() - self.demande_le).total_seconds()))


def mener(acces: Acces, titre: str, retour: str, faire: Callable[[], Response]) -> Response:
    """What the work answers, or the way to the page that follows it when it takes longer than a person waits for."""
    travail = Travail(
        cle=secrets.token_urlsafe(12),
        compte=acces.compte,
        titre=titre,
        retour=retour,
        demande_le=maintenant(),
        reponse=_BRAS.submit(copy_context().run, faire),
    )
    wait([travail.reponse], timeout=actes.IMMEDIAT_S)
    if travail.reponse.done():
        return travail.reponse.result()
    for ancien in [une for une, un in _TRAVAUX.items() if un.reponse.done()][: max(0, len(_TRAVAUX) - GARDES + 1)]:
        del _TRAVAUX[ancien]
    _TRAVAUX[travail.cle] = travail
    return RedirectResponse(f"{ADRESSE}/{travail.cle}", status_code=303)


def trouver(acces: Acces, cle: str) -> Travail | None:
    """The work of that key, for whoever asked for it."""
    travail = _TRAVAUX.get(cle)
    return travail if travail is not None and travail.compte == acces.compte else None
