"""A new operation, from the form of the Prefect interface; the portal and the mailbox open others."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from metier.operation import Nature, TypeMaitreOuvrage
from workflows.actes.creation import Saisie, creer
from workflows.artefacts import montrer_operation


@flow(name="nouvelle_operation", flow_run_name="nouvelle opération")
def nouvelle_operation(  # noqa: PLR0917 - the fields of a form
    intitule: Annotated[str, Field(title="Intitulé de l’opération", min_length=3)],
    maitre_ouvrage: Annotated[str, Field(title="Maître d’ouvrage", min_length=2)],
    type_maitre_ouvrage: Annotated[TypeMaitreOuvrage, Field(title="Type de maître d’ouvrage")],
    nature: Annotated[Nature, Field(title="Nature")] = Nature.TRAVAUX,
    reference: Annotated[
        str, Field(title="Référence de l’acheteur", description="Laisser vide pour en recevoir une.")
    ] = "",
    commune: Annotated[str, Field(title="Commune")] = "",
    date_avis: Annotated[date | None, Field(title="Envoi de l’avis prévu le")] = None,
) -> None:
    """Open an operation at the step « signalée »; the same run twice opens one."""
    saisie = Saisie(
        cle=f"formulaire:{flow_run.id}",
        intitule=intitule,
        maitre_ouvrage=maitre_ouvrage,
        type_maitre_ouvrage=type_maitre_ouvrage,
        nature=nature,
        reference=reference or None,
        commune=commune or None,
        date_avis=date_avis,
    )
    montrer_operation(creer(saisie))
