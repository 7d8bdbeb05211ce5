"""Every minute: what the database says is due and not done is launched again."""

from __future__ import annotations

from prefect import flow

from workflows.actes.rapprochement import restes
from workflows.lancements import lancer_demande, lancer_expedition, lancer_reception


@flow(name="rapprochement", flow_run_name="rapprochement")
def rapprochement() -> None:
    """Launch a run for each mail not read and each request not done, and one sender if something waits."""
    reste = restes()
    for courrier in reste.courriers:
        lancer_reception(courrier)
    for demande in reste.demandes:
        lancer_demande(demande)
    if reste.envois:
        lancer_expedition()
