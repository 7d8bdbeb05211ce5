"""Every five minutes and at each start: what the database says is due and not done is launched again."""

from __future__ import annotations

from contextlib import suppress

from prefect import flow

from metier.fautes import FauteDeSaisie
from workflows.actes.demandes import executer
from workflows.actes.rapprochement import restes
from workflows.discretion import discretement
from workflows.lancements import lancer_demande, lancer_echeances, lancer_expedition, lancer_reception

PAR_TOUR = 100  # the oldest; the others come when these are done


@flow(name="rapprochement", flow_run_name="rapprochement")
def rapprochement(depart: bool = False) -> None:
    """Launch a run for each mail not read and each request not done, one for what is due today, and one sender if
    something waits.

    `depart`: the service has just started, what was being executed is not any more.
    """
    with discretement("rapprochement"):
        reste = restes()
        for courrier in reste.courriers[:PAR_TOUR]:
            lancer_reception(courrier, depart=depart)
        for demande in reste.demandes[:PAR_TOUR]:
            _reprendre(demande, depart=depart)
        if reste.echeances:
            lancer_echeances(depart=depart)
        if reste.envois:
            lancer_expedition(depart=depart)


def _reprendre(demande: int, *, depart: bool) -> None:
    """What produces nothing is done at once; a refusal is written in the request itself."""
    if lancer_demande(demande, depart=depart) is None:
        with suppress(FauteDeSaisie):
            executer(demande)
