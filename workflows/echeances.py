"""What is due today: requests, reminders, dashboards, done once whatever was missed before."""

from __future__ import annotations

from contextlib import suppress

from prefect import flow

from workflows.actes.mensuel.echeances import departs
from workflows.actes.sujets import faire_le_jour
from workflows.artefacts import montrer_echeances
from workflows.discretion import discretement
from workflows.formulaires import expedier_sans_echouer
from workflows.tableaux_de_bord import tableaux_de_bord


@flow(name="echeances", flow_run_name="echeances")
def echeances() -> None:
    """Faire ce qui est dû aujourd’hui, une seule fois, puis envoyer."""
    with discretement("echeances"):
        _faire_partir()
        montrer_echeances(faire_le_jour())
        expedier_sans_echouer()


def _faire_partir() -> None:
    """The month that leaves, in a run of its own; one that fails is tried again with the rest, and told then."""
    for mois in departs():
        with suppress(Exception):
            tableaux_de_bord(mois)
