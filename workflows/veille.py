"""The watcher: a process that takes mail out of the mailbox as it comes and has each one read."""

from __future__ import annotations

import logging
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from time import monotonic
from types import FrameType

from config.paths import Paths
from config.reglages_ecrits import candidat, fichier, lire, signature_de
from config.settings import get_settings
from courrier.boite import Boite
from courrier.depot import balayer
from courrier.dossier_local import BoiteLocale
from courrier.veille import veiller
from metier.fautes import FauteDeSaisie, PanneExterne
from workflows.actes.boite_muette import lever_panne, noter_panne
from workflows.actes.reception import est_regle, rouvrir_les_expediteurs_connus, tenter
from workflows.actes.releve import classer, recueillir
from workflows.lancements import lancer_reception
from workflows.service_prefect import api_disponible, attendre

DOSSIER_S = 2.0
LECTURE_S = 60.0
REGLAGES_S = 3.0
PAS_S = 3.0
A_LA_FOIS = 4
EN_NOMBRE = 60
_UN_A_LA_FOIS = threading.Lock()

journal = logging.getLogger(__name__)


def passer(boite: Boite | BoiteLocale, stop: threading.Event) -> None:
    """One look at the mailbox: what is new is stored, read (as runs where Prefect answers), then filed.

    A crowd is read without Prefect, in minutes, so that what comes behind it does not wait for an hour. One look at a
    time, whatever the number of mailboxes; `stop` ends it after the mails being read.
    """
    with _UN_A_LA_FOIS:
        rouvrir_les_expediteurs_connus()
        courriers = recueillir(boite)
        if isinstance(boite, Boite):
            lever_panne()
        par_prefect, a_lire = len(courriers) <= EN_NOMBRE, iter(courriers)
        while not stop.is_set() and (groupe := list(islice(a_lire, A_LA_FOIS))):
            runs = [_confier_a_prefect(courrier) if par_prefect else None for courrier in groupe]
            for courrier, run in zip(groupe, runs, strict=True):
                _regler(courrier, run)
            classer(boite)
        classer(boite)


def _confier_a_prefect(courrier: int) -> str | None:
    """The run that reads the mail; None where Prefect does not answer."""
    try:
        return lancer_reception(courrier) if api_disponible() else None
    except PanneExterne as panne:
        journal.warning("%s Le courriel %d est lu sans Prefect.", panne.phrase, courrier)
        return None


def _regler(courrier: int, run: str | None) -> None:
    """The run is waited for; whatever became of it, the mail is then settled, here if need be."""
    if run is not None:
        try:
            _attendre(courrier, run)
        except PanneExterne as panne:
            journal.warning("%s Le courriel %d est lu sans Prefect.", panne.phrase, courrier)
    if tenter(courrier) is None:
        journal.warning("Le courriel %d n’a pas pu être lu cette fois, voir journaux/erreurs.log.", courrier)


def _attendre(courrier: int, run: str) -> None:
    """Until the run ends, or another one has settled the mail, or too long."""
    limite = monotonic() + LECTURE_S
    while monotonic() < limite and not attendre(run, PAS_S).termine:
        if est_regle(courrier):
            return


def surveiller(stop: threading.Event) -> None:
    """Watch the mailbox of the settings, and the folder where mail is dropped, until `stop`."""
    settings = get_settings()
    balayer(Paths(settings.home).courrier_brut)
    if settings.imap_url is None:
        _surveiller_dossier(stop, toujours=True)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="dossier") as a_cote:
        dossier = a_cote.submit(_jusqu_au_bout, stop)
        try:
            veiller(
                settings.imap_url.get_secret_value(),
                partial(passer, stop=stop),
                stop,
                mode=settings.mail_mode,
                sur_panne=noter_panne,
            )
        finally:
            stop.set()
        dossier.result()


def _jusqu_au_bout(stop: threading.Event) -> None:
    """A fault of the program in one watch ends the other: the process is started again as a whole."""
    try:
        _surveiller_dossier(stop, toujours=False)
    finally:
        stop.set()


def _surveiller_dossier(stop: threading.Event, *, toujours: bool) -> None:
    """`toujours`: what is due beside new files is done at each look, no other mailbox doing it."""
    with BoiteLocale(Paths(get_settings().home).courrier_entrant, patience=True) as boite:
        while not stop.is_set():
            if toujours or not boite.vide:
                try:
                    passer(boite, stop)
                except PanneExterne as panne:
                    journal.warning("%s", panne.phrase)
            boite.attendre(DOSSIER_S, stop)


def suivre_les_reglages(stop: threading.Event) -> None:
    """Set `stop` once the file of settings has changed and can be read: the process is started again with them."""
    avant = signature_de(fichier())
    while not stop.wait(REGLAGES_S):
        if (trouvee := signature_de(fichier())) == avant:
            continue
        avant = trouvee
        try:
            candidat(lire().contenu)
        except FauteDeSaisie:
            journal.warning("Le fichier de réglages ne se lit plus, la veille garde les précédents.")
        else:
            stop.set()


def _principal() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # one line per request otherwise
    stop = threading.Event()

    def arreter(_signal: int, _cadre: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, arreter)
    signal.signal(signal.SIGINT, arreter)
    threading.Thread(target=suivre_les_reglages, args=(stop,), daemon=True).start()
    surveiller(stop)


if __name__ == "__main__":
    _principal()
