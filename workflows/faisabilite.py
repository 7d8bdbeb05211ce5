"""The relay says whether it can take an operation; the answer C0 goes to whoever announced it."""

from __future__ import annotations

from prefect import flow

from workflows.formulaires import Faisabilite, conduire, nommer


@flow(name="faisabilite", flow_run_name=nommer("faisabilité"))
def faisabilite(formulaire: Faisabilite) -> None:
    """Accepter, avec ou sans réserves, ou refuser l’opération."""
    conduire(formulaire)
