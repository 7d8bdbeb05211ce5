"""A transition that produces nothing: a journalled change of step, done here when it was interrupted elsewhere."""

from __future__ import annotations

from prefect import flow

from workflows.actes.demandes import executer
from workflows.artefacts import montrer_transition
from workflows.formulaires import Reference


@flow(name="avancement", flow_run_name="avancement de {reference}")
def avancement(reference: Reference, demande: int) -> None:  # noqa: ARG001 - names the run
    """Do a request that the database holds; safe to run again."""
    montrer_transition(executer(demande))
