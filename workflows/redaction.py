"""The pièces de marché of an operation, ready to be pasted into the buyer's consultation file."""

from __future__ import annotations

from prefect import flow

from workflows.formulaires import Redaction, conduire, nommer


@flow(name="redaction", flow_run_name=nommer("rédaction du DCE"))
def redaction(formulaire: Redaction) -> None:
    """Écrire les pièces de marché."""
    conduire(formulaire)
