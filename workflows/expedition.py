"""The outbox, and the only sender: each mail due is handed to the server once."""

from __future__ import annotations

from prefect import flow

from workflows.actes.expedition import expedier
from workflows.artefacts import montrer_expedition
from workflows.discretion import discretement


@flow(name="expedition", flow_run_name="expédition du courrier")
def expedition() -> None:
    """Send what is due; safe to run again, or twice at once."""
    with discretement("expédition du courrier"):
        montrer_expedition(expedier())
