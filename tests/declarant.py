"""A company that opens the signed link of a month and declares hours, in December 2026."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from mois_a_declarer import TREMPLIN, charger, contrat, dossier, heures, numero

from config.settings import get_settings
from metier.periodes import Mois
from portail import debit
from portail.app import creer_app
from portail.debit import Debit
from sqlmodel_store.depots import heures as depot_heures
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import jetons

NOVEMBRE = Mois(2026, 11)


@pytest.fixture(autouse=True)
def en_decembre(base_sqlite, home, monkeypatch):
    """3 December 2026; the calls of other tests are forgotten."""
    home.mkdir()
    monkeypatch.setenv("RELAIS_DATABASE_URL", base_sqlite)
    monkeypatch.setenv("RELAIS_DATE", "2026-12-03")
    monkeypatch.setenv("RELAIS_RELAIS__COURRIEL", "clauses@relais.example")
    monkeypatch.setenv("RELAIS_FACILITATEUR__NOM", "Jeanne Fressac")
    monkeypatch.setenv("RELAIS_FACILITATEUR__TELEPHONE", "03 00 55 10 04")
    monkeypatch.setattr(debit, "_DEBIT", Debit())
    get_settings.cache_clear()


def regler(monkeypatch, **reglages):
    for nom, valeur in reglages.items():
        monkeypatch.setenv(f"RELAIS_{nom}", valeur)
    get_settings.cache_clear()


def chemin(qui=TREMPLIN, mois=NOVEMBRE):
    with unit_of_work() as session:
        return "/declaration/" + jetons.lien_de_declaration(session, qui, mois).rpartition("/")[2]


def dites(reference="2026-ECO-001", mois=NOVEMBRE):
    """What is declared, by contract: hours, training, state, by what way."""
    with lecture() as session:
        contrats = depot_heures.du_mois(session, mois, [numero(reference)])
    return {
        un.contrat: (un.dite.heures, un.dite.dont_formation, un.dite.etat, un.dite.origine)
        for un in contrats
        if un.dite is not None
    }


def mots(reponse):
    return " ".join(BeautifulSoup(reponse.text, "html.parser").get_text(" ").split())


class Declarant:
    """A company that opens its link from anywhere, and sends the form."""

    def __init__(self, lien):
        self.client = TestClient(creer_app(), base_url="https://relais.example", client=("192.0.2.17", 50000))
        self.lien = lien

    def ouvrir(self):
        return self.client.get(self.lien)

    def envoyer(self, action="declarer", **champs):
        donnees = {"action": action} | {nom.replace("__", ":"): valeur for nom, valeur in champs.items()}
        return self.client.post(self.lien, data=donnees, follow_redirects=False)

    def champ(self, reponse, nom):
        return BeautifulSoup(reponse.text, "html.parser").find("input", {"name": nom})["value"]


def saisir(**heures_de):
    """The fields of contracts of the first operation: « k1 », « k1_f » for its training."""
    return {
        f"{'f' if code.endswith('_f') else 'h'}:2026-ECO-001:{code.removesuffix('_f')}": valeur
        for code, valeur in heures_de.items()
    }


@pytest.fixture
def tremplin():
    """A structure with two contracts, one of which had hours the month before, and a stranger's."""
    charger(
        dossier(
            contrats=[contrat("k1", debut="2026-10-05"), contrat("k3"), contrat("k2", "Bâti", 2)],
            heures=[heures("k1", "2026-10", "121.50", dont_formation="7")],
        )
    )
    return Declarant(chemin())
