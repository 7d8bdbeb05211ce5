"""What a buyer described on the public page reaches the operation, whole, once a person confirms it."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from acheteur import PIECES, Acheteur
from visiteur import Visiteur

from config.settings import get_settings
from echanges.dossier import exporter
from metier.roles import Role
from sqlmodel_store.depots import courriers_entrants
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import marche_decrit
from workflows.actes.classement import Decision, classer

DECRIT = {
    **PIECES,
    "nature": "services",
    "maitre_ouvrage.type": "region",
    "reference": "REF-31",
    "lieu.commune": "Thionville",
    "duree_mois": "14",
    "montage": "execution_critere",
    "ponderation": "10",
    "taux_insertion": "7",
    "intitule": "Entretien des espaces naturels, " * 15,
    "lots.0.intitule": "Débroussaillage et taille, " * 14,
    "lots.0.part_main_oeuvre": "60",
    "lots.1.intitule": "Fourniture de plants",
    "lots.1.montant_ht": "20000",
    "lots.1.sans_clause": "oui",
    "courriel": "achats@region.example",
    "message": "Au sujet du lot 9 : Peinture, 5 000 €.",
}


@pytest.fixture
def facilitateur(installation, monkeypatch):
    monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "0")
    monkeypatch.setenv("RELAIS_DATE", "2026-11-02")
    get_settings.cache_clear()
    return Visiteur(role=Role.FACILITATEUR)


@pytest.fixture
def acheteur(facilitateur):
    return Acheteur()


def recue():
    """The only mail of the ledger."""
    with lecture() as session:
        (ligne,) = courriers_entrants.lister(session)
        return ligne


def decrite(reference):
    """The operation as it is exported."""
    with lecture() as session:
        return exporter(session, reference)["operation"]


def test_the_operation_opens_with_everything_that_was_described(acheteur):
    """From data, not from the sentences: long titles pass, words of the message are no lot."""
    acheteur.envoyer("/facilitateur", **DECRIT)
    ligne = recue()
    suite = classer(str(ligne.id), Decision(confirmer=True), par="essai")
    assert suite.reference == "REF-31"
    operation = decrite("REF-31")
    lots = operation.pop("lots")
    assert operation["intitule"] == " ".join(DECRIT["intitule"].split())
    assert (operation["maitre_ouvrage"]["type"], operation["nature"]) == ("region", "services")
    assert (operation["duree_mois"], operation["lieu"]["commune"]) == (14, "Thionville")
    assert operation["montage"] == "execution_critere"
    assert operation["criteres"][0]["ponderation"] == "10"
    assert operation["missions"] == ["aval_suivi", "bilan"]
    assert lots[0]["intitule"] == " ".join(DECRIT["lots.0.intitule"].split())
    assert (lots[0]["part_main_oeuvre"], lots[0]["taux_insertion"]) == ("0.6", "0.07")
    assert [lot["clause"] for lot in lots] == [True, False]


def test_an_operation_without_reference_takes_the_next_one(acheteur):
    acheteur.envoyer("/facilitateur", **DECRIT | {"reference": ""})
    suite = classer(str(recue().id), Decision(confirmer=True), par="essai")
    assert suite.reference == "R-2026-0001"
    assert "reference_acheteur" not in decrite("R-2026-0001")


def test_the_mail_says_everything_and_nothing_of_a_person_but_the_address(acheteur):
    acheteur.envoyer("/facilitateur", **DECRIT)
    brut = (get_settings().home / recue().chemin).read_bytes()
    courriel = message_from_bytes(brut, policy=default)
    dit = " ".join(courriel.get_body().get_content().replace("\u00a0", " ").split())
    for attendu in (
        "Référence : REF-31",
        "Type d’acheteur : Région",
        "Durée : 14 mois",
        "10 %",
        "taux d’insertion 7 %",
        "part de main-d’œuvre 60 %",
        "sans clause d’insertion",
    ):
        assert attendu in dit
    assert "achats@region.example" not in next(courriel.iter_attachments()).get_content().decode()


def test_a_mail_that_bears_such_a_file_is_read_by_its_sentences(acheteur):
    """Only what the page left is data."""
    acheteur.envoyer("/facilitateur", **DECRIT)
    ligne = recue()
    with unit_of_work() as session:
        session.get_one(CourrierEntrant, ligne.id).boite = "INBOX"
    with lecture() as session:
        assert marche_decrit.de(session, ligne.id) is None


def formulaire(visiteur, numero):
    """The form that opens what the mail announces, as a browser would send it."""
    lu = visiteur.voir(f"/notifications/{numero}").select_one(f'form[action="/notifications/{numero}/ouvrir"]')
    champs = {un["name"]: un.get("value", "") for un in lu.select("input[name]") if un.get("type") != "radio"}
    for liste in lu.select("select"):
        choisie = liste.select_one("option[selected]")
        champs[liste["name"]] = choisie["value"] if choisie else ""
    return champs


def test_the_facilitateur_confirms_it_side_by_side(acheteur, facilitateur):
    """What the form shows is as typed, the rest is told; what the person corrects wins, a lot left out stays out."""
    acheteur.envoyer("/facilitateur", **DECRIT)
    numero = recue().id
    champs = formulaire(facilitateur, numero)
    assert champs["d.0.intitule"] == " ".join(DECRIT["intitule"].split())
    assert (champs["d.0.reference"], champs["d.0.type_maitre_ouvrage"]) == ("REF-31", "region")
    assert (champs["d.0.nature"], champs["d.0.lots.1.intitule"]) == ("services", "Fourniture de plants")
    page = facilitateur.voir(f"/notifications/{numero}")
    decrit = " ".join(page.select_one("[aria-labelledby=decrit]").get_text(" ").replace("\u00a0", " ").split())
    assert "Durée 14 mois" in decrit
    assert "Précisions du lot 1 Part de main-d’œuvre 60 %, taux d’insertion 7 %" in decrit
    preuves = [" ".join(une.get_text(" ").replace("\u00a0", " ").split()) for une in page.select(".preuve")]
    assert "écrit tel quel « Type d’acheteur : Région »" in preuves
    assert "Intitulé, Montant HT (€) : écrit tel quel « Lot 2 : Fourniture de plants – 20 000,00 € HT »" in [
        une.replace("\u202f", " ") for une in preuves
    ]
    assert [une for une in preuves if "à vérifier" in une] == ["déduit, à vérifier"], "the address, left unverified"
    champs |= {"d.0.type_maitre_ouvrage": "collectivite", "d.0.commune": "Yutz", "action": "faire"}
    champs |= {nom: "" for nom in champs if nom.startswith("d.0.lots.1.")}
    reponse = facilitateur.client.post(f"/notifications/{numero}/ouvrir", data=champs)
    assert reponse.headers["location"] == "/operations/REF-31"
    operation = decrite("REF-31")
    assert operation["maitre_ouvrage"]["type"] == "collectivite"
    assert "missions" not in operation
    assert (operation["lieu"]["commune"], operation["duree_mois"]) == ("Yutz", 14)
    assert [(lot["numero"], lot["taux_insertion"]) for lot in operation["lots"]] == [(1, "0.07")]


def test_the_region_that_a_person_names_has_no_upstream_part(acheteur, facilitateur):
    acheteur.envoyer("/facilitateur", **DECRIT)
    numero = recue().id
    facilitateur.client.post(
        f"/notifications/{numero}/ouvrir", data=formulaire(facilitateur, numero) | {"action": "faire"}
    )
    assert decrite("REF-31")["missions"] == ["aval_suivi", "bilan"]
