"""The first meeting with the companies: who calls it decides what the relay sends."""

from __future__ import annotations

from prefect import flow

from workflows.formulaires import Demarrage, conduire, nommer


@flow(name="demarrage", flow_run_name=nommer("demarrage"))
def demarrage(formulaire: Demarrage) -> None:
    """Ouvrir le démarrage : convocation, ou point à l’ordre du jour de la réunion."""
    conduire(formulaire)
