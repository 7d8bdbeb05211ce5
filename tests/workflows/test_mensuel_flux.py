"""The day dashboards leave, on a real Prefect server: a run of their own within the day's deadlines."""

from __future__ import annotations

import pytest
from service_de_test import jusqu_a
from tableaux_en_base import courriels, dossier, semer

from metier.periodes import Mois
from sqlmodel_store.depots import journal
from sqlmodel_store.session import unit_of_work
from workflows import service_prefect
from workflows.actes.mensuel.calendrier import ANNONCES
from workflows.service_prefect import attendre, lancer

RUN_S = 120.0
JUILLET = Mois(2026, 7)


def runs():
    """Names and states, as the Prefect API says."""
    with service_prefect._client() as client:
        return [(un.name, un.state_name) for un in client.read_flow_runs(limit=200)]


@pytest.mark.prefect
@pytest.mark.usefixtures("chaine")
def test_the_dashboards_of_a_month_leave_in_a_run_of_their_own(chaine):
    """Announced in August, the service was off that day: the day's deadlines start their run, mails leave once."""
    suivie = dossier(400, debut="2026-03-02", heures={"2026-07": "70"}, acheteur="lycees@region-flux.example")
    suivie["contrats"][0]["debut"] = "2026-03-09"
    suivie["beneficiaires"][0]["eligibilite"] = {"validee_le": "2026-03-02"}
    with unit_of_work() as session:
        journal.noter(session, ANNONCES, acteur="essai", mois=str(JUILLET), jour="2026-08-14")
    semer(suivie)
    assert attendre(lancer("echeances", {}, "essai:tableaux:1"), RUN_S).reussi
    assert ("tableaux de bord 2026-07", "Completed") in runs()
    attendus = {"lycees@region-flux.example", "agence@tremplin.example", "insertion@bati-1.example"}
    assert {un.destinataire for un in courriels(f"tableau_de_bord:{JUILLET}:")} == attendus
    jusqu_a(lambda: attendus <= {qui for un in chaine.smtp.facteur.recus for qui in un.destinataires}, 30)
    assert attendre(lancer("tableaux_de_bord", {"mois": str(JUILLET)}, "essai:tableaux:2"), RUN_S).reussi
    assert len(courriels(f"tableau_de_bord:{JUILLET}:")) == len(attendus)
