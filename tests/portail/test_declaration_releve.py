"""A statement dropped on the page of a signed link: it fills the form and writes nothing."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from declarant import Declarant, chemin, dites, en_decembre, mots, saisir
from mois_a_declarer import charger, contrat, dossier

from portail.declaration import releve
from portail.tailles import FICHIERS_MAX

__all__ = ["en_decembre"]

ENTETE = "Nom;Prénom;Mois;Heures;Lot\n"
CSV = ENTETE + "Quermeur;Élodie;2026-11;70,5;1\nInconnu;Paul;2026-11;12;1\n"


@pytest.fixture
def trois_personnes():
    """A structure with two people on the first lot, beside a person of the company itself."""
    personnes = {"k1": "Quermeur", "k3": "Talbriec", "k2": "Ozouf"}
    brut = dossier(contrats=[contrat("k1"), contrat("k3"), contrat("k2", "Bâti", 2)])
    for une in brut["beneficiaires"]:
        une["nom"] = personnes[une["id"].removeprefix("b-")]
    charger(brut)
    return Declarant(chemin())


def deposer(declarant, octets, nom="releve.csv", **champs):
    """The form and its file, as a browser sends them."""
    octets = octets.encode() if isinstance(octets, str) else octets
    fichiers = {"fichier": (nom, octets)}
    return declarant.client.post(f"{declarant.lien}/releve", data=champs, files=fichiers, follow_redirects=False)


def test_a_statement_fills_the_form_row_by_row_and_writes_nothing(trois_personnes):
    """What is read is in its field, what is not is told; a surname shows as its initial."""
    reponse = deposer(trois_personnes, CSV)
    assert reponse.status_code == 200, mots(reponse)
    assert trois_personnes.champ(reponse, "h:2026-ECO-001:k1") == "70,5"
    dit = mots(reponse)
    assert "1 ligne reprise, 1 à revoir" in dit
    assert "Paul I., cette personne n’est pas parmi celles de l’opération" in dit
    assert "Élodie Q., 70,50 h, lot 1" in dit
    assert "Quermeur" not in reponse.text
    assert dites() == {}


def test_the_columns_that_are_not_read_are_told(trois_personnes):
    """Beside the rows; nothing where all are read."""
    assert "non lue" not in mots(deposer(trois_personnes, CSV))
    reponse = deposer(trois_personnes, "Nom;Prénom;Heures;Panier <b>\nQuermeur;Élodie;70,5;4\n")
    assert "Colonne non lue : « Panier <b> »." in mots(reponse)
    assert "Panier <b>" not in reponse.text


def test_what_was_typed_before_is_kept_and_the_whole_is_then_sent(trois_personnes):
    """The page that the file gave leads to the review and to the sending, as any other."""
    reponse = deposer(trois_personnes, CSV, **saisir(k3="35"))
    page = BeautifulSoup(reponse.text, "html.parser")
    champs = {un["name"]: un.get("value", "") for un in page.select("form input[name^='h:'], form input[name^='f:']")}
    assert champs["h:2026-ECO-001:k3"] == "35"
    assert page.select_one("form")["action"] == trois_personnes.lien
    fin = trois_personnes.client.post(
        trois_personnes.lien, data=champs | {"action": "declarer"}, follow_redirects=False
    )
    assert fin.status_code == 303
    assert {code: str(une[0]) for code, une in dites().items()} == {"k1": "70.50", "k3": "35.00"}


def test_the_people_of_another_employer_are_unknown(trois_personnes):
    """A file tells nothing of who works for others on the same operation."""
    reponse = deposer(trois_personnes, ENTETE + "Ozouf;Élodie;2026-11;70;2\n")
    assert "n’est pas parmi celles de l’opération" in mots(reponse)
    assert "0 ligne reprise" in mots(reponse)


@pytest.mark.parametrize(
    ("octets", "nom", "attendu"),
    [
        pytest.param("", "", "Choisissez d’abord le fichier", id="none chosen"),
        pytest.param(b"", "vide.xlsx", "Ce fichier est vide", id="nothing in it"),
        pytest.param(b"\x00\x01%PDF", "scan.pdf", "Ce fichier n’a pas été repris", id="a scan"),
        pytest.param(b"PK\x03\x04rien", "a.xlsx", "abîmé", id="broken"),
    ],
)
def test_a_file_that_says_nothing_is_refused_with_what_to_do(trois_personnes, octets, nom, attendu):
    reponse = deposer(trois_personnes, octets, nom, **saisir(k1="7"))
    assert reponse.status_code == 422
    assert attendu in mots(reponse)
    assert trois_personnes.champ(reponse, "h:2026-ECO-001:k1") == "7"


def test_a_file_is_counted_while_it_is_read(trois_personnes, monkeypatch):
    monkeypatch.setattr(releve, "OCTETS_MAX", 2000)
    assert deposer(trois_personnes, b"x" * 3000).status_code == 413


def test_a_file_too_heavy_for_the_portal_is_told_the_limit_of_its_page_and_the_way_back(trois_personnes):
    reponse = deposer(trois_personnes, b"x" * (FICHIERS_MAX + 1))
    assert reponse.status_code == 413
    assert "va jusqu’à 10 Mo" in mots(reponse)
    retour = BeautifulSoup(reponse.text, "html.parser").main.find("a")["href"]
    assert trois_personnes.client.get(retour).url.path == trois_personnes.lien


def test_a_dead_link_takes_no_file_and_reading_the_address_leads_back(trois_personnes):
    assert (
        trois_personnes.client.get(f"{trois_personnes.lien}/releve", follow_redirects=False).headers["location"]
        == trois_personnes.lien
    )
    trois_personnes.lien = "/declaration/inconnu"
    assert deposer(trois_personnes, CSV).status_code == 404
