"""The mails received beside the grid of a month: those that are about it, their words, what waits for a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from mois_d_heures import TREMPLIN, A, dossier, ecrire
from operations_en_base import recevoir
from visiteur import Visiteur

from config.settings import get_settings
from metier.courriers import NatureCourrier
from metier.roles import Role
from sqlmodel_store.depots import annuaire, operations
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.session import unit_of_work

OCTOBRE, NOVEMBRE = "/mois/2026-10", "/mois/2026-11"
AGENCE = "agence@tremplin.example"


@pytest.fixture
def grille(installation, monkeypatch):
    """An operation whose employer « Tremplin » is written to, on 3 November."""
    monkeypatch.setenv("RELAIS_DATE", "2026-11-03")
    get_settings.cache_clear()
    visiteur = Visiteur(role=Role.FACILITATEUR)
    ecrire(dossier())
    with unit_of_work() as session:
        annuaire.importer(session, [annuaire.Entree(organisation=TREMPLIN, courriel=AGENCE)])
    return visiteur


def arriver(home, objet, *, nature=NatureCourrier.REPONSE, de=AGENCE, texte="Voici.", operation=A, raison="Lu."):
    """A mail received on 2 November and read as `nature`; its number."""
    courriel = EmailMessage()
    courriel["From"], courriel["Subject"] = de, objet
    courriel.set_content(texte)
    numero = recevoir(courriel.as_bytes(), home)
    with unit_of_work() as session:
        ligne = session.get_one(CourrierEntrant, numero)
        ligne.recu_le, ligne.nature, ligne.etat = datetime(2026, 11, 2, 9, tzinfo=UTC), nature, "traite"
        ligne.operation_id = operations.exiger(session, operation).id if operation else None
        ligne.expediteur, ligne.raison = de, raison
        ligne.lecture = json.dumps({"objet": objet, "propos": texte})
    return numero


def recus(page):
    return page.select(".recus li")


def test_an_answer_without_attachment_shows_its_words_and_leads_to_the_mail(grille, home):
    """« 66 h pour M. Morvilay », in the body."""
    numero = arriver(home, "RE: Heures d’octobre 2026", texte="Bonjour,\n66 h pour M. Morvilay.\n")
    page = grille.voir(f"{OCTOBRE}?releve={numero}")
    assert "66 h pour M. Morvilay." in grille.mots(page.select_one(".releve .message"))
    assert page.select_one(".releve a")["href"] == f"/notifications/{numero}"
    assert "66 h" in grille.voir(f"/notifications/{numero}").get_text()


def test_a_statement_that_waits_for_a_person_is_in_the_grid_even_filed_nowhere(grille, home):
    """In the list of what was received, and in the rows of who sent it; its words and its decision are a click away."""
    numero = arriver(home, "Relevé octobre 2026", nature=NatureCourrier.A_TRANCHER, operation=None)
    page = grille.voir(OCTOBRE)
    (ligne,) = recus(page)
    assert grille.mots(ligne).startswith(f"{AGENCE} à trancher")
    assert "dont 1 à trancher" in page.select_one(".recus summary").get_text()
    notes = [
        un.select_one(".qui bdi").get_text() for un in page.select(".groupe-mois") if "à trancher" in un.get_text()
    ]
    assert notes == [TREMPLIN] * 2
    ouvert = grille.voir(page.select_one(".groupe-mois a.ou")["href"])
    assert ouvert.select_one(".releve a").get_text() == "Trancher ce courriel"
    assert ouvert.select_one(".releve a")["href"] == f"/notifications/{numero}"


def test_what_waits_from_a_stranger_or_for_another_relay_is_not_in_the_grid(grille, home):
    arriver(home, "Relevé octobre 2026", nature=NatureCourrier.A_TRANCHER, operation=None, de="x@ailleurs.example")
    arriver(home, "Relevé octobre 2026", nature=NatureCourrier.A_TRANCHER, operation=None)
    assert len(recus(grille.voir(OCTOBRE))) == 1
    assert recus(Visiteur(role=Role.FACILITATEUR, relais=("ailleurs",)).voir(OCTOBRE)) == []
    assert recus(Visiteur(role=Role.LECTURE).voir(OCTOBRE)) == []


@pytest.mark.parametrize(
    ("dit", "mois"),
    [
        pytest.param({"objet": "Heures de novembre"}, NOVEMBRE, id="its subject"),
        pytest.param({"objet": "RE: relevé", "texte": "Les heures d’octobre 2026."}, OCTOBRE, id="its words"),
        pytest.param(
            {
                "objet": "Relevé d’octobre",
                "nature": NatureCourrier.HEURES,
                "raison": "Relevé joint : heures de novembre 2026 (2026-VAL-001) enregistrées pour 1 contrat.",
            },
            NOVEMBRE,
            id="what was read in its file",
        ),
    ],
)
def test_a_mail_is_beside_the_month_that_it_is_about(grille, home, dit, mois):
    arriver(home, **dit)
    assert [adresse for adresse in (OCTOBRE, NOVEMBRE) if recus(grille.voir(adresse))] == [mois]


def test_a_mail_that_names_no_month_is_beside_all_those_it_may_answer(grille, home):
    arriver(home, "Nos heures")
    assert recus(grille.voir(OCTOBRE))
    assert recus(grille.voir(NOVEMBRE))
