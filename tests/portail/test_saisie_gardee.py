"""What is typed after the end of a session: kept by the page where one signs in, then sent by whoever typed it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from navigateur import CHROMIUM, fautes, navigateur, ouvrir
from operations_en_base import evenements, semer
from sqlalchemy import select
from visiteur import ICI, Visiteur

from metier.roles import Role
from portail import saisie_gardee
from portail.comptes import gestion, mots_de_passe, sessions
from portail.comptes.gestion import NouveauCompte
from portail.rendu import DOSSIER
from sqlmodel_store.modeles.comptes import SessionOuverte
from sqlmodel_store.session import unit_of_work

MOT_DE_PASSE = "trois petits chats"
MARIE, PAUL = "marie.dupre@relais.example", "paul.rive@relais.example"
TEXTE = 'Rappeler <M. Lenoir> & "Cie"\r\nau sujet des vestiaires'


@pytest.fixture
def operation(installation, monkeypatch):
    hacheur = mots_de_passe.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(mots_de_passe, "_HACHEUR", hacheur)
    mots_de_passe._leurre.cache_clear()
    reference = semer()
    for courriel in (MARIE, PAUL):
        gestion.creer(
            NouveauCompte(courriel=courriel, role=Role.FACILITATEUR, nom=courriel[:4], mot_de_passe=MOT_DE_PASSE),
            par="essai",
        )
    return reference


class Navigateur(Visiteur):
    """A browser that sends the forms it is shown, and says where they come from."""

    def soumettre(self, formulaire, fichiers=None, **saisi):
        """Every field of the form, those typed over them."""
        champs = {}
        for un in formulaire.select("input[name], textarea[name]"):
            if un.get("type") != "file":
                champs.setdefault(un["name"], []).append(un.get("value", un.text))
        envoi = champs | saisi
        entetes = {"origin": ICI, "referer": f"{ICI}/operations"}
        return self.client.post(formulaire["action"], data=envoi, files=fichiers, headers=entetes)

    def connecter(self, page=None, qui=MARIE, mot_de_passe=MOT_DE_PASSE):
        page = page or self.voir("/connexion")
        formulaire = page.select_one("form[action='/connexion']")
        return self.soumettre(formulaire, courriel=qui, mot_de_passe=mot_de_passe)


def vieillir():
    """Two idle hours later."""
    with unit_of_work() as session:
        for une in session.scalars(select(SessionOuverte)):
            une.vue_le -= sessions.INACTIVITE


def soupe(reponse):
    return BeautifulSoup(reponse.text, "html.parser")


@pytest.fixture
def marie(operation):
    """Signed in by her password, the form of a note before her; her session is over."""
    marie = Navigateur()
    marie.connecter()
    marie.note = marie.voir(f"/operations/{operation}").select_one(f"form[action$='{operation}/notes']")
    vieillir()
    return marie


def notes(operation):
    return [un.evenement for un in evenements(operation) if un.evenement == "note_ecrite"]


def test_what_is_typed_after_the_end_of_the_session_is_sent_once_signed_in_again(marie, operation):
    """A wrong password loses nothing either; the note is hers, as she typed it, written once."""
    perdue = marie.soumettre(marie.note, texte=TEXTE)
    assert perdue.status_code == 401
    assert "Votre session est terminée" in soupe(perdue).h1.text
    assert "<M. Lenoir>" not in perdue.text
    refusee = marie.connecter(soupe(perdue), mot_de_passe="quatre petits chats")
    assert (refusee.status_code, notes(operation)) == (422, [])
    suite = soupe(marie.connecter(soupe(refusee)))
    assert "de nouveau connecté" in suite.main.text
    assert re.fullmatch(r"/static/renvoi\.js\?v=\w+", suite.select("script[src]")[-1]["src"])
    for _ in range(2):
        assert marie.soumettre(suite.select_one("#renvoi")).status_code == 303
    assert notes(operation) == ["note_ecrite"]
    note = marie.voir(f"/operations/{operation}").select_one(".note")
    assert note.select_one(".texte").text == TEXTE.replace("\r", "")
    assert "mari" in note.text


def test_another_account_is_asked_before_it_sends_what_it_did_not_type(marie, operation):
    """As where nobody knows any more whose session it was: no script sends it."""
    suite = soupe(marie.connecter(soupe(marie.soumettre(marie.note, texte=TEXTE)), qui=PAUL))
    assert "peut-être par une autre personne" in suite.main.text
    assert not suite.select("script[src*=renvoi]")
    assert marie.soumettre(suite.select_one("#renvoi")).status_code == 303
    assert "paul" in marie.voir(f"/operations/{operation}").select_one(".note").text


def test_a_session_that_was_ended_keeps_what_is_typed_too_and_asks(marie, operation):
    """Signed out in another tab: neither the cookie nor the session is there any more."""
    marie.client.cookies.delete("relais-session")
    perdue = marie.soumettre(marie.note, texte=TEXTE)
    assert perdue.status_code == 401
    assert "peut-être par une autre personne" in soupe(marie.connecter(soupe(perdue))).main.text


def test_signed_in_again_in_another_tab_the_old_page_asks_and_sends(marie, operation):
    """Its token is that of before; nothing typed is lost, nothing is written without a word."""
    marie.connecter()
    page = marie.soumettre(marie.note, texte=TEXTE)
    assert (page.status_code, notes(operation)) == (403, [])
    assert marie.soumettre(soupe(page).select_one("#renvoi")).status_code == 303
    assert notes(operation) == ["note_ecrite"]


def test_the_page_that_signs_in_asks_too_once_one_has_signed_in_elsewhere(marie, operation):
    perdue = soupe(marie.soumettre(marie.note, texte=TEXTE))
    marie.connecter()
    page = marie.connecter(perdue)
    assert page.status_code == 403
    assert MOT_DE_PASSE not in page.text
    assert marie.soumettre(soupe(page).select_one("#renvoi")).status_code == 303
    assert notes(operation) == ["note_ecrite"]


def test_a_file_is_chosen_again_the_rest_is_kept(marie, operation):
    """The bytes are not carried; the page shows the field, and sends nothing by itself."""
    marie.connecter()
    formulaire = marie.voir(f"/operations/{operation}/signer").select_one("form[action$='/signer']")
    vieillir()
    fichiers = {"fichier": ("signe.pdf", b"%PDF-1.4 secret", "application/pdf")}
    perdue = marie.soumettre(formulaire, fichiers, intitule="Convention signée")
    assert perdue.status_code == 401
    assert "secret" not in perdue.text
    suite = soupe(marie.connecter(soupe(perdue)))
    assert suite.select_one("#renvoi input[type=file]")["name"] == "fichier"
    assert suite.select_one("#renvoi")["enctype"] == "multipart/form-data"
    assert suite.select_one("#renvoi input[name=intitule]")["value"] == "Convention signée"
    assert not suite.select("script[src*=renvoi]")


@pytest.mark.parametrize(
    ("entetes", "jeton"),
    [
        pytest.param({}, "x", id="no token of ours"),
        pytest.param({"origin": "https://ailleurs.example"}, "x", id="another site"),
        pytest.param({"origin": "http://["}, "", id="an origin that is none"),
    ],
)
def test_a_form_of_another_site_is_not_kept(marie, operation, entetes, jeton):
    envoi = {"texte": TEXTE, "jeton_csrf": jeton}
    reponse = marie.client.post(f"/operations/{operation}/notes", data=envoi, headers=entetes)
    assert (reponse.status_code, reponse.headers["location"]) == (303, "/connexion?fin=envoi")


def test_a_browser_that_does_not_say_where_a_form_comes_from_is_known_by_its_token(marie, operation):
    """Of the session that is over."""
    envoi = {"texte": TEXTE, "jeton_csrf": marie.note.select_one("[name=jeton_csrf]")["value"]}
    assert marie.client.post(f"/operations/{operation}/notes", data=envoi).status_code == 401


@pytest.mark.parametrize(
    "vers", ["//ailleurs.example", "https://ailleurs.example", "/clauses", "/deconnexion", "/nulle-part", "/\\x", ""]
)
def test_what_is_kept_goes_to_a_form_of_ours_only(marie, vers):
    """Whatever the page that signs in says."""
    page = soupe(marie.soumettre(marie.note, texte=TEXTE))
    page.select_one("[name=garde-vers]")["value"] = vers
    assert marie.connecter(page).headers["location"] == "/operations"


@pytest.mark.parametrize(
    ("chemin", "champs"),
    [
        pytest.param("/mon-compte/mot-de-passe", {"actuel": "a", "nouveau": "b", "encore": "b"}, id="a password"),
        pytest.param("/reglages/boites/smtp", {"hote": "smtp.relais.example", "secret": "b"}, id="a server's secret"),
        pytest.param("/operations/nouvelle/texte", {"texte": "x" * saisie_gardee.OCTETS_MAX}, id="too heavy"),
        pytest.param("/operations/nouvelle/texte", {"t": ["x"] * (saisie_gardee.CHAMPS_MAX + 1)}, id="too many"),
        pytest.param("/mon-compte/sessions", {}, id="nothing typed"),
    ],
)
def test_secrets_and_what_is_too_large_are_not_kept(marie, chemin, champs):
    """The page is told to begin again, as before."""
    reponse = marie.client.post(chemin, data=champs, headers={"origin": ICI, "referer": f"{ICI}/mon-compte"})
    assert (reponse.status_code, reponse.headers["location"]) == (303, "/connexion?suite=/mon-compte&fin=envoi")


def test_every_field_that_hides_what_is_typed_is_a_secret():
    """A new one is named there, so that no page ever carries it."""
    pages = "".join(une.read_text(encoding="utf-8") for une in (DOSSIER / "pages").glob("*.html"))
    nommes = re.findall(r'name="(\w+)"[^>]*type="password"', pages)
    nommes += re.findall(r'texte\(code, "(\w+)"[^\n]*"password"\)', pages)
    assert {"mot_de_passe", "encore", "secret"} <= set(nommes) <= saisie_gardee.SECRETS
    assert pages.count('"password"') == 6


def test_a_fragment_never_holds_the_page_where_one_signs_in(marie):
    """What htmx asked for leads the whole page there, and back to it."""
    entetes = {"hx-request": "true", "hx-current-url": f"{ICI}/operations?q=halle"}
    reponse = marie.client.get("/operations?q=hal", headers=entetes)
    assert (reponse.status_code, reponse.text) == (401, "")
    assert reponse.headers["hx-redirect"] == "/connexion?suite=/operations%3Fq%3Dhalle&fin=session"


@pytest.mark.reseau
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)")
@pytest.mark.parametrize(
    ("largeur", "scripts"),
    [
        pytest.param(1280, True, id="desk"),
        pytest.param(390, False, id="phone, no script", marks=pytest.mark.long),
    ],
)
def test_in_a_browser_the_note_goes_on_its_way_after_the_signing_in(operation, servi, largeur, scripts):
    """By itself with scripts, by the button that has the focus without; axe finds nothing wrong on the way."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, largeur=largeur, scripts=scripts)
        page.goto(f"/connexion?suite=/operations/{operation}")
        signer(page)
        page.get_by_text("Écrire une note").click()
        page.get_by_label("Note, pour le relais seulement").fill(TEXTE)
        vieillir()
        page.get_by_role("button", name="Enregistrer la note").click()
        assert page.get_by_role("heading").inner_text() == "Votre session est terminée"
        assert not scripts or fautes(page) == []
        signer(page)
        if not scripts:
            assert page.locator("button:focus").inner_text() == "Envoyer"
            page.keyboard.press("Enter")
        page.locator(".note .texte").wait_for()
        assert page.locator(".note .texte").inner_text() == TEXTE.replace("\r", "")
        assert page.url == f"{servi}/operations/{operation}#notes"


def signer(page):
    page.get_by_label("Courriel").fill(MARIE)
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
