"""The outbox, and the only sender: each mail due is handed to the server once."""

from __future__ import annotations

from prefect import flow

from workflows.actes.expedition import expedier
from workflows.artefacts import montrer_expedition


@flow(name="expedition", flow_run_name="expédition du courrier")
def expedition() -> None:
    """Send what is due; safe to run again, or twice at once."""
    montrer_expedition(expedier())
