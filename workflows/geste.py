"""What a facilitateur does within a step, when it produces documents or mails."""

from __future__ import annotations

from prefect import flow

from workflows.formulaires import FormulaireGeste, conduire, nommer


@flow(name="geste", flow_run_name=nommer("geste"))
def geste(formulaire: FormulaireGeste) -> None:
    """Faire ce que le facilitateur a demandé ; les données, qui peuvent nommer quelqu’un, ne passent pas ici."""
    conduire(formulaire)
