"""The page of a signed link: it shows one recipient's month, writes on demand only, loses nothing that was typed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from mois_a_declarer import BATI, TREMPLIN, charger, contrat, dossier, heures, numero, partis
from navigateur import fautes, navigateur, ouvrir
from playwright.sync_api import sync_playwright
from serveurs.bases import base_sqlite

from config.settings import get_settings
from metier.heures import EtatHeures, OrigineHeures
from metier.periodes import Mois
from portail import debit
from portail.app import creer_app
from portail.debit import Debit
from portail.declaration import releve
from portail.tailles import FICHIERS_MAX
from sqlmodel_store.depots import heures as depot_heures
from sqlmodel_store.modeles.suivi import MoisClos
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import jetons
from workflows.actes.heures.validation import valider

__all__ = ["base_sqlite"]

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


def test_the_page_shows_first_names_initials_and_nothing_of_others(tremplin):
    """Neither surname, nor category, nor the people of another employer; the contact to call."""
    reponse = tremplin.ouvrir()
    dit = mots(reponse)
    assert reponse.status_code == 200
    for attendu in ("Élodie Q.", "novembre 2026", "Lot 1 – Gros œuvre", "octobre 2026 : 121,50 h", "03 00 55 10 04"):
        assert attendu in dit
    for interdit in ("Quermeur", "deld", "Peinture", TREMPLIN):
        assert interdit not in reponse.text


def test_people_called_alike_are_told_apart_by_their_contract_and_nothing_more(tremplin):
    """Two « Élodie Q. » of the same employer: the code of each contract, on the form and in the review."""
    for reponse in (tremplin.ouvrir(), tremplin.envoyer("relire", **saisir(k1="7"))):
        dit = mots(reponse)
        assert "Élodie Q. (contrat k1)" in dit
        assert "Élodie Q. (contrat k3)" in dit
        assert "Quermeur" not in dit
    charger(dossier(contrats=[contrat("k1")]))
    assert "(contrat" not in mots(tremplin.ouvrir())


def test_the_answers_forbid_to_index_to_tell_the_address_and_to_keep_but_for_the_way_back(tremplin):
    entetes = tremplin.ouvrir().headers
    assert entetes["Cache-Control"] == "private, max-age=0"
    assert tremplin.client.get(tremplin.lien[:-2]).headers["Cache-Control"] == "no-store"
    assert entetes["Referrer-Policy"] == "no-referrer"
    assert entetes["X-Robots-Tag"] == "noindex, nofollow"
    assert "frame-ancestors 'none'" in entetes["Content-Security-Policy"]


def test_reading_the_page_writes_nothing(tremplin):
    """Mail scanners follow links: neither GET nor HEAD declares, whatever the address says."""
    for suite in ("", "?action=declarer&h:2026-ECO-001:k1=7", "?merci=recu"):
        tremplin.client.get(tremplin.lien + suite)
        tremplin.client.head(tremplin.lien + suite)
    assert dites() == {}
    assert partis() == []


@pytest.mark.parametrize(
    ("ecrit", "lues"),
    [
        pytest.param("7,5", "7.50", id="a comma"),
        pytest.param("7h30", "7.50", id="hours and minutes"),
        pytest.param("151,67", "151.67", id="a month"),
        pytest.param(" 151.67 ", "151.67", id="a point, spaces"),
        pytest.param("0", "0", id="none"),
        pytest.param("220", "220", id="the most"),
    ],
)
def test_hours_are_read_as_people_write_them(tremplin, ecrit, lues):
    reponse = tremplin.envoyer(**saisir(k1=ecrit))
    assert reponse.status_code == 303
    assert dites() == {"k1": (Decimal(lues), Decimal(0), EtatHeures.DECLAREE, OrigineHeures.LIEN)}


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        pytest.param({"k1": "beaucoup"}, "« beaucoup » : écrivez des heures", id="no hours"),
        pytest.param({"k1": "-7"}, "« -7 » : écrivez des heures", id="negative"),
        pytest.param({"k1": "220,01"}, "220 h au plus pour un mois", id="too many"),
        pytest.param({"k1": "1e3"}, "« 1e3 » : écrivez des heures", id="another notation"),
        pytest.param(
            {"k1": "7", "k1_f": "8"}, "La formation fait partie des heures du mois : 7 h au plus", id="training"
        ),
        pytest.param({"k1": "7h75"}, "« 7h75 » : écrivez des heures", id="minutes beyond sixty"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_is_kept(tremplin, champs, phrase):
    reponse = tremplin.envoyer(**saisir(k3="35", **champs))
    assert reponse.status_code == 422
    assert phrase in mots(reponse)
    assert tremplin.champ(reponse, "h:2026-ECO-001:k3") == "35"
    assert tremplin.champ(reponse, "h:2026-ECO-001:k1") == champs["k1"]
    assert dites() == {}


def test_the_review_tells_what_will_be_sent_and_what_stays_to_declare(tremplin):
    reponse = tremplin.envoyer("relire", **saisir(k1="121,5", k1_f="7"))
    dit = mots(reponse)
    assert "121,50 h dont 7 h de formation" in dit
    assert "laissé vide : reste à déclarer" in dit
    assert dites() == {}
    retour = tremplin.envoyer("corriger", **saisir(k1="121,5", k1_f="7"))
    assert tremplin.champ(retour, "h:2026-ECO-001:k1") == "121,5"


def test_nothing_this_month_and_as_last_month_fill_what_is_empty_only(tremplin):
    rien = tremplin.envoyer("rien", **saisir(k3="12"))
    assert "Est-ce bien cela" in mots(rien)
    assert tremplin.champ(rien, "h:2026-ECO-001:k1") == "0"
    assert tremplin.champ(rien, "h:2026-ECO-001:k3") == "12"
    precedent = tremplin.envoyer("precedent")
    assert tremplin.champ(precedent, "h:2026-ECO-001:k1") == "121,5"
    assert tremplin.champ(precedent, "f:2026-ECO-001:k1") == "7"
    assert tremplin.champ(precedent, "h:2026-ECO-001:k3") == ""
    assert dites() == {}


def test_sending_nothing_says_what_to_do(tremplin):
    reponse = tremplin.envoyer()
    assert reponse.status_code == 422
    assert "le bouton « Rien ce mois-ci » le dit" in mots(reponse)


def test_each_content_has_one_receipt(tremplin):
    """Sent twice: one; corrected: another; no name in it."""
    for _ in range(2):
        tremplin.envoyer(**saisir(k1="121,5", k3="0"))
    (recu,) = partis("recu_declaration:2026-11:")
    assert recu.destinataire == TREMPLIN
    assert "121,50" in recu.objet
    tremplin.envoyer(**saisir(k1="120", k3="0"))
    assert len(partis("recu_declaration:")) == 2
    assert all(b"Quermeur" not in un.octets and "Élodie".encode() not in un.octets for un in partis())
    assert dites()["k1"][0] == 120


def test_hours_declared_from_another_page_meanwhile_are_told_before_they_are_replaced(tremplin):
    """The second page is shown them in its review, sent or not; it replaces them once it has seen them."""
    ouverte = {"d:2026-ECO-001:k1": tremplin.champ(tremplin.ouvrir(), "d:2026-ECO-001:k1")}
    tremplin.envoyer(**saisir(k1="70"), **ouverte)
    for action in ("relire", "declarer"):
        reponse = tremplin.envoyer(action, **saisir(k1="80"), **ouverte)
        assert "déjà déclaré entre-temps : 70 h" in mots(reponse)
    assert "entre-temps" not in mots(tremplin.envoyer("relire", **saisir(k1="70"), **ouverte))
    assert dites()["k1"][0] == 70
    vue = {"d:2026-ECO-001:k1": tremplin.champ(reponse, "d:2026-ECO-001:k1")}
    assert tremplin.envoyer(**saisir(k1="80"), **vue).status_code == 303
    assert dites()["k1"][0] == 80


def test_who_is_told_of_hours_declared_meanwhile_may_keep_them(tremplin):
    """Alone, nothing is left to send; with another line, it is all that is left; an empty line loses nothing."""
    ouverte = {f"d:2026-ECO-001:{un}": "" for un in ("k1", "k3")}
    tremplin.envoyer(**saisir(k1="70", k1_f="7"))
    relue = tremplin.envoyer("relire", **saisir(k1="80"), **ouverte)
    assert "déjà déclaré entre-temps : 70 h, dont 7 h de formation, que cet envoi remplacera" in mots(relue)
    assert "Remplacer par les miennes" in mots(relue)
    vue = {un: tremplin.champ(relue, un) for un in ("d:2026-ECO-001:k1", "e:2026-ECO-001:k1", "h:2026-ECO-001:k1")}
    gardee = tremplin.envoyer("garder", **vue)
    assert (gardee.status_code, gardee.headers["location"]) == (303, tremplin.lien)
    reste = tremplin.envoyer("garder", **saisir(k1="80", k3="12"), **ouverte)
    assert "entre-temps" not in mots(reste)
    assert tremplin.champ(reste, "h:2026-ECO-001:k1") == "70"
    assert "laissé vide : 70 h déjà déclarées, gardées" in mots(
        tremplin.envoyer("relire", **saisir(k3="12"), **ouverte)
    )
    assert dites()["k1"][:2] == (70, 7)


def test_a_declaration_concerns_the_contracts_of_the_page_only(tremplin):
    """Another employer's, another operation's, one that does not exist: passed over."""
    charger(dossier("2026-GYM-002", contrats=[contrat("k1", "Bâti", 2)]))
    tremplin.envoyer(**saisir(k1="7", k2="99", inconnu="3"), **{"h:2026-GYM-002:k1": "99"})
    assert set(dites()) == {"k1"}
    assert dites("2026-GYM-002") == {}


def test_hours_that_the_month_cannot_hold_are_refused_on_the_page(tremplin):
    """Two hundred hours on each of two contracts of one person."""
    meme = contrat("k4", beneficiaire="b-k1")
    charger(dossier(contrats=[contrat("k1"), meme]) | {"beneficiaires": _une_personne()})
    reponse = tremplin.envoyer(**saisir(k1="210", k4="210"))
    assert reponse.status_code == 422
    assert "un mois en permet 400 h au plus" in mots(reponse)
    assert tremplin.champ(reponse, "h:2026-ECO-001:k1") == "210"
    assert dites() == {}


def _une_personne():
    return dossier(contrats=[contrat("k1")])["beneficiaires"]


def test_validated_hours_are_shown_and_no_longer_asked_for(tremplin):
    charger(dossier(contrats=[contrat("k1"), contrat("k3")], heures=[heures("k1", "2026-11", "70", etat="validee")]))
    reponse = tremplin.ouvrir()
    assert "70 h, validées par le facilitateur" in mots(reponse)
    assert 'name="h:2026-ECO-001:k1"' not in reponse.text
    tremplin.envoyer(**saisir(k3="2"))
    assert {code: dite[0] for code, dite in dites().items()} == {"k1": 70, "k3": 2}


class TestEntrepriseUtilisatrice:
    """The company that borrows people sees what is declared, confirms or contests."""

    @pytest.fixture
    def bati(self):
        charger(
            dossier(
                contrats=[contrat("k1"), contrat("k2", "Bâti", 2)],
                heures=[heures("k1", "2026-11", "121.50")],
            )
        )
        return Declarant(chemin(BATI))

    def test_it_sees_the_hours_of_people_lent_to_it(self, bati):
        dit = mots(bati.ouvrir())
        assert "Personnes mises à votre disposition" in dit
        assert "Élodie Q. (contrat k1) depuis le 02/11/2026 121,50 h déclarées" in dit
        assert "Quermeur" not in dit

    def test_it_confirms(self, bati):
        reponse = bati.envoyer(**{"a:2026-ECO-001:k1": "accord"})
        assert reponse.headers["location"].endswith("?merci=avis")
        assert self.recoupee() == Decimal("121.50")
        assert dites()["k1"][2] is EtatHeures.DECLAREE

    def test_it_contests_within_its_delay_what_was_validated_sooner(self):
        charger(dossier(contrats=[contrat("k1"), contrat("k2", "Bâti", 2)]))
        Declarant(chemin()).envoyer(**saisir(k1="70"))
        valider("2026-ECO-001", mois=NOVEMBRE, par="essai")
        assert dites()["k1"][2] is EtatHeures.VALIDEE
        champs = {"a:2026-ECO-001:k1": "desaccord", "u:2026-ECO-001:k1": "62", "m:2026-ECO-001:k1": "Arrêt le 20"}
        Declarant(chemin(BATI)).envoyer(**champs)
        assert dites()["k1"][2] is EtatHeures.CONTESTEE

    def test_it_contests_with_hours_and_a_reason_that_the_facilitateur_reads(self, bati, monkeypatch):
        regler(monkeypatch, FACILITATEUR__COURRIEL="j.fressac@relais.example")
        champs = {"a:2026-ECO-001:k1": "desaccord", "u:2026-ECO-001:k1": "98", "m:2026-ECO-001:k1": "Arrêt le 20"}
        bati.envoyer(**champs)
        bati.envoyer(**champs)
        assert self.recoupee() == 98
        assert dites()["k1"][2] is EtatHeures.CONTESTEE
        (mail,) = partis("heures_contestees:")
        assert mail.destinataire == "j.fressac@relais.example"
        assert b"Quermeur" not in mail.octets

    def test_an_opinion_of_hours_that_changed_since_the_page_was_opened_is_asked_again(self, bati):
        """Whether the employer declared others, or the company said otherwise in another page."""
        accord, vues = {"a:2026-ECO-001:k1": "accord"}, "v:2026-ECO-001:k1"
        ouverte = {vues: bati.champ(bati.ouvrir(), vues)}
        Declarant(chemin()).envoyer(**saisir(k1="130"))
        dit = mots(bati.envoyer(**accord, **ouverte))
        assert "changé entre-temps : 130 h déclarées, votre page en montrait 121,50 h" in dit
        assert self.recoupee() is None
        relue = {vues: bati.champ(bati.ouvrir(), vues)}
        bati.envoyer(**{"a:2026-ECO-001:k1": "desaccord", "u:2026-ECO-001:k1": "98", "m:2026-ECO-001:k1": "Arrêt"})
        for action in ("relire", "declarer"):
            reponse = bati.envoyer(action, **accord, **relue)
            assert "98 h déjà dites de votre part" in mots(reponse)
        vue = {un: bati.champ(reponse, un) for un in (vues, "e:2026-ECO-001:k1")}
        assert bati.envoyer("garder", **accord, **vue).headers["location"] == bati.lien
        assert self.recoupee() == 98
        bati.envoyer(**accord, **{vues: bati.champ(reponse, vues)})
        assert self.recoupee() == 130

    @pytest.mark.parametrize("manque", ["u:2026-ECO-001:k1", "m:2026-ECO-001:k1"])
    def test_a_contest_needs_hours_and_a_reason(self, bati, manque):
        champs = {"a:2026-ECO-001:k1": "desaccord", "u:2026-ECO-001:k1": "98", "m:2026-ECO-001:k1": "Arrêt le 20"}
        reponse = bati.envoyer(**champs | {manque: ""})
        assert reponse.status_code == 422
        assert self.recoupee() is None

    def test_once_the_delay_is_over_it_may_no_longer_contest(self, monkeypatch):
        """Five working days from the declaration of 3 December."""
        charger(dossier(contrats=[contrat("k1")]))
        Declarant(chemin()).envoyer(**saisir(k1="121,5"))
        regler(monkeypatch, DATE="2026-12-11")
        reponse = Declarant(chemin(BATI)).ouvrir()
        assert "délai de réponse passé" in mots(reponse)
        assert 'type="radio"' not in reponse.text

    def recoupee(self):
        with lecture() as session:
            contrats = depot_heures.du_mois(session, NOVEMBRE, [numero("2026-ECO-001")])
        return next((un.recoupee.heures for un in contrats if un.contrat == "k1" and un.recoupee), None)


@pytest.mark.parametrize(
    ("faire", "statut", "titre"),
    [
        pytest.param(
            lambda lien: lien[:-1] + ("A" if lien[-1] != "A" else "B"), 404, "n’ouvre rien", id="cut or false"
        ),
        pytest.param(lambda lien: lien, 410, "a été retiré", id="revoked"),
    ],
)
def test_a_dead_link_says_what_to_do_and_whom_to_call(tremplin, faire, statut, titre):
    if statut == 410:
        with unit_of_work() as session:
            jetons.revoquer(session, TREMPLIN)
    tremplin.lien = faire(tremplin.lien)
    for reponse in (tremplin.ouvrir(), tremplin.envoyer(**saisir(k1="7"))):
        assert reponse.status_code == statut
        assert titre in mots(reponse)
        assert "Jeanne Fressac, 03 00 55 10 04" in mots(reponse)
    assert dites() == {}


def test_an_expired_link_and_a_closed_month_say_so(tremplin, monkeypatch):
    regler(monkeypatch, DATE="2027-01-18")
    assert "Ce lien a expiré" in mots(tremplin.ouvrir())
    regler(monkeypatch, DATE="2026-12-21")
    with unit_of_work() as session:
        session.add(
            MoisClos(operation_id=numero("2026-ECO-001"), mois="2026-11", clos_le=date(2026, 12, 21), par="essai")
        )
    reponse = tremplin.envoyer(**saisir(k1="7"))
    assert reponse.status_code == 410
    assert "Ce mois est clos" in mots(reponse)
    assert dites() == {}


def test_the_public_page_is_limited_by_address(tremplin, monkeypatch):
    regler(monkeypatch, PORTAIL_DEBIT="3")
    statuts = [tremplin.ouvrir().status_code for _ in range(5)]
    assert statuts == [200, 200, 200, 429, 429]
    assert "Attendez une minute" in mots(tremplin.ouvrir())


def test_the_limit_forgets_calls_older_than_a_minute_and_tells_addresses_apart():
    limite = Debit()
    assert [limite.admet("a", 2, instant) for instant in (0, 1, 2, 59.9, 60.1)] == [True, True, False, False, True]
    assert limite.admet("b", 2, 2)
    assert all(limite.admet("c", 0, 0) for _ in range(100))


@pytest.mark.parametrize(
    ("octets", "genre", "statut"),
    [
        pytest.param(b"x" * 1_100_000, "application/x-www-form-urlencoded", 413, id="too long"),
        pytest.param(b'{"action": "declarer"}', "application/json", 415, id="no form"),
        pytest.param(b"&".join(b"a=1" for _ in range(7_000)), "application/x-www-form-urlencoded", 422, id="too many"),
        pytest.param(b"a=\xff\xfe", "application/x-www-form-urlencoded", 422, id="not UTF-8"),
    ],
)
def test_what_is_not_the_form_is_refused(tremplin, octets, genre, statut):
    """With a reference to dictate, in the answer's own kind."""
    reponse = tremplin.client.post(tremplin.lien, content=octets, headers={"content-type": genre})
    assert reponse.status_code == statut
    assert re.search("Référence|reference", mots(reponse))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_real_browser_declares_a_month_on_a_telephone(tremplin, servi, scripts):
    """390 pixels wide, nothing to scroll sideways, by keyboard and buttons."""
    with sync_playwright() as pilote:
        ouvert = pilote.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        contexte = ouvert.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=scripts)
        page = contexte.new_page()
        page.goto(servi + tremplin.lien)
        page.get_by_label("Heures", exact=True).first.fill("151,67")
        page.get_by_label("dont formation").first.fill("7h30")
        page.get_by_label("Heures", exact=True).nth(1).fill("abc")
        page.keyboard.press("Enter")
        assert "écrivez des heures" in page.locator(".faute").inner_text()
        assert page.locator("main").bounding_box()["width"] <= 390
        page.get_by_label("Heures", exact=True).nth(1).fill("0")
        page.get_by_role("button", name="Relire avant d’envoyer").click()
        assert dites() == {}
        page.get_by_role("button", name="Déclarer ces heures").click()
        assert "C’est enregistré" in page.get_by_role("status").inner_text()
        ouvert.close()
    assert {code: dite[:2] for code, dite in dites().items()} == {
        "k1": (Decimal("151.67"), Decimal("7.50")),
        "k3": (Decimal(0), Decimal(0)),
    }


@pytest.mark.long
def test_what_was_declared_meanwhile_holds_on_a_telephone(tremplin, servi):
    """Both figures on 390 pixels, nothing wider than the screen; kept, nothing is sent."""
    with navigateur() as chromium:
        premiere, seconde = (ouvrir(chromium, servi, largeur=390) for _ in range(2))
        for page, heures_dites in ((premiere, "70"), (seconde, "80")):
            page.goto(tremplin.lien)
            page.get_by_label("Heures", exact=True).first.fill(heures_dites)
        for page in (premiere, seconde):
            page.get_by_role("button", name="Relire avant d’envoyer").click()
            if page is premiere:
                page.get_by_role("button", name="Déclarer ces heures").click()
        assert seconde.get_by_text("que cet envoi remplacera").is_visible()
        assert seconde.evaluate("document.documentElement.scrollWidth") == 390
        assert fautes(seconde) == []
        seconde.get_by_role("button", name="Garder ce qui est déjà envoyé").click()
        assert seconde.get_by_label("Heures", exact=True).first.input_value() == "70"
    assert dites()["k1"][0] == 70


def test_going_back_in_a_browser_finds_what_was_typed(tremplin, servi):
    """From the review to the form, and from the thanks to the review, without an error page."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, largeur=390)
        page.goto(tremplin.lien)
        page.get_by_label("Heures", exact=True).first.fill("151,67")
        page.get_by_role("button", name="Relire avant d’envoyer").click()
        page.go_back()
        assert page.get_by_label("Heures", exact=True).first.input_value() == "151,67"
        page.get_by_role("button", name="Relire avant d’envoyer").click()
        page.get_by_role("button", name="Déclarer ces heures").click()
        page.get_by_text("C’est enregistré").wait_for()
        page.go_back()
        assert page.get_by_role("heading", name="Est-ce bien cela").is_visible()
        assert "151,67" in page.locator(".total").inner_text()


def test_hours_may_be_declared_until_the_month_is_closed_even_at_the_final_report(tremplin):
    charger(dossier(contrats=[contrat("k1")], etape="bilan"))
    assert tremplin.envoyer(**saisir(k1="7")).status_code == 303
    assert dites()["k1"][0] == 7


def test_what_can_no_longer_be_written_is_told_line_by_line_and_whom_to_call(tremplin):
    """The page was open when the facilitateur validated a line: neither silence, nor the others half written."""
    charger(
        dossier(
            contrats=[contrat("k1"), contrat("k3")],
            heures=[heures("k1", "2026-11", "70", etat="validee")],
        )
    )
    reponse = tremplin.envoyer(**saisir(k1="80", k3="12"))
    assert reponse.status_code == 422
    dit = mots(reponse)
    assert "Élodie Q., lot 1, Tremplin ETTI : les heures de novembre 2026 sont validées (70 h)" in dit
    assert "Pour les changer, appelez Jeanne Fressac, 03 00 55 10 04" in dit
    assert "Aucune heure n’est écrite" not in dit
    assert set(dites()) == {"k1"}
    assert tremplin.envoyer(**saisir(k1="70", k3="12")).status_code == 303


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
