"""The watch over a mailbox: called at once, at each arrival, and every five minutes whatever happens."""

from __future__ import annotations

import logging
import random
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from courrier.boite import Boite
from metier.fautes import PanneExterne

SurChangement = Callable[[Boite], None]
SurPanne = Callable[[PanneExterne], None]

journal = logging.getLogger(__name__)

_RECUL_MIN_S = 1.0
_RECUL_MAX_S = 300.0
_STABLE_S = 60


@dataclass(frozen=True, kw_only=True)
class Rythme:
    """Seconds between two looks when nothing wakes, and between two connections."""

    releve_s: float = 300
    renouvellement_s: float = 3600


def veiller(
    url: str,
    sur_changement: SurChangement,
    stop: threading.Event,
    *,
    mode: str,
    contexte: ssl.SSLContext | None = None,
    rythme: Rythme | None = None,
    sur_panne: SurPanne | None = None,
) -> None:
    """Watch until `stop`, reconnecting after any fault of the server; `sur_changement` receives the open mailbox.

    `sur_panne` is told each fault, before the wait that follows it.
    Raises FauteDeSaisie when the address is at fault; whatever `sur_changement` raises, PanneExterne excepted.
    """
    rythme = rythme or Rythme()
    echecs = 0
    while not stop.is_set():
        debut = time.monotonic()
        try:
            with Boite.ouvrir(url, mode=mode, contexte=contexte) as boite:
                _suivre(boite, sur_changement, stop, rythme)
        except PanneExterne as panne:
            echecs = 0 if time.monotonic() - debut > _STABLE_S else echecs + 1
            attente = recul(echecs)
            if sur_panne is not None:
                sur_panne(panne)
            journal.warning("%s Nouvel essai dans %d s.", panne.phrase, ceil(attente))
            stop.wait(attente)


def recul(echecs: int) -> float:
    """Seconds before the next connection: doubled at each failure in a row, 300 at most, up to half taken off."""
    plafond: float = min(_RECUL_MAX_S, _RECUL_MIN_S * 2 ** min(max(echecs - 1, 0), 10))
    return plafond * random.uniform(0.5, 1)  # noqa: S311 - spreads reconnections, keeps no secret


def _suivre(boite: Boite, sur_changement: SurChangement, stop: threading.Event, rythme: Rythme) -> None:
    """Look, then wait; until the connection is due to be renewed."""
    fin = time.monotonic() + rythme.renouvellement_s
    while not stop.is_set() and time.monotonic() < fin:
        sur_changement(boite)
        boite.attendre(rythme.releve_s, stop)
