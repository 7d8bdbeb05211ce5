"""The watcher: a process that takes mail out of the mailbox as it comes and has each one read."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from config.settings import get_settings
from courrier.boite import Boite
from courrier.dossier_local import BoiteLocale
from courrier.veille import veiller
from metier.fautes import PanneExterne
from workflows.actes.reception import traiter
from workflows.actes.releve import classer, ouvrir_boite, recueillir
from workflows.lancements import lancer_reception
from workflows.service_prefect import api_disponible, attendre

DOSSIER_S = 2.0
LECTURE_S = 60.0

journal = logging.getLogger(__name__)


def passer(boite: Boite | BoiteLocale) -> None:
    """One look at the mailbox: what is new is stored, read (as runs where Prefect answers), then filed."""
    for courrier in recueillir(boite):
        _faire_lire(courrier)
    classer(boite)


def _faire_lire(courrier: int) -> None:
    """As a Prefect run that is waited for; whatever became of it, the mail is then settled, here if need be."""
    try:
        if api_disponible():
            attendre(lancer_reception(courrier), LECTURE_S)
    except PanneExterne as panne:
        journal.warning("%s Le courriel %d est lu sans Prefect.", panne.phrase, courrier)
    traiter(courrier)


def surveiller(stop: threading.Event) -> None:
    """Watch the mailbox of the settings, or the folder, until `stop`."""
    settings = get_settings()
    if settings.imap_url is not None:
        veiller(settings.imap_url.get_secret_value(), passer, stop, mode=settings.mail_mode)
        return
    with ouvrir_boite() as boite:
        while not stop.is_set():
            passer(boite)
            boite.attendre(DOSSIER_S, stop)


def _principal() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = threading.Event()

    def arreter(_signal: int, _cadre: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, arreter)
    signal.signal(signal.SIGINT, arreter)
    surveiller(stop)


if __name__ == "__main__":
    _principal()
