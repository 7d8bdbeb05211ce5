"""The pages without account that the demo names in the end: the buyer's, and a declaration that still opens."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from mois_a_declarer import TREMPLIN, charger, contrat, dossier, heures

from cli.compte_demo import CompteDemo
from cli.demo_suivi.publiques import pages
from cli.demo_suivi.territoire import ELAN, Organisation
from cli.recit import adresses
from config.settings import get_settings
from portail.app import creer_app
from sqlmodel_store.migration import migrer

EMPLOYEURS = (ELAN, Organisation(nom="Tremplin ETTI", courriel=TREMPLIN, qui="Agence"))


@pytest.fixture(autouse=True)
def base(home, monkeypatch):
    monkeypatch.setenv("RELAIS_DATE", "2026-11-10")
    get_settings.cache_clear()
    migrer()


@pytest.mark.parametrize(
    ("dites", "mois"), [((), "d’octobre 2026"), (("2026-10",), "de novembre 2026")], ids=["late", "declared"]
)
def test_the_link_opens_the_month_that_awaits_hours(dites, mois):
    charger(dossier(contrats=[contrat("k1", debut="2026-10-01")], heures=[heures("k1", un) for un in dites]))
    acheteur, employeur = pages(EMPLOYEURS)
    assert (
        employeur[1].replace("\u00a0", " ")
        == f"la page d’un employeur, Tremplin ETTI, sans compte : déclarer ses heures {mois}"
    )
    client = TestClient(creer_app(), base_url="http://127.0.0.1")
    for adresse, _ in (acheteur, employeur):
        assert client.get(urlsplit(adresse).path).status_code == 200


def test_a_link_that_has_expired_promises_no_other_where_nothing_is_left_to_declare(monkeypatch):
    charger(dossier(contrats=[contrat("k1", debut="2026-10-01")]))
    lien = urlsplit(pages(EMPLOYEURS)[1][0]).path
    monkeypatch.setenv("RELAIS_DATE", "2027-11-10")
    get_settings.cache_clear()
    reponse = TestClient(creer_app(), base_url="http://127.0.0.1").get(lien)
    assert reponse.status_code == 410
    assert "Si l’opération est terminée, vous n’avez plus rien à faire" in reponse.text
    assert "S’il vous reste quelque chose à déclarer" in reponse.text


def test_without_hours_to_declare_only_the_buyers_page_is_named():
    assert [urlsplit(adresse).path for adresse, _ in pages(EMPLOYEURS)] == ["/clauses"]


def test_they_come_right_after_the_portal(monkeypatch):
    monkeypatch.setattr("cli.recit.acces", lambda: type("Acces", (), {"interface": "p", "authentification": "a"}))
    listees = adresses([], CompteDemo(courriel="c", mot_de_passe="m"), [("/clauses", "")])
    assert [adresse for adresse, _ in listees][1:] == ["/clauses", "p"]
