"""The lots and hours kept, and the note that explains how they were found."""

from __future__ import annotations

from prefect import flow

from workflows.formulaires import Calibrage, conduire, nommer


@flow(name="calibrage", flow_run_name=nommer("calibrage"))
def calibrage(formulaire: Calibrage) -> None:
    """Calculer les heures de chaque lot et écrire B1 et B2."""
    conduire(formulaire)
