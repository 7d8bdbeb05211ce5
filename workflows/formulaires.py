"""What the flows of a transition share: the fields of their form, and the way from a form to a request that is done."""

from __future__ import annotations

from typing import Annotated, Any

from prefect.runtime import flow_run
from pydantic import Field

from metier.cycle import Transition
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.expedition import expedier
from workflows.artefacts import montrer_transition

Reference = Annotated[str, Field(title="Référence de l’opération")]
Demande = Annotated[
    int | None, Field(title="Demande", description="Réservé à Relais : laisser vide depuis ce formulaire.")
]


def conduire(reference: str, transition: Transition, donnees: dict[str, Any], demande: int | None) -> None:
    """Do a request that the database holds, or the one that this run's form makes; then send what it posted."""
    appel = Appel(
        reference=reference, transition=transition, donnees=donnees, par="prefect", cle=f"formulaire:{flow_run.id}"
    )
    resultat = executer(demande if demande is not None else demander(appel))
    montrer_transition(resultat)
    if resultat.courriels:
        expedier()
