"""The pièces de marché of an operation, ready to be pasted into the buyer's consultation file."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from metier.cycle import Transition
from workflows.formulaires import Demande, Reference, conduire


@flow(name="redaction", flow_run_name="rédaction du DCE de {reference}")
def redaction(
    reference: Reference,
    date_publication_prevue: Annotated[date | None, Field(title="Publication prévue de l’avis")] = None,
    demande: Demande = None,
) -> None:
    """Write the DCE pack; safe to run again."""
    donnees = {"date_publication_prevue": date_publication_prevue.isoformat()} if date_publication_prevue else {}
    conduire(reference, Transition.REDIGER, donnees, demande)
