"""The companies have chosen how they carry out their hours: what follows from each choice."""

from __future__ import annotations

from prefect import flow

from workflows.formulaires import MiseEnOeuvre, conduire, nommer


@flow(name="mise_en_oeuvre", flow_run_name=nommer("mise_en_oeuvre"))
def mise_en_oeuvre(formulaire: MiseEnOeuvre) -> None:
    """Enregistrer les modalités choisies et ce que chacune demande."""
    conduire(formulaire)
