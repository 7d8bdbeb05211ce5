"""The end of an operation: its final report, the attestations, the figures as data."""

from __future__ import annotations

from prefect import flow

from workflows.formulaires import BilanFinal, conduire, nommer


@flow(name="bilan_final", flow_run_name=nommer("bilan_final"))
def bilan_final(formulaire: BilanFinal) -> None:
    """Produire le bilan final, les attestations et les données."""
    conduire(formulaire)
