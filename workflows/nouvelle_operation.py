"""A new operation, from the form of the Prefect interface; the mailbox opens others."""

from __future__ import annotations

from prefect import flow
from prefect.runtime import flow_run

from workflows.actes.creation import Saisie, creer
from workflows.artefacts import montrer_operation
from workflows.discretion import discretement
from workflows.formulaires import NouvelleOperation


@flow(name="nouvelle_operation", flow_run_name="nouvelle opération")
def nouvelle_operation(formulaire: NouvelleOperation) -> None:
    """Ouvrir une opération, à instruire ensuite ; le même formulaire deux fois n’en ouvre qu’une."""
    saisie = Saisie(
        cle=f"formulaire:{flow_run.id}",
        intitule=formulaire.intitule,
        maitre_ouvrage=formulaire.maitre_ouvrage,
        type_maitre_ouvrage=formulaire.type_maitre_ouvrage,
        nature=formulaire.nature,
        reference=formulaire.reference or None,
        commune=formulaire.commune or None,
        date_avis=formulaire.date_avis,
    )
    with discretement("nouvelle opération"):
        montrer_operation(creer(saisie))
