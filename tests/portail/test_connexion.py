"""Signing in and out: cookies, tokens, what slows guessing, a password chosen by a link."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from boite_d_envoi import entiers
from bs4 import BeautifulSoup
from sqlalchemy import select, update
from visiteur import ICI, Visiteur

from config.settings import get_settings
from metier.roles import Role
from portail.comptes import connexion, gestion, mots_de_passe, sessions
from portail.comptes.gestion import NouveauCompte
from sqlmodel_store.depots import comptes, courriers_sortants, journal
from sqlmodel_store.modeles.comptes import EssaiConnexion, JetonCompte, SessionOuverte
from sqlmodel_store.session import lecture, unit_of_work

COURRIEL, MOT_DE_PASSE = "marie.dupre@relais.example", "trois petits chats"
AUTRE = "quatre grands chiens"


@pytest.fixture
def rapide(monkeypatch):
    """Hashes that take no time: what is tested is not how hard they are."""
    hacheur = mots_de_passe.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(mots_de_passe, "_HACHEUR", hacheur)
    mots_de_passe._leurre.cache_clear()


@pytest.fixture
def compte(installation, monkeypatch, rapide):
    monkeypatch.setenv("RELAIS_RELAIS__COURRIEL", "clauses@relais.example")
    get_settings.cache_clear()
    return gestion.creer(
        NouveauCompte(courriel=COURRIEL, role=Role.FACILITATEUR, nom="Marie Dupré", mot_de_passe=MOT_DE_PASSE),
        par="essai",
    )


def tenter(visiteur, mot_de_passe=MOT_DE_PASSE, **autres):
    return visiteur.poster("/connexion", **({"courriel": COURRIEL, "mot_de_passe": mot_de_passe} | autres))


def test_an_account_signs_in_goes_where_it_wanted_and_signs_out(compte):
    """The address is found whatever its case; the session that is closed opens nothing any more."""
    visiteur = Visiteur()
    attendue = visiteur.get("/operations?q=%C3%A9cole")
    assert attendue.headers["location"] == "/connexion?suite=/operations%3Fq%3D%25C3%25A9cole"
    entree = tenter(visiteur, courriel=" Marie.DUPRE@relais.example ", suite="/operations?q=%C3%A9cole")
    assert (entree.status_code, entree.headers["location"]) == (303, "/operations?q=%C3%A9cole")
    secret = visiteur.client.cookies["relais-session"]
    assert "Marie Dupré" in visiteur.voir("/").header.text
    assert visiteur.get("/connexion").headers["location"] == "/"
    assert visiteur.poster("/deconnexion").headers["location"] == "/connexion"
    visiteur.client.cookies.set("relais-session", secret)
    assert visiteur.get("/").status_code == 303


@pytest.mark.parametrize(
    "suite",
    [
        "//ailleurs.example",
        "https://ailleurs.example",
        "/\\ailleurs.example",
        "/a\nb",
        "javascript:alert(1)",
        "/deconnexion",
        "/connexion?suite=/",
    ],
)
def test_nobody_is_led_away_after_signing_in(compte, suite):
    """Only a page of ours follows."""
    assert tenter(Visiteur(), suite=suite).headers["location"] == "/"


def test_the_cookie_is_out_of_reach_and_only_the_hash_of_it_is_kept(compte):
    """HttpOnly, Lax, this browser session only; behind TLS also Secure and __Host-, with HSTS."""
    visiteur = Visiteur()
    poses = tenter(visiteur).headers.get_list("set-cookie")
    pose = next(un for un in poses if un.startswith("relais-session="))
    assert re.fullmatch(r"relais-session=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", pose)
    secret = visiteur.client.cookies["relais-session"]
    with lecture() as session:
        assert [une.empreinte for une in session.scalars(select(SessionOuverte))] == [sessions.empreinte(secret)]
    chiffre = Visiteur(adresse="https://portail.relais.example")
    reponse = tenter(chiffre)
    pose = next(un for un in reponse.headers.get_list("set-cookie") if "session=" in un)
    assert re.fullmatch(r"__Host-relais-session=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure", pose)
    assert reponse.headers["strict-transport-security"] == "max-age=31536000"
    assert chiffre.get("/").status_code == 200
    assert "strict-transport-security" not in visiteur.get("/").headers


def test_each_signing_in_is_another_session(compte):
    """A cookie planted beforehand is worth nothing afterwards."""
    visiteur = Visiteur()
    visiteur.client.cookies.set("relais-session", "plante-par-un-autre")
    tenter(visiteur)
    valeurs = [un.value for un in visiteur.client.cookies.jar if un.name == "relais-session"]
    assert "plante-par-un-autre" not in [valeur for valeur in valeurs if sessions.retrouver(valeur)]
    assert len([valeur for valeur in valeurs if sessions.retrouver(valeur)]) == 1


def test_a_wrong_password_and_an_unknown_account_get_the_same_words(compte):
    """And an account that was ended, or that has no password yet."""
    gestion.creer(NouveauCompte(courriel="attend@relais.example", role=Role.LECTURE), par="essai")
    gestion.creer(
        NouveauCompte(courriel="parti@relais.example", role=Role.LECTURE, mot_de_passe=MOT_DE_PASSE), par="essai"
    )
    gestion.desactiver("parti@relais.example", par="essai")
    reponses = [
        tenter(Visiteur(), mot_de_passe="un autre chat"),
        *(tenter(Visiteur(), courriel=qui) for qui in ("personne@relais.example", "attend@relais.example")),
        tenter(Visiteur(), courriel="parti@relais.example"),
    ]
    assert {reponse.status_code for reponse in reponses} == {422}
    assert len({BeautifulSoup(une.text, "html.parser").select_one("#refus").text for une in reponses}) == 1


def test_guessing_slows_down_for_an_account_whether_it_exists_or_not(compte):
    """Five attempts, then a wait that doubles; the right password waits too; it survives a restart of the portal."""
    for courriel in (COURRIEL, "personne@relais.example"):
        statuts = [tenter(Visiteur(), mot_de_passe="x", courriel=courriel).status_code for _ in range(7)]
        assert statuts == [422] * 5 + [429] * 2
    bloque = tenter(Visiteur())
    assert bloque.status_code == 429
    assert "réessayez dans 1 minute" in bloque.text
    with unit_of_work() as session:
        session.execute(update(EssaiConnexion).values(bloque_jusqua=None))
    assert tenter(Visiteur(), mot_de_passe="x").status_code == 422
    with lecture() as session:
        attente = session.scalars(select(EssaiConnexion).where(EssaiConnexion.essais == 6)).one()
    assert attente.bloque_jusqua - attente.dernier_le == timedelta(seconds=60)


def test_the_right_password_forgets_the_attempts(compte):
    """Of the account and of the address."""
    for _ in range(4):
        tenter(Visiteur(), mot_de_passe="x")
    assert tenter(Visiteur()).status_code == 303
    assert [tenter(Visiteur(), mot_de_passe="x").status_code for _ in range(5)] == [422] * 5


def test_guessing_slows_down_for_an_address(compte, monkeypatch):
    """One attempt on each of many accounts; another address is not hindered; IPv6 counts by its network."""
    monkeypatch.setattr(
        connexion, "PAR_ADRESSE", connexion.Frein(libres=3, premiere=timedelta(minutes=1), plafond=timedelta(hours=1))
    )
    statuts = [
        tenter(Visiteur(f"2001:db8::{rang}"), courriel=f"n{rang}@relais.example").status_code for rang in range(1, 5)
    ]
    assert statuts == [422, 422, 422, 429]
    assert tenter(Visiteur("2001:db8:0:1::1")).status_code == 303


def test_what_is_guessed_at_once_is_counted_before_it_is_judged(compte, monkeypatch):
    """No password is even looked at beyond the free attempts."""
    regardes = []
    monkeypatch.setattr(connexion, "convient", lambda *mots: regardes.append(mots) or False)
    for _ in range(12):
        tenter(Visiteur(), mot_de_passe="x")
    assert len(regardes) == 5


@pytest.mark.parametrize(
    "colonnes",
    [
        pytest.param({"vue_le": sessions.INACTIVITE}, id="idle"),
        pytest.param({"expire_le": sessions.DUREE}, id="a day's work"),
    ],
)
def test_a_session_ends_by_itself(compte, colonnes):
    """After two idle hours, or twelve in all."""
    visiteur = Visiteur(role=Role.FACILITATEUR)
    assert visiteur.get("/").status_code == 200
    with unit_of_work() as session:
        for une in session.scalars(select(SessionOuverte)):
            for nom, duree in colonnes.items():
                setattr(une, nom, getattr(une, nom) - duree)
    assert visiteur.get("/").status_code == 303


def test_what_is_sent_after_the_end_of_the_session_is_told_and_leads_back_to_its_page(compte):
    """To a page of ours only; the way back stays through the signing in."""
    visiteur, suite = Visiteur(role=Role.FACILITATEUR), "/operations/nouvelle"
    jeton = visiteur.jeton("/")
    sessions.fermer(visiteur.client.cookies["relais-session"])
    envoi = visiteur.client.post(suite, data={"jeton_csrf": jeton}, headers={"referer": ICI + suite})
    assert envoi.headers["location"] == f"/connexion?suite={suite}&fin=envoi"
    page = visiteur.voir(envoi.headers["location"])
    assert "Votre session est terminée" in page.select_one("#refus").text
    assert page.select_one("input[name=suite]")["value"] == suite
    for venue in (f"https://ailleurs.example{suite}", "http://[", ""):
        ailleurs = visiteur.client.post(suite, headers={"referer": venue})
        assert ailleurs.headers["location"] == "/connexion?fin=envoi"
    assert "Votre session est terminée" in visiteur.voir(visiteur.get("/operations").headers["location"]).text


def test_an_account_that_is_ended_is_out_at_once(compte):
    visiteur = Visiteur()
    tenter(visiteur)
    gestion.desactiver(COURRIEL, par="essai")
    assert visiteur.get("/").status_code == 303


def test_a_form_that_is_not_ours_changes_nothing(compte):
    """No token, another visit's token, none at all before signing in: 403 each; the header serves scripts."""
    visiteur, autre = Visiteur(), Visiteur()
    assert visiteur.client.post("/connexion", data={"courriel": COURRIEL}).status_code == 403
    tenter(visiteur)
    for jeton in ("", "x", autre.jeton()):
        assert visiteur.client.post("/deconnexion", data={"jeton_csrf": jeton}).status_code == 403
    assert visiteur.get("/").status_code == 200
    jeton = visiteur.jeton("/")
    assert visiteur.client.post("/deconnexion", headers={"X-CSRF-Token": jeton}).status_code == 303


def lien_recu():
    """The link of the last mail."""
    with lecture() as session:
        courrier = entiers(session)[-1]
    assert courrier.destinataire == COURRIEL
    texte = message_from_bytes(courrier.octets, policy=default).get_body(("plain",)).get_content()
    return re.search(r"http://127.0.0.1:8000(/mot-de-passe/[\w-]{43})", texte)[1]


def test_a_forgotten_password_is_chosen_by_a_link_that_serves_once(compte):
    """Reading it uses nothing; every session is over; the wait of the account is forgotten."""
    ouvert = Visiteur()
    tenter(ouvert)
    for _ in range(6):
        tenter(Visiteur(), mot_de_passe="x")
    oublieux = Visiteur()
    assert "Regardez vos courriels" in oublieux.poster("/mot-de-passe", courriel=COURRIEL.upper()).text
    chemin = lien_recu()
    for _ in range(2):
        formulaire = oublieux.get(chemin)
        assert formulaire.status_code == 200
    assert formulaire.headers["referrer-policy"] == "no-referrer"
    assert "diffèrent" in oublieux.poster(chemin, mot_de_passe=AUTRE, encore="x").text
    assert "12 à 200" in oublieux.poster(chemin, mot_de_passe="court", encore="court").text
    assert "enregistré" in oublieux.poster(chemin, mot_de_passe=AUTRE, encore=AUTRE).text
    assert oublieux.get(chemin).status_code == 410
    assert oublieux.poster(chemin, mot_de_passe=MOT_DE_PASSE, encore=MOT_DE_PASSE).status_code == 410
    assert ouvert.get("/").status_code == 303
    assert tenter(Visiteur(), mot_de_passe=AUTRE).status_code == 303


def test_the_page_answers_the_same_for_an_account_that_does_not_exist(compte):
    """Nothing is posted, and nothing tells."""
    pages = [Visiteur().poster("/mot-de-passe", courriel=qui) for qui in (COURRIEL, "marie.dupre@relais.exemple")]
    textes = [re.sub(r"exemple|example", "", BeautifulSoup(une.text, "html.parser").main.text) for une in pages]
    assert textes[0] == textes[1]
    with lecture() as session:
        assert len(courriers_sortants.lister(session)) == 1


def test_a_link_lasts_an_hour_and_the_next_one_replaces_it(compte):
    Visiteur().poster("/mot-de-passe", courriel=COURRIEL)
    premier = lien_recu()
    Visiteur().poster("/mot-de-passe", courriel=COURRIEL)
    second = lien_recu()
    assert [Visiteur().get(un).status_code for un in (premier, second)] == [410, 200]
    with unit_of_work() as session:
        for un in session.scalars(select(JetonCompte)):
            un.expire_le -= timedelta(hours=1)
    assert Visiteur().get(second).status_code == 410


@pytest.mark.parametrize("ecrit", ["", "marie", "deux mots@relais.example"])
def test_a_link_is_not_asked_for_what_is_no_address(installation, ecrit):
    """That it is none tells nothing of who has an account."""
    reponse = Visiteur().poster("/mot-de-passe", courriel=ecrit)
    assert reponse.status_code == 422
    assert "n’est pas une adresse" in reponse.text


def test_links_are_not_asked_for_without_end(compte):
    """A few, then a wait."""
    statuts = [Visiteur().poster("/mot-de-passe", courriel=COURRIEL).status_code for _ in range(6)]
    assert statuts == [200] * 4 + [429] * 2


def test_passwords_are_argon2id_and_take_accents_of_any_keyboard(home):
    """At full strength: 64 MiB, three passes (RFC 9106, second choice)."""
    empreinte = mots_de_passe.hacher("éphémère à souhait")
    assert empreinte.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert mots_de_passe.convient(empreinte, "e\u0301phe\u0301me\u0300re a\u0300 souhait")
    assert not mots_de_passe.convient(empreinte, "éphémère à souhaits")
    assert not mots_de_passe.convient(None, "éphémère à souhait")


def test_the_journal_keeps_who_came_in_not_what_was_typed(compte):
    tenter(Visiteur())
    with lecture() as session:
        lignes = [(un.evenement, un.acteur, un.donnees) for un in journal.lister(session)]
    assert ("connexion", "Marie Dupré", "{}") in lignes
    assert MOT_DE_PASSE not in str(lignes)


def test_without_any_account_the_page_says_how_to_open_the_first(installation):
    assert "./relais utilisateur creer" in Visiteur().voir("/connexion").main.text
    Visiteur(role=Role.LECTURE)
    assert "./relais utilisateur creer" not in Visiteur().voir("/connexion").main.text
    with lecture() as session:
        assert not comptes.aucun(session)
