"""What the pages say is awaited: people by first name and initial, the month of the hours by its name."""

from __future__ import annotations

from datetime import date

import pytest
from mois_a_declarer import charger, contrat, dossier

from config.settings import get_settings
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture
from workflows.actes.attentes import de_l_etape

PAGES = ("/", "/operations/2026-ECO-001")


@pytest.fixture
def le_jour(installation, monkeypatch):
    monkeypatch.setenv("RELAIS_DATE", "2026-11-25")
    get_settings.cache_clear()


@pytest.mark.parametrize("page", PAGES)
def test_people_to_validate_are_named_not_coded(le_jour, visiteur, page):
    un = dossier(contrats=[contrat("k1"), contrat("k2")])
    del un["beneficiaires"][0]["eligibilite"]
    un["beneficiaires"][1]["eligibilite"] = {"validee_le": "2026-11-12"}
    charger(un)
    mots = visiteur.mots(visiteur.voir(page))
    assert "Valider l’éligibilité, le premier jour est passé (02/11/2026) : Élodie Q." in mots
    assert "Donner le motif de l’éligibilité validée après le premier jour, heures d’avant non comptées (02/11" in mots
    assert "b-k1" not in mots
    assert "motif_tardif" not in mots


@pytest.mark.parametrize("page", PAGES)
def test_the_hours_awaited_are_those_of_a_month_that_is_named(le_jour, visiteur, page):
    charger(dossier())
    mots = visiteur.mots(visiteur.voir(page))
    assert "Déclarer les heures de novembre 2026" in mots
    assert "Déclarer les heures du mois" not in mots


def test_hours_are_awaited_since_their_month_began_or_the_follow_up_did(le_jour):
    charger(dossier())
    with lecture() as session:
        (operation,) = operations.lister(session)
        for etape_depuis, depuis in ((date(2026, 3, 3), date(2026, 11, 1)), (date(2026, 11, 20), date(2026, 11, 20))):
            operation.etape_depuis = etape_depuis
            (action,) = de_l_etape(session, [operation])
            assert action.depuis == depuis
