"""Every flow and its calendar: the only list. Run as a module, it registers them and executes their runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prefect import Flow, serve
from prefect.deployments.runner import RunnerDeployment

from workflows.avancement import avancement
from workflows.calibrage import calibrage
from workflows.expedition import expedition
from workflows.faisabilite import faisabilite
from workflows.nouvelle_operation import nouvelle_operation
from workflows.rapprochement import rapprochement
from workflows.reception import reception
from workflows.redaction import redaction

SIMULTANES = 4


@dataclass(frozen=True, kw_only=True)
class Deploiement:
    """A flow, what a person reads of it, and how often it starts by itself."""

    flux: Flow[..., Any]
    description: str
    intervalle: timedelta | None = None
    simultanes: int | None = None


DEPLOIEMENTS = (
    Deploiement(flux=reception, description="Lit un courriel reçu."),
    Deploiement(flux=nouvelle_operation, description="Ouvre une opération à partir d’un formulaire."),
    Deploiement(flux=faisabilite, description="Répond : le relais prend-il l’opération ?"),
    Deploiement(flux=calibrage, description="Calcule les heures de chaque lot ; produit B1 et B2."),
    Deploiement(flux=redaction, description="Produit les pièces de marché."),
    Deploiement(flux=avancement, description="Passe une opération à l’étape suivante."),
    Deploiement(flux=expedition, description="Envoie le courrier en attente.", simultanes=1),
    Deploiement(
        flux=rapprochement,
        description="Reprend ce qui est dû et n’est pas fait.",
        intervalle=timedelta(minutes=1),
        simultanes=1,
    ),
)


def servir() -> None:
    """Register every deployment and execute runs until a signal; missed runs are kept for the next start."""
    serve(*map(_deployer, DEPLOIEMENTS), limit=SIMULTANES, pause_on_shutdown=False, print_starting_message=False)


def _deployer(un: Deploiement) -> RunnerDeployment:
    deploiement = un.flux.to_deployment(
        name=un.flux.name,
        description=un.description,
        interval=un.intervalle,
        concurrency_limit=un.simultanes,
        tags=["relais"],
    )
    assert isinstance(deploiement, RunnerDeployment)  # a coroutine only inside an event loop
    return deploiement


if __name__ == "__main__":
    servir()
