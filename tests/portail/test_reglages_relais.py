"""The identity of a further relay, changed from the portal: by whom, what is refused, whom it never concerns."""

from __future__ import annotations

import json
from base64 import b64decode
from urllib.parse import urlsplit

import pytest
from formulaires_remplis import champs, changer
from mois_a_declarer import BATI, TREMPLIN, charger, dossier
from relais_du_sud import CODE, COURRIEL, IDENTITE, NOM, decrire, heberger
from visiteur import Visiteur

from config.identites import fichier_de, identite
from config.settings import get_settings
from metier.droits import Acces, AccesRefuse
from metier.periodes import Mois
from metier.roles import Role
from sqlmodel_store.depots import journal
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.jetons import lien_de_choix, lien_de_declaration
from workflows.actes.reglages import enregistrement, logo
from workflows.actes.sauvegarde.faire import sauvegarder
from workflows.actes.sauvegarde.restaurer import restaurer

PAGE = f"/reglages/relais/{CODE}"
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@pytest.fixture
def sud(installation):
    """The id of a second relay of which nothing is written."""
    return heberger(identite="")


@pytest.fixture
def responsable(sud):
    return Visiteur(role=Role.RESPONSABLE, relais=(CODE,))


def test_its_responsable_fills_in_its_identity_and_nothing_of_the_first_changes(responsable):
    """From the list of settings, which says what lacks; the journal keeps the keys, not what they hold."""
    avant = identite()
    carte = responsable.voir("/reglages").select_one(f'.cartes a[href="{PAGE}"]').find_parent("li")
    assert "À compléter : nom, adresse, courriel, téléphone" in responsable.mots(carte)
    reponse = changer(responsable, PAGE, relais__nom=NOM, relais__courriel=COURRIEL, facilitateur__nom="Inès Valmont")
    assert (reponse.status_code, reponse.headers["location"]) == (303, PAGE)
    assert (identite(CODE).relais.nom, identite(CODE).relais.courriel) == (NOM, COURRIEL)
    assert identite(CODE).facilitateur.nom == "Inès Valmont"
    assert identite() == avant
    with lecture() as session:
        (note,) = journal.du_genre(session, "identite_changee")
    donnees = json.loads(note.donnees)
    assert (donnees["relais"], donnees["cles"]) == (CODE, ["relais.nom", "relais.courriel", "facilitateur.nom"])
    assert "Réglages enregistrés" in responsable.mots(responsable.voir(PAGE))
    assert fichier_de(CODE).stat().st_mode & 0o777 == 0o600


def test_what_the_environment_holds_of_the_first_holds_nothing_of_this_one(responsable, monkeypatch):
    """`RELAIS_RELAIS__NOM` names the first relay."""
    monkeypatch.setenv("RELAIS_RELAIS__NOM", "Relais de la Brielle")
    get_settings.cache_clear()
    assert responsable.voir(PAGE).select_one('input[name="relais.nom"]')["value"] == ""
    assert changer(responsable, PAGE, relais__nom=NOM).status_code == 303
    assert (identite().relais.nom, identite(CODE).relais.nom) == ("Relais de la Brielle", NOM)


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(responsable):
    reponse = changer(responsable, PAGE, relais__courriel="trois-forets", relais__nom=NOM)
    assert reponse.status_code == 422
    assert "n’est pas une adresse de courriel" in reponse.text
    assert f'value="{NOM}"' in reponse.text
    assert not fichier_de(CODE).exists()


def test_two_who_change_it_at_once_do_not_overwrite_each_other(responsable):
    envoi = champs(responsable, PAGE) | {"relais.nom": "Trop tard"}
    decrire(IDENTITE)
    reponse = responsable.client.post(PAGE, data=envoi)
    assert reponse.status_code == 422
    assert "changés par quelqu’un d’autre" in reponse.text
    assert identite(CODE).relais.nom == NOM


def test_its_logo_is_its_own(responsable):
    """In its folder; shown on its page; taken away, nothing shows."""
    envoi = champs(responsable, PAGE, f"{PAGE}/logo")
    fichier = {"fichier": ("logo.png", PNG, "image/png")}
    reponse = responsable.client.post(f"{PAGE}/logo", data=envoi | {"action": "poser"}, files=fichier)
    assert reponse.status_code == 303
    assert identite(CODE).relais.logo.startswith(f"relais/{CODE}/logo-")
    assert responsable.get(f"{PAGE}/logo").content == PNG
    assert responsable.voir(PAGE).select_one("img.logo")["src"] == f"{PAGE}/logo"
    assert responsable.get("/reglages/logo").status_code == 404
    envoi = champs(responsable, PAGE, f"{PAGE}/logo")
    assert responsable.client.post(f"{PAGE}/logo", data=envoi | {"action": "retirer"}).status_code == 303
    assert responsable.get(f"{PAGE}/logo").status_code == 404


def test_a_picture_that_cannot_be_printed_is_refused_and_not_kept(responsable):
    envoi = champs(responsable, PAGE, f"{PAGE}/logo")
    fichier = {"fichier": ("logo.png", b"<svg/>", "image/png")}
    reponse = responsable.client.post(f"{PAGE}/logo", data=envoi | {"action": "poser"}, files=fichier)
    assert reponse.status_code == 422
    assert "Ce fichier" in reponse.text
    assert list(fichier_de(CODE).parent.iterdir()) == []


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}/logo"])
def test_to_the_responsable_of_another_relay_it_does_not_exist(sud, page):
    """404, as for a code that no relay bears, or for the first one, which is in the settings."""
    nord = Visiteur(role=Role.RESPONSABLE, relais=("relais",))
    assert nord.voir("/reglages").select_one(f'a[href="{PAGE}"]') is None
    for chemin in (page, page.replace(CODE, "inconnu"), page.replace(CODE, "relais")):
        assert nord.get(chemin).status_code == 404
        assert nord.poster(chemin, relais__nom="x").status_code == 404
    assert not fichier_de(CODE).exists()


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.LECTURE])
def test_who_settles_no_relay_sees_nothing_of_it(sud, role):
    visiteur = Visiteur(role=role, relais=(CODE,))
    assert visiteur.get(PAGE).status_code == 403
    assert visiteur.poster(PAGE).status_code == 403


def test_the_animateur_reads_all_and_changes_none(sud):
    """From the page of the network, and back to it."""
    decrire(IDENTITE)
    visiteur = Visiteur(role=Role.ANIMATEUR)
    assert visiteur.voir("/reseau").select_one(f'a[href="{PAGE}"]') is not None
    page = visiteur.voir(PAGE)
    assert NOM in visiteur.mots(page.main)
    assert page.select_one("main button") is None
    assert page.select_one(".fil a")["href"] == "/reseau"
    assert visiteur.poster(PAGE, relais__nom="x").status_code == 403
    assert visiteur.poster(f"{PAGE}/logo", action="retirer").status_code == 403
    assert identite(CODE).relais.nom == NOM


def test_the_administrator_changes_any(sud):
    assert changer(Visiteur(role=Role.ADMINISTRATEUR), PAGE, relais__nom=NOM).status_code == 303
    assert identite(CODE).relais.nom == NOM


def test_below_the_pages_the_acts_refuse(sud):
    """Another relay's responsable, an animateur; and this one's, for the identity of the first."""
    autre = Acces(compte=1, nom="Marie", role=Role.RESPONSABLE, relais=frozenset({sud + 1}))
    animateur = Acces(compte=1, nom="Marie", role=Role.ANIMATEUR, relais=None)
    sien = Acces(compte=1, nom="Marie", role=Role.RESPONSABLE, relais=frozenset({sud}))
    for acces in (autre, animateur):
        with pytest.raises(AccesRefuse):
            enregistrement.enregistrer(acces, {("relais", "nom"): "x"}, signature="absent", code=CODE)
        with pytest.raises(AccesRefuse):
            logo.poser(acces, PNG, signature="absent", code=CODE)
    with pytest.raises(AccesRefuse):
        enregistrement.enregistrer(sien, {("relais", "nom"): "x"}, signature="absent")


def test_a_file_at_fault_is_told_on_its_page_and_in_the_list(responsable):
    decrire("[relais\n")
    for page in ("/reglages", PAGE):
        assert "ligne 1" in responsable.mots(responsable.voir(page).main)


def test_a_backup_holds_it(responsable, installation, tmp_path):
    """With its logo: nothing of a relay is only in one place."""
    decrire(IDENTITE)
    envoi = champs(responsable, PAGE, f"{PAGE}/logo") | {"action": "poser"}
    responsable.client.post(f"{PAGE}/logo", data=envoi, files={"fichier": ("logo.png", PNG, "image/png")})
    tenue = identite(CODE)
    sauvegarder(tmp_path / "relais.sauvegarde")
    decrire("")
    (installation / tenue.relais.logo).unlink()
    restaurer(tmp_path / "relais.sauvegarde", remplacer=True)
    assert identite(CODE) == tenue
    assert (installation / tenue.relais.logo).read_bytes() == PNG


def test_the_public_pages_of_a_link_name_the_relay_that_follows_the_operations(sud, monkeypatch):
    """Its name and whom to call there; a link that is dead, of which nothing is known, names the first."""
    monkeypatch.setenv("RELAIS_RELAIS__NOM", "Relais de la Brielle")
    monkeypatch.setenv("RELAIS_DATE", "2026-12-01")
    get_settings.cache_clear()
    decrire(IDENTITE)
    une = dossier("2026-ECO-001")
    charger(une | {"operation": une["operation"] | {"relais": CODE}})
    with unit_of_work() as session:
        liens = lien_de_declaration(session, TREMPLIN, Mois(2026, 11)), lien_de_choix(session, BATI)
    for lien in liens:
        page = Visiteur().get(urlsplit(lien).path)
        assert page.status_code == 200
        assert NOM in page.text
        assert "Inès Valmont, 03" in page.text
        assert "Relais de la Brielle" not in page.text
    assert "Relais de la Brielle" in Visiteur().get("/declaration/inconnu").text
