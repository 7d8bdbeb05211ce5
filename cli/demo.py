"""`relais demo`: an operation from the buyer's mail to the pièces de marché, live, then the months of three others."""

from __future__ import annotations

import json as js
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cli.compte_demo import ouvrir_compte
from cli.histoire import BOITE, CHARGEE_DE_MISSION, REGLAGES, Histoire
from cli.recit import Recit, adresses, pieces_a_ouvrir, resume
from cli.serveurs_demo import AdressesDemo, serveurs_demo
from cli.superviseur import verifier_ports
from config.horloge import aujourdhui, maintenant
from config.paths import RACINE, Paths
from config.settings import FICHIER, get_settings
from formats.fichiers import creer_prive
from metier.acteurs import RoleContact
from metier.cycle import Transition
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import annuaire, courriers_entrants
from sqlmodel_store.migration import migrer
from sqlmodel_store.modeles.courriers import CourrierEntrant, EtatEntrant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.demandes import Appel, Resultat, demander, executer
from workflows.lancements import lancer_demande
from workflows.service_prefect import attendre, lire_etat

TEMOIN = ".demonstration"
DEMARRAGE_S = 180.0
COURRIEL_S = 60.0
RUN_S = 120.0
ARRET_S = 20.0
PAS_S = 0.2
PAR = "facilitatrice (démonstration)"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The demo under way: where it lives, the story of the day, the voice that tells it."""

    paths: Paths
    histoire: Histoire
    recit: Recit


def demo(*, sans_service: bool, json: bool) -> None:
    """Play the story on real servers; then stay up until Ctrl+C, or stop where `sans_service`.

    Raises FauteDeSaisie when a port is taken, PanneExterne when the service does not start.
    """
    home = _preparer(get_settings().home / "demo")
    recit = Recit(sys.stderr if json else sys.stdout)
    recit.ouvrir()
    with serveurs_demo(home / "serveurs", BOITE) as serveurs:
        _regler(home, serveurs)
        verifier_ports(get_settings())
        scene = Scene(paths=Paths(home), histoire=Histoire(aujourdhui()), recit=recit)
        with _arret_demande(recit):
            with _service(scene):
                _jouer(scene, serveurs)
            suite = _revivre(scene, suivi=not sans_service and not json)
            if sans_service:
                _conclure(scene, suite, [], json=json)
                return
            recit.rouvrir()
            with _service(scene) as service:
                _attendre_le_service(scene)
                _conclure(scene, suite, suite.adresses, json=json)
                recit.rester()
                service.wait()


@dataclass(frozen=True, kw_only=True)
class Suite:
    """What the second act leaves: files and pages worth opening."""

    fichiers: list[tuple[str, str]]
    adresses: list[tuple[str, str]]


def _revivre(scene: Scene, *, suivi: bool) -> Suite:
    """The second act, without the service: it would act on the months of the past with the date of today."""
    from cli.demo_suivi import publiques, suite  # at its time: these modules are long to load
    from cli.demo_suivi.recit import Lecteur, Rythme

    lecteur = Lecteur(Rythme.SUIVI if suivi and sys.stdin.isatty() and sys.stdout.isatty() else Rythme.SEUL)
    rejeu = suite.revivre(scene.recit, lecteur)
    suite.ce_matin(scene.recit)
    return Suite(
        fichiers=pieces_a_ouvrir(scene.paths, scene.histoire.reference) + suite.a_ouvrir(rejeu, scene.paths),
        adresses=adresses(
            [scene.histoire.reference, *suite.references(rejeu)], ouvrir_compte(), publiques.pages(rejeu.employeurs())
        ),
    )


def _conclure(scene: Scene, suite: Suite, pages: list[tuple[str, str]], *, json: bool) -> None:
    scene.recit.conclure(suite.fichiers + pages)
    if json:
        print(js.dumps(resume(scene.histoire.reference), ensure_ascii=False, indent=2), flush=True)


def _preparer(home: Path) -> Path:
    """An empty home; one that is not a demo's is left alone."""
    if home.exists() and any(home.iterdir()):
        if not (home / TEMOIN).exists():
            raise FauteDeSaisie(
                "RELAIS_HOME",
                f"{home} existe et n’est pas une démonstration : choisissez un autre dossier (RELAIS_HOME).",
            )
        shutil.rmtree(home)
    creer_prive(home)
    (home / TEMOIN).touch()
    (home / FICHIER).write_text(REGLAGES, encoding="utf-8")
    return home


def _regler(home: Path, adresses: AdressesDemo) -> None:
    """The demo's own settings, for this process and the service it starts; mail can go nowhere else."""
    for nom in [nom for nom in os.environ if nom.startswith("RELAIS_") and nom not in _GARDES]:
        del os.environ[nom]
    os.environ |= {
        "RELAIS_HOME": str(home),
        "RELAIS_SMTP_URL": adresses.smtp_url,
        "RELAIS_IMAP_URL": adresses.imap_url,
        "RELAIS_MAIL_MODE": "essai",
        "RELAIS_MAIL_DEBIT": "0",
    }
    get_settings.cache_clear()


_GARDES = frozenset({"RELAIS_PORTAIL_HOST", "RELAIS_PORTAIL_PORT", "RELAIS_PREFECT_PORT", "RELAIS_DATE"})


@contextmanager
def _service(scene: Scene) -> Iterator[subprocess.Popen[bytes]]:
    """The whole service in a process of its own, ended with everything it started."""
    scene.paths.journaux.mkdir(parents=True, exist_ok=True)
    with (scene.paths.journaux / "service.log").open("ab") as journal:
        service = subprocess.Popen(
            [sys.executable, "-m", "cli", "demarrer"], cwd=RACINE, stdout=journal, stderr=journal
        )
    try:
        yield service
    finally:
        _arreter(service)


@contextmanager
def _arret_demande(recit: Recit) -> Iterator[None]:
    """Ctrl+C, or a request to end, stops the demo and all that it started."""
    precedents = {numero: signal.signal(numero, _interrompre) for numero in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except KeyboardInterrupt:
        recit.dire("Arrêt de la démonstration…")
    finally:
        for numero, precedent in precedents.items():
            signal.signal(numero, precedent)


def _interrompre(_numero: int, _cadre: object) -> None:
    raise KeyboardInterrupt


def _arreter(service: subprocess.Popen[bytes]) -> None:
    service.terminate()
    try:
        service.wait(ARRET_S)
    except subprocess.TimeoutExpired:
        service.kill()
        service.wait()


def _jouer(scene: Scene, adresses: AdressesDemo) -> None:
    """The story, each act shown as it happens."""
    migrer()
    with unit_of_work() as session:
        annuaire.importer(session, [_entree(CHARGEE_DE_MISSION)])
    scene.recit.annoncer_envoi(CHARGEE_DE_MISSION)
    _envoyer(scene.histoire.annonce(maintenant()), adresses)
    _attendre_le_service(scene)
    scene.recit.montrer_courriel(_attendre_le_courriel(scene.recit))
    reference = scene.histoire.reference
    scene.recit.montrer_instruction()
    _avancer(scene, Transition.INSTRUIRE, scene.histoire.instruction())
    scene.recit.montrer_reponse(_avancer(scene, Transition.ACCEPTER, {}))
    _avancer(scene, Transition.CALIBRER, {})
    scene.recit.montrer_calcul(reference)
    prevue = {"date_publication_prevue": scene.histoire.date_avis.isoformat()}
    scene.recit.montrer_alertes(_avancer(scene, Transition.REDIGER, prevue))


def _entree(personne: dict[str, str]) -> annuaire.Entree:
    return annuaire.Entree(
        **{cle: valeur for cle, valeur in personne.items() if cle != "role"}, role=RoleContact(personne["role"])
    )


def _envoyer(annonce: bytes, adresses: AdressesDemo) -> None:
    serveur = urlsplit(adresses.smtp_url)
    with smtplib.SMTP(serveur.hostname or "", serveur.port or 0, timeout=10) as session:
        session.sendmail(CHARGEE_DE_MISSION["courriel"], [BOITE], annonce)


def _attendre_le_service(scene: Scene) -> None:
    limite = time.monotonic() + DEMARRAGE_S
    journal = scene.paths.journaux / "service.log"
    while lire_etat(scene.paths) is None:
        if time.monotonic() > limite:
            raise PanneExterne(f"Le service n’a pas démarré en {DEMARRAGE_S:.0f} s ; voyez {journal}.")
        scene.recit.patienter("le service démarre")
        time.sleep(PAS_S)


def _attendre_le_courriel(recit: Recit) -> CourrierEntrant:
    limite = time.monotonic() + COURRIEL_S
    while time.monotonic() < limite:
        with lecture() as session:
            recus = courriers_entrants.lister(session)
        if recus and recus[0].etat is not EtatEntrant.RECU:
            return recus[0]
        recit.patienter("le courriel est relevé, puis lu")
        time.sleep(PAS_S)
    raise PanneExterne("Le courriel de la démonstration n’a pas été relevé ; voyez veille.log dans les journaux.")


def _avancer(scene: Scene, transition: Transition, donnees: dict[str, Any]) -> Resultat:
    """One act of the facilitatrice, as a Prefect run; each document is named as it is written."""
    reference = scene.histoire.reference
    demande = demander(Appel(reference=reference, transition=transition, donnees=donnees, par=PAR))
    if run := lancer_demande(demande):
        limite = time.monotonic() + RUN_S
        while not attendre(run, PAS_S).termine and time.monotonic() < limite:
            scene.recit.montrer_documents(scene.paths.documents(reference))
            scene.recit.patienter(f"Prefect exécute « {transition.value} »")
    resultat = executer(demande)
    scene.recit.montrer_documents(scene.paths.documents(reference))
    return resultat
