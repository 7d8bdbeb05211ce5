"""The figures of a year for the Région: workbook, CSV, report."""

from __future__ import annotations

from prefect import flow

from metier.consolidation import lire_annees
from workflows.actes.consolidation import consolider
from workflows.discretion import discretement


@flow(name="consolidation", flow_run_name="consolidation {annee}")
def consolidation(annee: int, depuis: int | None = None) -> None:
    """Additionner les opérations d’une année, ou de plusieurs, et écrire I3."""
    with discretement("consolidation"):
        premiere, derniere = lire_annees(str(annee), None if depuis is None else str(depuis))
        consolider(premiere, derniere, acteur="prefect")
