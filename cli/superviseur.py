"""`relais demarrer`: what must hold before the service starts, the processes it is made of, what it says when ready."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from urllib.request import ProxyHandler, build_opener

from cli.base import preparer_base
from cli.gardien import balayer, marque_foyer
from cli.processus import Enfant, Superviseur, servir
from config.paths import Paths
from config.settings import Settings, get_settings
from courrier import oauth
from courrier.adresses import verifier_mode
from formats.fichiers import creer_prive
from metier.fautes import FauteDeSaisie
from workflows.acces_prefect import BOUCLE_LOCALE, AccesPrefect, acces, environnement, serveur_externe
from workflows.service_prefect import SONDE_S, EtatService, api_disponible, ecrire_etat, executant_pret, lire_etat

TEMOIN = "rapprochement"
TENUE_S = 3.0
PREMIER_COMPTE = [
    "Personne n’a encore de compte. Pour ouvrir le premier, dans un autre terminal :",
    "  ./relais utilisateur creer VOTRE.COURRIEL --role responsable",
]
PARTOUT = {"0.0.0.0": BOUCLE_LOCALE, "::": "::1", "": BOUCLE_LOCALE}  # noqa: S104 - recognised, not bound


def demarrer(autres: tuple[Enfant, ...] | None = None) -> None:
    """Run the service of this home until SIGTERM or SIGINT.

    `autres` replaces the runner and the watcher. Raises FauteDeSaisie when the home is already served, a port taken
    or a mail server refused, before anything is started; PanneExterne when the service does not become ready.
    """
    settings = get_settings()
    verifier_courrier(settings)
    paths = Paths(settings.home)
    creer_prive(paths.home)
    with verrou(paths):
        paths.service.unlink(missing_ok=True)
        balayer(marque_foyer(paths.home))
        verifier_ports(settings)
        comptes = preparer_base()
        prefect = acces(settings)
        enfants = (*socle(settings, prefect), *(executants(prefect) if autres is None else autres))
        superviseur = Superviseur(
            enfants, paths, {**environnement(prefect, paths), "RELAIS_HOME": str(paths.home)}, _dire
        )
        try:
            servir(superviseur, lambda: _annoncer(settings, prefect, comptes=comptes))
        finally:
            paths.service.unlink(missing_ok=True)


def verifier_courrier(settings: Settings) -> None:
    """Raise FauteDeSaisie when a mail server is ill written, or remote while the mode is `essai`."""
    adresses = {
        "RELAIS_SMTP_URL": settings.smtp_url,
        "RELAIS_IMAP_URL": settings.imap_url,
        "RELAIS_TRACE_URL": settings.trace_url,
    }
    for reglage, url in adresses.items():
        if url is not None:
            verifier_mode(url.get_secret_value(), settings.mail_mode, reglage)
    oauth.verifier_reglages()


@contextmanager
def verrou(paths: Paths) -> Iterator[None]:
    """Hold the home; the system lets go of it when the process ends, however it ends."""
    with paths.verrou_service.open("w") as fichier:
        try:
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as erreur:
            raise FauteDeSaisie("RELAIS_HOME", _deja_servi(paths)) from erreur
        yield


def _deja_servi(paths: Paths) -> str:
    etat = lire_etat(paths)
    ou = f" sur {etat.portail} (processus {etat.pid})" if etat else ""
    return (
        f"RELAIS_HOME : un service Relais tourne déjà pour le dossier {paths.home}{ou} ; "
        "l’arrêter d’abord, ou choisir un autre dossier avec RELAIS_HOME."
    )


def verifier_ports(settings: Settings) -> None:
    """Raise FauteDeSaisie naming the first port that is taken, or given twice, and the setting that moves it."""
    voulus = [("RELAIS_PORTAIL_PORT", settings.portail_host, settings.portail_port)]
    if not serveur_externe():
        voulus.append(("RELAIS_PREFECT_PORT", BOUCLE_LOCALE, settings.prefect_port))
        if settings.prefect_port == settings.portail_port:
            raise FauteDeSaisie("RELAIS_PREFECT_PORT", _deux_fois(settings.prefect_port))
    for variable, hote, port in voulus:
        if raison := refus_du_port(hote, port):
            raise FauteDeSaisie(variable, f"{variable} : {raison}.")


def _deux_fois(port: int) -> str:
    return (
        f"RELAIS_PREFECT_PORT : le port {port} est aussi celui du portail (RELAIS_PORTAIL_PORT) ; "
        "donner deux ports différents."
    )


def refus_du_port(hote: str, port: int) -> str | None:
    """Why this address cannot be listened to, in French without a final stop, or None."""
    try:
        famille, *_, adresse = socket.getaddrinfo(hote or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        with socket.socket(famille, socket.SOCK_STREAM) as prise:
            prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            prise.bind(adresse)
    except socket.gaierror:
        return f"l’adresse « {hote} » n’existe pas ; attendu : 127.0.0.1, 0.0.0.0 ou une adresse de la machine"
    except PermissionError:
        return f"le port {port} est réservé à l’administrateur du système ; choisir un port à partir de 1024"
    except OSError as erreur:
        if erreur.errno == errno.EADDRNOTAVAIL:
            return (
                f"l’adresse {hote} n’est pas celle de cette machine ; attendu : 127.0.0.1, 0.0.0.0 ou l’une des siennes"
            )
        return f"le port {port} est déjà pris sur {hote} ; arrêter le programme qui l’occupe ou choisir un autre port"
    return None


def socle(settings: Settings, prefect: AccesPrefect) -> tuple[Enfant, ...]:
    """The portal, and the embedded Prefect server unless the user has one."""
    commande = _uvicorn("portail.app:creer_app", settings.portail_host, settings.portail_port)
    portail = Enfant(nom="portail", commande=commande, sain=_repond(settings))
    if not prefect.embarque:
        return (portail,)
    commande = _uvicorn("workflows.serveur_prefect:creer_app", BOUCLE_LOCALE, settings.prefect_port)
    serveur = Enfant(nom="prefect", commande=commande, sain=lambda: api_disponible(prefect), dernier=True)
    return portail, serveur


def executants(prefect: AccesPrefect) -> tuple[Enfant, ...]:
    """The runner of the flows, which loads while the server starts, and the watcher of the mailbox."""
    depuis = datetime.now(UTC)

    def attend() -> bool:
        return api_disponible(prefect)

    def sert() -> bool:
        return executant_pret(TEMOIN, depuis, prefect)

    return (
        Enfant(nom="executant", commande=(sys.executable, "-m", "workflows.deploiements"), sain=sert),
        Enfant(nom="veille", commande=(sys.executable, "-m", "workflows.veille"), attend=attend, tenue=TENUE_S),
    )


def _uvicorn(fabrique: str, hote: str, port: int) -> tuple[str, ...]:
    """No access log: the addresses of pages may hold secret links."""
    return (
        *(sys.executable, "-m", "uvicorn", fabrique, "--factory", "--host", hote, "--port", str(port)),
        *("--no-access-log", "--log-level", "warning", "--no-server-header", "--timeout-graceful-shutdown", "3"),
    )


def _repond(settings: Settings) -> Callable[[], bool]:
    hote = PARTOUT.get(settings.portail_host, settings.portail_host)
    adresse = f"http://{f'[{hote}]' if ':' in hote else hote}:{settings.portail_port}/healthz"

    def repond() -> bool:
        try:
            with build_opener(ProxyHandler({})).open(adresse, timeout=SONDE_S):
                return True
        except (OSError, HTTPException):
            return False

    return repond


def _annoncer(settings: Settings, prefect: AccesPrefect, *, comptes: bool) -> None:
    paths = Paths(settings.home)
    etat = EtatService(
        pid=os.getpid(),
        demarre_le=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        portail=settings.adresse_portail,
        prefect=prefect.interface,
        api=prefect.api,
    )
    ecrire_etat(paths, etat)
    _dire("\n".join(annonce(etat, prefect, paths) + ([] if comptes else PREMIER_COMPTE)))


def annonce(etat: EtatService, prefect: AccesPrefect, paths: Paths) -> list[str]:
    """What the service says when it is ready: where to look, how to stop."""
    lignes = [
        "Relais est prêt.",
        f"  Portail : {etat.portail}",
        f"  Suivi technique (Prefect, en anglais) : {etat.prefect}",
    ]
    if prefect.embarque:
        lignes.append(f"    identifiant à y coller : la ligne du fichier {paths.secrets / 'prefect'}")
    return [*lignes, f"  Journaux : {paths.journaux}", "Pour arrêter : Ctrl+C."]


def _dire(ligne: str) -> None:
    print(ligne, flush=True)
