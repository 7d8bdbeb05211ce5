"""The relay says whether it can take an operation; the answer C0 goes to whoever announced it."""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from pydantic import Field

from metier.cycle import Transition
from metier.enumeration import Enumeration
from workflows.formulaires import Demande, Reference, conduire


class Reponse(Enumeration):
    ACCEPTER = "accepter", "le relais prend l’opération"
    REFUSER = "refuser", "le relais ne peut pas la prendre"


@flow(name="faisabilite", flow_run_name="faisabilité de {reference}")
def faisabilite(
    reference: Reference,
    reponse: Annotated[Reponse, Field(title="Réponse du relais")] = Reponse.ACCEPTER,
    reserves: Annotated[
        str, Field(title="Réserves", description="Laisser vide s’il n’y en a pas ; aucun nom de personne.")
    ] = "",
    motif: Annotated[
        str, Field(title="Motif du refus", description="Exigé pour refuser ; aucun nom de personne.")
    ] = "",
    demande: Demande = None,
) -> None:
    """Accept, with or without reserves, or refuse; safe to run again."""
    saisies: dict[str, Any] = {"reserves": reserves, "motif": motif}
    donnees = {champ: texte for champ, texte in saisies.items() if texte}
    conduire(reference, Transition(reponse.value), donnees, demande)
