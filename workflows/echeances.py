"""What is due today: requests, reminders, dashboards, done once whatever was missed before."""

from __future__ import annotations

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
        for mois in departs():
            tableaux_de_bord(mois)
        montrer_echeances(faire_le_jour())
        expedier_sans_echouer()
