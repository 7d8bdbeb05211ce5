"""The settings changed from the portal: what is written, what is refused beside its field, what stays secret."""

from __future__ import annotations

import re
import tomllib
from base64 import b64decode

import pytest
from formulaires_remplis import champs, changer
from visiteur import Visiteur

from config import reglages_ecrits
from config.settings import get_settings
from metier.droits import Acces, AccesRefuse
from metier.roles import Role
from sqlmodel_store.depots import journal
from sqlmodel_store.depots import relais as depot_relais
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import installation
from workflows.actes.reglages import enregistrement
from workflows.actes.reglages.essai import Liaison

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
BAREME = b"""nom = "reseau-lorrain"
version = "2026-1"
date = 2026-01-01
source = "groupe de travail de janvier"
[cout_horaire]
valeur = "29.50"
source = "tableau du relais"
[taux_insertion]
valeur = "0.06"
source = "tableau du relais"
[[metiers]]
libelle = "couverture"
mots = ["couverture"]
part_main_oeuvre = "0.55"
source = "tableau du relais"
"""


@pytest.fixture
def responsable(installation):
    return Visiteur(role=Role.RESPONSABLE)


@pytest.fixture
def fichier(installation):
    """The file of settings, with a comment that a person wrote."""
    chemin = installation / "relais.toml"
    chemin.write_text('# tenu par Marie\n[relais]\nadresse = "12 rue des Forges"  # siège\n', encoding="utf-8")
    get_settings.cache_clear()
    return chemin


def notes(evenement):
    with lecture() as session:
        return [(une.acteur, une.donnees) for une in journal.du_genre(session, evenement)]


def test_the_list_says_how_each_section_stands(responsable):
    """What the identity lacks, whether mail reaches people; from there to each page."""
    page = responsable.voir("/reglages")
    assert "À compléter : adresse, téléphone, facilitatrice ou facilitateur" in responsable.mots(page.main)
    assert "Mode d’essai" in responsable.mots(page.main)
    liens = [lien["href"] for lien in page.select(".cartes a")]
    assert {responsable.get(lien).status_code for lien in liens if lien.startswith("/reglages")} == {200}
    assert page.select_one('.menu a[href="/reglages"]')["aria-current"] == "page"


def test_an_identity_is_written_in_the_file_and_used_at_once(responsable, fichier):
    """The comments stay, the file of before is kept, the journal names the keys and no value."""
    avant = fichier.read_text(encoding="utf-8")
    envoye = changer(
        responsable, "/reglages/identite", relais__telephone="03 00 55 10 00", facilitateur__nom="Jeanne Fressac"
    )
    assert envoye.headers["location"] == "/reglages/identite"
    ecrit = fichier.read_text(encoding="utf-8")
    assert ecrit.startswith('# tenu par Marie\n[relais]\nadresse = "12 rue des Forges"  # siège\n')
    assert get_settings().facilitateur.nom == "Jeanne Fressac"
    assert get_settings().relais.telephone == "03 00 55 10 00"
    (garde,) = (fichier.parent / "reglages").glob("*.toml")
    assert garde.read_text(encoding="utf-8") == avant
    ((qui, quoi),) = notes("reglages_changes")
    assert (qui, "relais.telephone" in quoi, "Fressac" in quoi) == ("responsable-seul@relais.example", True, False)
    assert "Téléphone, Nom et prénom." in responsable.mots(
        responsable.voir("/reglages/identite").select_one(".annonce")
    )


def test_saving_without_a_change_writes_nothing(responsable, fichier):
    """Defaults are not copied into the file either."""
    avant = fichier.read_bytes()
    for page in ("identite", "delais", "heures", "envois", "portail"):
        assert changer(responsable, f"/reglages/{page}").status_code == 303, page
    assert fichier.read_bytes() == avant
    assert notes("reglages_changes") == []


@pytest.mark.parametrize(
    ("ou", "valeur", "dit"),
    [
        (("identite", "facilitateur.courriel"), "jeanne", "« jeanne » n’est pas une adresse de courriel"),
        (("identite", "facilitateur.fin_mandat"), "demain", "Une date AAAA-MM-JJ est attendue ; reçu : « demain »."),
        (("delais", "echeances.bilan"), "bientôt", "Un nombre entier est attendu ; reçu : « bientôt »."),
        (("delais", "echeances.relance_heures"), "2", "Un nombre au moins égal à 5 est attendu ; reçu : le nombre 2."),
        (("heures", "heures.tolerance"), "90", "Un nombre au plus égal à 50 est attendu"),
        (("heures", "publics.categories"), [], "Aucun critère n’est coché"),
        (("envois", "courrier.pieces_jointes_max_mo"), "40", "Un nombre au plus égal à 25 est attendu"),
        (("envois", "mail_mode"), "reel", "Cochez la case : en mode réel"),
        (("portail", "portail_url"), "clauses.relais.example", "Une adresse complète est attendue"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_is_lost(responsable, fichier, ou, valeur, dit):
    """The other fields come back as they were typed; the file does not move."""
    (page, champ), avant = ou, fichier.read_bytes()
    autre = {"identite": "relais.statut", "delais": "echeances.calibrage"}.get(page)
    voulus = {champ: valeur} | ({autre: "33"} if autre else {})
    reponse = changer(responsable, f"/reglages/{page}", **{cle.replace(".", "__"): un for cle, un in voulus.items()})
    assert reponse.status_code == 422
    faute = re.search(rf'id="{champ}-faute">([^<]*)<', reponse.text)
    assert faute
    assert dit in faute[1].replace("\xa0", " ")
    if autre:
        assert re.search(rf'name="{autre}" value="33"', reponse.text)
    assert fichier.read_bytes() == avant


def test_mail_begins_to_leave_only_when_whoever_asks_says_so(responsable, fichier):
    assert changer(responsable, "/reglages/envois", mail_mode="reel", confirmer_reel="oui").status_code == 303
    assert tomllib.loads(fichier.read_text())["mail_mode"] == "reel"


def test_what_the_environment_imposes_is_shown_and_cannot_be_changed(responsable, fichier):
    """In the page, and by whoever forges the form."""
    page = responsable.voir("/reglages/identite")
    assert page.select_one('[name="relais.nom"]') is None
    assert "RELAIS_RELAIS__NOM" in responsable.mots(page.main)
    assert changer(responsable, "/reglages/identite", relais__nom="Autre").status_code == 303
    assert "Autre" not in fichier.read_text()
    acces = Acces(compte=1, nom="Marie", role=Role.ADMINISTRATEUR, relais=None)
    signature = reglages_ecrits.lire().signature
    with pytest.raises(Exception, match="RELAIS_RELAIS__NOM"):
        enregistrement.enregistrer(acces, {("relais", "nom"): "Autre"}, signature=signature)


def test_two_persons_at_once_do_not_overwrite_each_other(responsable, fichier):
    """The second sees their own words again, then saves knowingly."""
    envoi = champs(responsable, "/reglages/delais")
    changer(responsable, "/reglages/identite", relais__statut="association")
    refuse = responsable.client.post("/reglages/delais", data=envoi | {"echeances.bilan": "31"})
    assert refuse.status_code == 422
    assert "changés par quelqu’un d’autre" in refuse.text
    assert 'name="echeances.bilan" value="31"' in refuse.text
    nouvelle = re.search(r'name="signature" value="([^"]+)"', refuse.text)[1]
    accepte = responsable.client.post("/reglages/delais", data=envoi | {"echeances.bilan": "31", "signature": nouvelle})
    assert accepte.status_code == 303
    assert get_settings().echeances.bilan == 31


def test_a_file_broken_by_hand_is_told_and_the_former_settings_stay(responsable, fichier):
    assert get_settings().relais.adresse == "12 rue des Forges"
    fichier.write_text('[relais]\nadresse = "12 rue\n', encoding="utf-8")
    assert "ligne 2" in responsable.mots(responsable.voir("/reglages").select_one(".annonce"))
    assert get_settings().relais.adresse == "12 rue des Forges"
    assert "ligne 2" in responsable.get("/reglages/identite").text


def test_a_password_is_kept_never_shown_and_never_shown_to_another_server(responsable, fichier, caplog):
    """Not in the page, the address, the journal or the log; asked again when the server changes."""
    boites, ici = "/reglages/boites", "/reglages/boites/imap"
    secret = "m0t/de:passe@é"
    pose = changer(
        responsable, boites, ici, hote="localhost", securite="clair", port="1", utilisateur="relais", secret=secret
    )
    assert pose.headers["location"] == "/reglages/boites#imap"
    assert get_settings().imap_url.get_secret_value().startswith("imap://relais:m0t%2Fde%3Apasse%40")
    assert fichier.stat().st_mode & 0o007 == 0
    for reponse in (responsable.get(boites), changer(responsable, boites, ici, port="2"), responsable.get(boites)):
        assert "m0t" not in reponse.text + str(reponse.headers)
    assert get_settings().imap_url.get_secret_value().endswith("@localhost:2/INBOX")
    ailleurs = changer(responsable, boites, ici, hote="127.0.0.1")
    assert ailleurs.status_code == 422
    assert "écrivez de nouveau le mot de passe" in ailleurs.text
    assert changer(responsable, boites, ici, oublier="oui").status_code == 303
    assert get_settings().imap_url.get_secret_value() == "imap://relais@localhost:2/INBOX"
    assert "m0t" not in caplog.text + str(notes("reglages_changes"))
    assert changer(responsable, boites, ici, hote="").status_code == 303
    assert get_settings().imap_url is None


@pytest.mark.parametrize(
    ("ou", "voulus", "dit"),
    [
        (("smtp", "smtp-hote"), {"hote": "mail.relais.example"}, "en mode d’essai rien ne sort de cette machine"),
        (("smtp", "smtp-hote"), {"hote": "mail relais"}, "Un nom de serveur est attendu"),
        (("imap", "imap-port"), {"hote": "localhost", "port": "70000"}, "Un numéro de 1 à 65535"),
        (("oauth", "oauth-token_url"), {"token_url": "http://jetons.example"}, "une adresse https est attendue"),
        (("oauth", "oauth-client_id"), {"token_url": "https://localhost/j"}, "identifiant de l’application"),
    ],
)
def test_a_server_that_cannot_be_is_refused_at_its_field(responsable, fichier, ou, voulus, dit):
    (liaison, champ), avant = ou, fichier.read_bytes()
    reponse = changer(responsable, "/reglages/boites", f"/reglages/boites/{liaison}", **voulus)
    assert reponse.status_code == 422
    assert f'id="{champ}-faute"' in reponse.text
    assert dit.lower() in reponse.text.lower()
    assert fichier.read_bytes() == avant


def test_trying_a_server_that_does_not_answer_says_so(responsable, fichier):
    """In French, with the point that was tried; the journal keeps that it was."""
    changer(responsable, "/reglages/boites", "/reglages/boites/smtp", hote="127.0.0.1", securite="clair", port="1")
    assert responsable.poster("/reglages/boites/smtp/essai").headers["location"] == "/reglages/boites#smtp"
    dit = responsable.mots(responsable.voir("/reglages/boites").select_one(".annonce"))
    assert dit.startswith("Attention. Serveur d’envoi : 127.0.0.1:1")
    assert '"bonne": false' in notes("liaison_essayee")[0][1]
    for liaison in (Liaison.IMAP, Liaison.OAUTH):
        responsable.poster(f"/reglages/boites/{liaison.value}/essai")
        assert "Attention" in responsable.mots(responsable.voir("/reglages/boites").select_one(".annonce"))


def test_a_logo_is_looked_at_before_it_is_kept(responsable, fichier):
    """A picture that documents cannot print is refused in words, without the path of the server."""
    signature = champs(responsable, "/reglages/identite")["signature"]
    donnees = {"jeton_csrf": responsable.jeton(), "signature": signature, "action": "poser"}
    for octets, dit in ((b"", "Aucun fichier choisi"), (b"<svg/>", "SVG"), (PNG[:40], "incomplète")):
        refuse = responsable.client.post("/reglages/logo", data=donnees, files={"fichier": ("logo.png", octets)})
        assert refuse.status_code == 422
        assert dit in refuse.text
        assert str(fichier.parent) not in refuse.text
    assert list(fichier.parent.glob("logo*")) == []
    pose = responsable.client.post("/reglages/logo", data=donnees, files={"fichier": ("photo de Marie.png", PNG)})
    assert pose.headers["location"] == "/reglages/identite"
    assert get_settings().relais.logo.startswith("logo-")
    assert responsable.get("/reglages/logo").content == PNG
    assert responsable.voir("/reglages/identite").select_one("img.logo")["alt"] == "Logo de Relais essai"


def test_a_bareme_is_read_before_it_is_in_force_and_the_former_one_is_kept(responsable, installation):
    def deposer(octets):
        jeton = {"jeton_csrf": responsable.jeton()}
        return responsable.client.post("/reglages/baremes", data=jeton, files={"fichier": ("b.toml", octets)})

    assert "Emplacement vide" in responsable.mots(responsable.voir("/reglages/baremes").main)
    for octets, dit in (
        (b"nom = ", "la valeur n’est pas lisible"),
        (b"a=" + b"[" * 100_000, "trop de crochets"),
        (b'nom = "../x"', "ne dit pas son nom"),
        (BAREME.replace(b"0.55", b"55"), "une fraction est attendue"),
    ):
        assert dit in deposer(octets).text
    assert not (installation / "baremes").exists()
    assert deposer(BAREME).status_code == 303
    assert deposer(BAREME.replace(b"2026-1", b"2026-2")).status_code == 303
    page = responsable.mots(responsable.voir("/reglages/baremes").main)
    assert "Version 2026-2" in page
    assert "29,50" in page
    assert len(list((installation / "baremes" / "anciens").glob("*.toml"))) == 1
    assert responsable.get("/reglages/baremes/reseau-lorrain/fichier").content.count(b"2026-2") == 1
    assert responsable.poster("/reglages/baremes/reseau-lorrain/retirer").status_code == 303
    assert "Emplacement vide" in responsable.mots(responsable.voir("/reglages/baremes").main)


def test_the_days_off_are_those_of_moselle(responsable):
    jours = responsable.mots(responsable.voir("/reglages/calendrier").main)
    assert "26 décembre" in jours
    assert "Vendredi saint" in jours


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.ANIMATEUR, Role.LECTURE])
def test_who_does_not_settle_the_relay_sees_none_of_it(installation, role):
    visiteur = Visiteur(role=role)
    for page in ("/reglages", "/reglages/identite", "/reglages/boites", "/reglages/baremes", "/reglages/logo"):
        assert visiteur.get(page).status_code == 403
    assert visiteur.poster("/reglages/identite").status_code == 403


def test_one_relay_of_several_reads_the_settings_of_all_and_changes_its_identity_only(installation):
    """Below the page too: the act refuses. The identity of the settings is that of the first relay."""
    Visiteur(role=Role.RESPONSABLE)
    with unit_of_work() as session:
        depot_relais.retenir(session, "sud")
    premier, tous = (
        Visiteur(role=Role.RESPONSABLE, relais=("relais",)),
        Visiteur(role=Role.RESPONSABLE, relais=("relais", "sud")),
    )
    page = premier.voir("/reglages/delais")
    assert page.select_one("main button") is None
    assert "plusieurs relais" in premier.mots(page.main)
    assert changer(tous, "/reglages/delais", echeances__calibrage="9").status_code == 303
    assert changer(premier, "/reglages/identite", relais__statut="coopérative").status_code == 303
    assert premier.poster("/reglages/delais", echeances__calibrage="8").status_code == 403
    assert premier.poster("/reglages/boites/imap/essai").status_code == 403
    assert changer(tous, "/reglages/identite", relais__statut="association").status_code == 303
    with pytest.raises(AccesRefuse):
        installation_exige_le_premier()


def installation_exige_le_premier():
    with lecture() as session:
        premier = depot_relais.retenir(session)
    installation.exiger(Acces(compte=1, nom="Marie", role=Role.RESPONSABLE, relais=frozenset({premier.id})))
