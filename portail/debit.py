"""How often one address may call the public pages: `RELAIS_PORTAIL_DEBIT` times a minute, nothing else remembered."""

from __future__ import annotations

from collections import deque
from threading import Lock
from time import monotonic

from fastapi import Request

from config.settings import get_settings
from portail.erreurs import Message, Refus

MINUTE_S = 60.0
ADRESSES_MAX = 10_000
TROP = Message(
    titre="Trop de demandes à la fois",
    texte="Attendez une minute, puis recommencez\u00a0: la page précédente garde ce que vous avez écrit.",
)


class Debit:
    """The calls of the last minute, by address; the oldest addresses are forgotten first."""

    def __init__(self) -> None:
        self._appels: dict[str, deque[float]] = {}
        self._verrou = Lock()

    def admet(self, adresse: str, limite: int, instant: float) -> bool:
        """Whether one more call is within the limit; it counts when it is. 0: no limit."""
        if not limite:
            return True
        with self._verrou:
            appels = self._appels.pop(adresse, deque())
            while appels and appels[0] <= instant - MINUTE_S:
                appels.popleft()
            admis = len(appels) < limite
            if admis:
                appels.append(instant)
            self._appels[adresse] = appels
            if len(self._appels) > ADRESSES_MAX:
                del self._appels[next(iter(self._appels))]
            return admis


_DEBIT = Debit()
_DEBIT_CALCULS = Debit()
CALCULS = 5
"""A market of thirty lots typed at an ordinary pace recalculates its hours up to four times as often as pages load."""


def limiter(request: Request) -> None:
    """A dependency of public routes: 429 beyond the limit."""
    _limiter(request, _DEBIT, get_settings().portail_debit)


def limiter_calculs(request: Request) -> None:
    """The same for the buyer's page; what its script recalculates while one types counts apart, `CALCULS` times more.

    A recalculation writes nothing and opens no link: only `POST /clauses` is one.
    """
    if request.method == "POST" and request.url.path == "/clauses" and "hx-request" in request.headers:
        _limiter(request, _DEBIT_CALCULS, CALCULS * get_settings().portail_debit)
    else:
        limiter(request)


def _limiter(request: Request, debit: Debit, limite: int) -> None:
    adresse = request.client.host if request.client else ""
    if not debit.admet(adresse, limite, monotonic()):
        raise Refus(429, TROP, {"Retry-After": str(int(MINUTE_S))})
