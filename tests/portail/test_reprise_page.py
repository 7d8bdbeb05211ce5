"""A spreadsheet taken over from its page: sent, corrected, tried, imported; without a script."""

from __future__ import annotations

import os

import pytest
from navigateur import fautes, navigateur, ouvrir
from tableaux_a_reprendre import classeur
from visiteur import Visiteur, entrer

from metier.roles import Role
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture

RANGEES = [
    ["Suivi du relais"],
    ["Chantier", "Maître d’ouvrage", "Lot", "Entreprise", "Volume"],
    ["École des Tilleuls", "Ville de Valmeuse", 1, "Bâti Lorraine", 292],
    ["Halle des sports", "Ville de Brielle", 2, "Peintures Meusiennes", "cent"],
]


@pytest.fixture
def facilitateur(installation):
    return Visiteur(role=Role.FACILITATEUR)


def envoyer(visiteur, octets, nom="suivi.xlsx"):
    return visiteur.client.post(
        "/reprise", data={"jeton_csrf": visiteur.jeton()}, files={"fichier": (nom, octets, "application/octet-stream")}
    )


def connues():
    with lecture() as session:
        return [une.intitule for une in operations.lister(session)]


def choix(page):
    """What the form of the columns sends back as it is."""
    choisis = {un["name"]: un.select_one("option[selected]") for un in page.select("form select")}
    champs = {nom: un["value"] if un else "" for nom, un in choisis.items()}
    return champs | {un["name"]: un.get("value", "") for un in page.select("form input[name^=f]")}


def test_a_spreadsheet_from_its_sending_to_its_operations(facilitateur):
    envoi = envoyer(facilitateur, classeur({"Suivi": RANGEES}))
    assert envoi.status_code == 303
    adresse = envoi.headers["location"]
    page = facilitateur.voir(adresse)
    lues = {une.th.get_text(" ", strip=True): une.select_one("option[selected]") for une in page.select("tbody tr")}
    assert {titre: un.text for titre, un in lues.items() if un} == {
        "A Chantier": "intitulé de l’opération",
        "B Maître d’ouvrage": "maître d’ouvrage",
        "C Lot": "lot",
        "D Entreprise": "entreprise attributaire",
    } | {"E Volume": lues["E Volume"].text}
    assert "Bâti Lorraine" in page.get_text()

    champs = choix(page) | {"f0.c4": "heures_engagees"}
    essai = facilitateur.poster(adresse, **champs)
    assert (essai.status_code, essai.headers["location"]) == (303, f"{adresse}/essai")
    mots = facilitateur.mots(facilitateur.voir(f"{adresse}/essai").main)
    assert "1 opération créée" in mots
    assert "« cent » reçu" in mots
    assert connues() == [], "a trial writes nothing"

    assert facilitateur.poster(f"{adresse}/importer").status_code == 200, "the refused row must be left aside knowingly"
    assert connues() == []
    faite = facilitateur.poster(f"{adresse}/importer", partiel="oui")
    assert (faite.status_code, faite.headers["location"]) == (303, "/operations")
    assert connues() == ["École des Tilleuls"]
    assert "Tableau repris" in facilitateur.mots(facilitateur.voir("/operations"))
    assert facilitateur.get(adresse).status_code == 404, "the file is not kept once it is imported"


def test_what_a_refusal_asks_for_the_whole_sheet_is_open_and_linked(facilitateur):
    gens = [["Référence", "Lot", "Entreprise", "Nom", "Prénom", "Né(e) le", "Type de contrat", "Date d’embauche"]]
    gens.append(["A1", 1, "Bâti Lorraine", "AMARI", "Lina", "05/03/1990", "CDD", "05/01/2026"])
    adresse = envoyer(facilitateur, classeur({"Suivi": gens})).headers["location"]
    assert facilitateur.voir(adresse).select_one("#feuille-entiere-0").has_attr("open")
    assert facilitateur.voir(f"{adresse}/essai").select_one(f'a[href="{adresse}#feuille-entiere-0"]')


def test_the_columns_are_kept_for_the_next_file(facilitateur):
    premiere = envoyer(facilitateur, classeur({"Suivi": RANGEES[:3]})).headers["location"]
    champs = choix(facilitateur.voir(premiere)) | {"f0.c4": "", "f0.knature": "travaux"}
    facilitateur.poster(premiere, **champs | {"f0.kemployeur": "Tremplin", "f0.annee": "2026"})
    facilitateur.poster(f"{premiere}/importer")
    seconde = facilitateur.voir(envoyer(facilitateur, classeur({"2027": RANGEES[:3]})).headers["location"])
    assert "retenues" in facilitateur.mots(seconde.main)
    assert choix(seconde) == champs


@pytest.mark.parametrize(
    ("octets", "nom"),
    [
        pytest.param(b"", "", id="no file"),
        pytest.param(b"PK\x03\x04 damaged", "suivi.xlsx", id="damaged"),
        pytest.param(b"%PDF-1.4", "suivi.xlsx", id="another format"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(facilitateur, octets, nom):
    reponse = envoyer(facilitateur, octets, nom)
    assert reponse.status_code == 422
    assert "Rien n’a été enregistré" in reponse.text


def test_what_was_sent_is_gone_after_a_day(facilitateur, home):
    adresse = envoyer(facilitateur, classeur({"Suivi": RANGEES})).headers["location"]
    (garde,) = (home / ".reprises").iterdir()
    assert {fichier.stat().st_mode & 0o077 for fichier in garde.iterdir()} == {0}
    os.utime(garde, (0, 0))
    assert facilitateur.get(adresse).status_code == 404
    assert not garde.exists()


def test_somebody_else_does_not_see_what_was_sent(facilitateur):
    adresse = envoyer(facilitateur, classeur({"Suivi": RANGEES})).headers["location"]
    autre = Visiteur(role=Role.RESPONSABLE)
    assert [autre.get(f"{adresse}{suite}").status_code for suite in ("", "/essai")] == [404, 404]


@pytest.mark.parametrize("role", [Role.LECTURE, Role.ANIMATEUR, Role.ADMINISTRATEUR])
def test_a_role_that_does_not_drive_takes_nothing_over(installation, role):
    visiteur = Visiteur(role=role)
    assert visiteur.get("/reprise").status_code == 403
    assert envoyer(visiteur, classeur({"Suivi": RANGEES})).status_code == 403


@pytest.mark.reseau
@pytest.mark.parametrize("largeur", [390, pytest.param(1280, marks=pytest.mark.long)])
def test_the_journey_in_a_browser_without_a_fault_of_access(installation, servi, largeur, tmp_path):
    """Three pages read by axe, none wider than the screen; the import is made by their buttons alone."""
    fichier = tmp_path / "suivi.xlsx"
    fichier.write_bytes(classeur({"Suivi": RANGEES}))
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=entrer(Role.FACILITATEUR), largeur=largeur)
        page.goto("/reprise")
        trouvees = verifier(page)
        page.set_input_files("#fichier", fichier)
        page.click("text=Lire ce tableau")
        trouvees += verifier(page)
        page.select_option("select[name='f0.c4']", "heures_engagees")
        page.click("text=Essayer")
        trouvees += verifier(page)
        page.check("input[name=partiel]")
        page.click("main button[type=submit]")
        page.wait_for_url("**/operations")
        assert "École des Tilleuls" in page.text_content("main")
    assert trouvees == []


def verifier(page):
    page.wait_for_load_state()
    large = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*fautes(page), *([f"{page.url} is wider than the screen"] if large else [])]
