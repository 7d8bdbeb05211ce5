"""A mail that came in becomes an operation to examine, an answer filed with its operation, or a task for a person."""

from __future__ import annotations

from prefect import flow

from workflows.actes.reception import traiter
from workflows.artefacts import montrer_reception
from workflows.discretion import discretement


@flow(name="reception", flow_run_name="réception du courriel {courrier}")
def reception(courrier: int) -> None:
    """Read a stored mail and settle it; safe to run again."""
    with discretement(f"réception du courriel {courrier}"):
        montrer_reception(traiter(courrier))
