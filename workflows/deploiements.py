"""Every flow and its calendar: the only list. Run as a module, it registers them and executes their runs."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from threading import Thread
from time import sleep, time
from typing import Any
from uuid import uuid4

from prefect import Flow, serve
from prefect.deployments.runner import RunnerDeployment

from metier.fautes import PanneExterne
from workflows.actes.rapprochement import en_souffrance
from workflows.bilan_final import bilan_final
from workflows.calibrage import calibrage
from workflows.consolidation import consolidation
from workflows.demarrage import demarrage
from workflows.echeances import echeances
from workflows.expedition import expedition
from workflows.faisabilite import faisabilite
from workflows.geste import geste
from workflows.mise_en_oeuvre import mise_en_oeuvre
from workflows.nouvelle_operation import nouvelle_operation
from workflows.rapprochement import rapprochement
from workflows.reception import reception
from workflows.redaction import redaction
from workflows.service_prefect import api_disponible, lancer
from workflows.tableaux_de_bord import tableaux_de_bord

SIMULTANES = 4
DEPART_S = 2.0
TOUR_S = 20.0
PAS_S = 0.2

journal = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Deploiement:
    """A flow, what a person reads of it, and how often it starts by itself."""

    flux: Flow[..., Any]
    description: str
    intervalle: timedelta | None = None


DEPLOIEMENTS = (
    Deploiement(flux=reception, description="Lit un courriel reçu."),
    Deploiement(flux=nouvelle_operation, description="Ouvre une opération à partir d’un formulaire."),
    Deploiement(flux=faisabilite, description="Répond : le relais prend-il l’opération ?"),
    Deploiement(flux=calibrage, description="Calcule les heures de chaque lot ; produit B1 et B2."),
    Deploiement(flux=redaction, description="Produit les pièces de marché."),
    Deploiement(flux=demarrage, description="Ouvre le démarrage ; convocation, ou point à l’ordre du jour."),
    Deploiement(flux=mise_en_oeuvre, description="Enregistre les modalités choisies ; ce que chacune demande."),
    Deploiement(flux=bilan_final, description="Produit le bilan final et les attestations."),
    Deploiement(flux=geste, description="Fait ce que le facilitateur demande à une étape."),
    Deploiement(flux=echeances, description="Fait ce qui est dû aujourd’hui : demandes, relances, tableaux de bord."),
    Deploiement(flux=consolidation, description="Additionne les opérations d’une année ; produit I3."),
    Deploiement(flux=tableaux_de_bord, description="Prépare et poste les tableaux de bord d’un mois (AAAA-MM)."),
    Deploiement(flux=expedition, description="Envoie le courrier en attente."),
    Deploiement(
        flux=rapprochement,
        description="Reprend ce qui est dû et n’est pas fait.",
        intervalle=timedelta(minutes=5),
    ),
)


def servir() -> None:
    """Register every deployment and execute runs until a signal; missed runs are kept for the next start.

    No limit is set on the runs of a deployment: one that was killed would hold its place for ever. Leases in our
    database, and requests that are done once, make two runs at once harmless.
    """
    _attendre_le_serveur()
    Thread(target=_veiller_sur_les_restes, daemon=True).start()
    serve(*map(_deployer, DEPLOIEMENTS), limit=SIMULTANES, pause_on_shutdown=False, print_starting_message=False)


def _attendre_le_serveur() -> None:
    """Everything is loaded by now: the seconds that the server takes to start were not lost."""
    while not api_disponible():
        sleep(PAS_S)


def _veiller_sur_les_restes() -> None:
    """What the last stop interrupted is taken up at once, then whatever is found waiting for too long."""
    sleep(DEPART_S)
    _rapprocher({"depart": True}, f"depart:{uuid4()}")
    while True:
        sleep(TOUR_S)
        if en_souffrance():
            _rapprocher({}, f"reste:{int(time() / TOUR_S)}")


def _rapprocher(parametres: dict[str, bool], cle: str) -> None:
    try:
        lancer("rapprochement", parametres, cle)
    except PanneExterne as panne:
        journal.warning("%s Le rapprochement attend.", panne.phrase)


def _deployer(un: Deploiement) -> RunnerDeployment:
    deploiement = un.flux.to_deployment(
        name=un.flux.name,
        description=un.description,
        interval=un.intervalle,
        tags=["relais"],
    )
    assert isinstance(deploiement, RunnerDeployment)  # a coroutine only inside an event loop
    return deploiement


if __name__ == "__main__":
    servir()
