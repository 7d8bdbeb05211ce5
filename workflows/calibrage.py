"""The lots and hours kept, and the note that explains how they were found."""

from __future__ import annotations

from prefect import flow

from metier.cycle import Transition
from workflows.formulaires import Demande, Reference, conduire


@flow(name="calibrage", flow_run_name="calibrage de {reference}")
def calibrage(reference: Reference, demande: Demande = None) -> None:
    """Compute the hours of each lot and write B1 and B2; safe to run again."""
    conduire(reference, Transition.CALIBRER, {}, demande)
