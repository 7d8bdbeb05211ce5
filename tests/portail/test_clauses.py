"""The buyer's page: any market described gets an answer, any mistake a sentence at its field, nothing is lost."""

from __future__ import annotations

import re

import pytest
from acheteur import MARCHE, PIECES

from config.settings import get_settings
from documents.lecture_word import read_paragraphs
from metier.courriers import NatureCourrier
from sqlmodel_store.depots import courriers_entrants, operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes import demande_acheteur
from workflows.actes.classement import Decision, classer


def test_the_page_opens_to_anyone_with_the_day_of_today_and_no_answer_yet(acheteur):
    acheteur.ouvrir()
    assert acheteur.reponse.status_code == 200
    assert acheteur.valeur("date_avis") == "2026-11-02"
    assert "la réponse s’affiche ici" in acheteur.mots
    assert "set-cookie" not in acheteur.reponse.headers


@pytest.mark.parametrize("chemin", ["/clauses", "/clauses/modeles", "/clauses/modeles/A2"])
def test_the_buyer_reads_whose_page_it_is(acheteur, monkeypatch, chemin):
    """The name of the relay, as on the page of a declaration; that of the program where it has none."""
    marques = []
    for nom in ("", "Relais de la Brielle"):
        monkeypatch.setenv("RELAIS_RELAIS__NOM", nom)
        get_settings.cache_clear()
        page = acheteur.client.get(chemin).text
        marques.append(page.partition('class="marque"')[2].partition("</a>")[0].rpartition("> ")[2])
    assert marques == ["Relais", "Relais de la Brielle"]


def test_a_market_gets_its_regime_and_its_hours_explained(acheteur):
    acheteur.envoyer()
    assert acheteur.reponse.status_code == 200
    dit = acheteur.mots
    assert "292 h 41,7 jours de travail, soit 1,9 mois d’une personne à temps plein" in dit
    assert "350 000,00 € × 50 % = 175 000,00 € de main-d’œuvre" in dit
    assert "n’atteint pas le seuil européen de 5 404 000,00 € HT" in dit
    assert "Textes lus au 4 avril 2026" in dit
    assert "Un mois à temps plein : 151,67 h" in dit
    assert "des bilans, sur un an : 1 600 h" in dit


def test_headers_alone_are_answered_as_the_page_is(acheteur):
    """Link checkers and monitors ask so; a page that is not has its own status, a form alone is refused."""
    page, tete = acheteur.client.get("/clauses"), acheteur.client.head("/clauses")
    assert (tete.status_code, tete.content) == (200, b"")
    assert tete.headers["content-length"] == page.headers["content-length"]
    assert acheteur.client.head("/clauses/nulle-part").status_code == 404
    assert acheteur.client.head("/clauses/dce").status_code == 405


@pytest.mark.parametrize(("nom", "pied"), [("", "Relais, l’outil"), ("Relais essai", "Relais essai · Relais, l’outil")])
def test_the_foot_of_the_page_names_the_relay_once(acheteur, monkeypatch, nom, pied):
    monkeypatch.setenv("RELAIS_RELAIS__NOM", nom)
    get_settings.cache_clear()
    acheteur.ouvrir()
    assert " ".join(acheteur.soupe.select_one("footer").get_text().split()).startswith(pied)


def test_one_amount_suffices_and_an_unpublished_trade_gives_a_range_with_its_assumptions(acheteur):
    acheteur.envoyer(**{"lots.0.intitule": "", "lots.0.montant_ht": "280 k€", "taux_insertion": ""})
    dit = acheteur.mots
    assert "93 à 233 h" in dit
    assert "À arrêter avec le facilitateur" in dit
    assert "93 h si la main-d’œuvre fait 20 % du montant" in dit
    assert "233 h si la main-d’œuvre fait 50 % du montant : « moyenne » des facilitateurs" in dit


@pytest.mark.parametrize("intitule", ["Peinture", "Lot 3 – Peintures", "Travaux de peinture"])
def test_a_trade_said_in_part_offers_the_share_that_is_published(acheteur, intitule):
    """The range stays until the buyer says that it is that trade."""
    peinture = {"lots.0.intitule": intitule, "lots.0.montant_ht": "120000"}
    acheteur.envoyer(**peinture)
    assert "Est-ce un lot de peinture intérieure ? La part publiée de ce métier est 70 %" in acheteur.mots
    assert "40 à 100 h" in acheteur.mots
    bouton = acheteur.soupe.find("button", attrs={"name": "action", "value": re.compile("^part:")})
    acheteur.envoyer(**peinture, action=bouton["value"])
    assert "140 h" in acheteur.mots
    assert acheteur.valeur("lots.0.part_main_oeuvre") == "70"
    assert "Est-ce un lot" not in acheteur.mots


@pytest.mark.parametrize("intitule", ["Peinture et sols souples", "Peinture de façade", "Électricité", "Maçonnerie"])
def test_no_share_is_offered_to_another_trade(acheteur, intitule):
    acheteur.envoyer(**{"lots.0.intitule": intitule})
    assert "Est-ce un lot" not in acheteur.mots


@pytest.mark.parametrize("action", ["part:", "part:0", "part:0:x", "part:9:70", "part:0:\x00", "part:٠:70"])
def test_a_choice_of_share_that_is_none_changes_nothing(acheteur, action):
    acheteur.envoyer(action=action)
    assert (acheteur.reponse.status_code, acheteur.valeur("lots.0.part_main_oeuvre")) == (200, "")


def test_cleaning_asks_for_the_staff_taken_over_and_the_advice_agrees_with_the_numbers(acheteur):
    """Domaine §3.3: the staff decides; its formula has a cost of its own, so that saying « 0 » gives more hours."""
    menage = {"lots.0.intitule": "Nettoyage des écoles", "nature": "services", "lots.0.montant_ht": "360 000"}
    acheteur.envoyer(**menage)
    assert "480 h" in acheteur.mots
    assert "37,50 € de marché par heure travaillée (30,00 €/h de coût, 80 % de main-d’œuvre)" in acheteur.mots
    assert "25,00 € de marché par heure, donne 720 h si personne n’est repris, et moins" in acheteur.mots
    assert "elles réduisent ce volume" not in acheteur.mots
    for reprises, volume in (("0", "720 h"), ("50", "690 h"), ("1200", "0 h")):
        acheteur.envoyer(**menage, **{"lots.0.heures_mensuelles_reprises": reprises, "duree_mois": "12"})
        assert acheteur.soupe.select_one(".total").get_text().replace("\xa0", " ") == volume
        assert "La reprise décide" not in acheteur.mots


def test_cleaning_whose_share_is_not_published_is_told_so_too(acheteur):
    acheteur.envoyer(**{"lots.0.intitule": "Propreté des locaux", "nature": "services"})
    assert "la formule générale, qui ne connaît pas la reprise du personnel. La formule de la propreté" in acheteur.mots


def test_a_title_of_several_trades_stands_between_their_published_shares(acheteur):
    acheteur.envoyer(**{"lots.0.intitule": "Maçonnerie et charpente métallique"})
    assert "117 à 292 h" in acheteur.mots


def test_the_rate_and_its_effect(acheteur):
    acheteur.envoyer(taux_insertion="10 %")
    assert "10 % (retenu) 583 h" in acheteur.mots
    assert "5 % 292 h" in acheteur.mots


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        pytest.param(
            {"lots.0.montant_ht": "6 M€"}, "Une considération sociale est obligatoire", id="above the threshold"
        ),
        pytest.param(
            {"lots.0.montant_ht": "6 M€", "date_avis": "2026-08-20"},
            "engagées à partir du 22 août 2026",
            id="before the law",
        ),
        pytest.param({"lots.0.montant_ht": "6 M€", "montage": "aucun"}, "Régime : à régulariser", id="nothing planned"),
        pytest.param(
            {"lots.0.montant_ht": "6 M€", "montage": "aucun", "dispense.cas": "2", "dispense.motif": "Sans lien."},
            "Régime : dispense motivée",
            id="a reasoned waiver",
        ),
        pytest.param({"montage": "reserve", "reserve_insertion": "oui"}, "Régime : marché réservé", id="reserved"),
        pytest.param(
            {"nature": "services", "maitre_ouvrage.type": "etat"},
            "atteint le seuil européen de 140 000,00 € HT",
            id="the State",
        ),
        pytest.param(
            {"forme": "bons_de_commande", "valeur_maximale_ht": "8 M€"}, "8 000 000,00 € HT, atteint", id="a maximum"
        ),
        pytest.param(
            {"lots.0.intitule": "Nettoyage", "lots.0.heures_mensuelles_reprises": "100", "lots.0.duree_mois": "24"},
            "déjà tenues par le personnel en place",
            id="cleaning with staff taken over",
        ),
        pytest.param(
            {"lots.0.montant_ht": "6 M€", "valeur_maximale_ht": "1000"},
            "1 000,00 € HT donné pour une forme qui n’en a pas (marché ordinaire)",
            id="a maximum of nothing",
        ),
        pytest.param(
            {"forme": "bons_de_commande", "valeur_maximale_ht": "1000"},
            "inférieur à la somme des lots, 350 000,00 € HT",
            id="a maximum under the lots",
        ),
        pytest.param({"montage": "reserve"}, "réservé sans dire à qui", id="reserved to nobody"),
        pytest.param(
            {"lots.0.montant_ht": "6 M€", "montage": "aucun", "dispense.cas": "4", "dispense.motif": "Court."},
            "sans durée de l’opération : donnez-la, en mois",
            id="short works of unknown duration",
        ),
        pytest.param({"lots.0.sans_clause": "oui"}, "Aucun lot ne porte de clause", id="no clause"),
    ],
)
def test_each_case_of_the_law_has_its_words(acheteur, champs, attendu):
    acheteur.envoyer(**champs)
    assert acheteur.reponse.status_code == 200, acheteur.mots
    assert attendu in acheteur.mots


FAUTES = [
    ("lots.0.montant_ht", faux)
    for faux in ("", "abc", "-5", "1,250 €", "350000 TTC", "12345678901234", "1e9", "NaN", "½", "3,5,6")
]
FAUTES += [("taux_insertion", faux) for faux in ("0", "-1", "101", "abc", "0,05", "5 % ou 7 %", "∞")]
FAUTES += [
    ("date_avis", faux) for faux in ("", "hier", "2026-02-30", "31/04/2026", "05/12", "2026-13-01", "1850-01-01")
]
FAUTES += [("nature", faux) for faux in ("", "autre", "TRAVAUX", "<script>")]
FAUTES += [("maitre_ouvrage.type", faux) for faux in ("", "mairie")]
FAUTES += [("montage", "clause"), ("forme", "simple"), ("forme", "")]
FAUTES += [("duree_mois", faux) for faux in ("0", "-3", "douze", "9999")]
FAUTES += [("valeur_maximale_ht", faux) for faux in ("beaucoup", "-1")]
FAUTES += [("lots.0.part_main_oeuvre", faux) for faux in ("0", "150", "moitié", "0,5")]
FAUTES += [("lots.0.duree_mois", "un an"), ("lots.0.heures_mensuelles_reprises", "x")]


DITS = [
    ("duree_mois", "99999", "de 1 à 600"),
    ("lots.0.duree_mois", "un an", "un nombre entier de mois, de 1 à 600, comme 12"),
    ("lots.0.part_main_oeuvre", "33,333333", "quatre décimales au plus"),
    ("taux_insertion", "7,12345 %", "quatre décimales au plus"),
    ("lots.0.montant_ht", "1 200,505", "deux décimales au plus, pour les centimes"),
    ("lots.0.montant_ht", "1,250 €", "deux décimales au plus, pour les centimes"),
    ("nature", "amounts", "choisissez une valeur de la liste"),
]


@pytest.mark.parametrize(("champ", "faux", "dit"), DITS)
def test_the_message_names_the_fault(acheteur, champ, faux, dit):
    acheteur.envoyer(**{champ: faux})
    assert dit in acheteur.faute(champ)


def test_no_word_of_the_machine_is_said_to_a_buyer(acheteur):
    acheteur.envoyer(**{"lots.0.intitule": "Nettoyage", "lots.0.heures_mensuelles_reprises": "9"})
    assert "le lot 1 (propreté, reprise de personnel déduite) l’exige" in acheteur.faute("lots.0.duree_mois")
    for champ, _, _ in DITS:
        acheteur.envoyer(**{champ: "_"})
        assert not re.search(r"[a-z]+_[a-z]+", acheteur.faute(champ))


COMPLETE = {"ccag": "travaux", "penalites.heure": "60", "penalites.jour_document": "50,00 €"}


def test_the_article_is_completed_by_who_wants_to(acheteur):
    """CCAG and penalties: folded and empty at first, printed by A3, never in the way of the hours, never in a link."""
    acheteur.ouvrir()
    assert [acheteur.valeur(nom) for nom in COMPLETE] == ["", "", ""]
    assert not acheteur.soupe.find(id="ccag").find_parent("details").has_attr("open")
    acheteur.envoyer("/dce", **PIECES, piece="A3")
    trous = acheteur.reponse.content
    acheteur.envoyer("/dce", **PIECES, **COMPLETE, piece="A3")
    avant, apres = ("\n".join(read_paragraphs(octets)) for octets in (trous, acheteur.reponse.content))
    assert "60,00" in apres
    assert avant.count("[à compléter") - apres.count("[à compléter") >= 3
    acheteur.envoyer(**COMPLETE | {"penalites.heure": "beaucoup"})
    assert acheteur.reponse.status_code == 200
    assert "penalites" not in acheteur.soupe.select_one("a.partage")["href"]
    acheteur.envoyer("/dce", **PIECES, **COMPLETE | {"penalites.heure": "beaucoup", "ccag": "moe2"}, piece="A3")
    assert acheteur.faute("penalites.heure")
    assert acheteur.faute("ccag")


@pytest.mark.parametrize(("champ", "faux"), FAUTES)
def test_a_bad_value_is_told_at_its_field_and_kept(acheteur, champ, faux):
    acheteur.envoyer(**{champ: faux})
    assert acheteur.reponse.status_code == 422
    assert acheteur.faute(champ)
    assert champ == "montage" or acheteur.valeur(champ) == faux
    assert acheteur.valeur("lots.0.intitule") == "Maçonnerie"


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        pytest.param(
            {"montage": "execution_critere", "ponderation": ""}, "ponderation", id="a criterion without weight"
        ),
        pytest.param({"montage": "execution_critere", "ponderation": "200"}, "ponderation", id="a weight above 100"),
        pytest.param({"lots.1.montant_ht": "5000"}, "lots.1.intitule", id="a lot without title among several"),
        pytest.param({"lots.1.intitule": "Peinture"}, "lots.1.montant_ht", id="a lot without amount"),
        pytest.param({"montage": "aucun", "dispense.cas": "9"}, "dispense.cas", id="a waiver that is none"),
        pytest.param({"lots.0.heures_mensuelles_reprises": "100"}, "lots.0.duree_mois", id="cleaning without duration"),
    ],
)
def test_what_goes_with_something_else_is_told_too(acheteur, champs, champ):
    acheteur.envoyer(**champs)
    assert acheteur.reponse.status_code == 422
    assert acheteur.faute(champ)


def test_all_faults_are_told_at_once(acheteur):
    acheteur.envoyer(**{"date_avis": "hier", "taux_insertion": "0", "lots.0.montant_ht": "abc", "nature": "x"})
    assert "4 données sont à revoir" in acheteur.mots
    assert [bool(acheteur.faute(nom)) for nom in ("date_avis", "taux_insertion", "lots.0.montant_ht", "nature")] == [
        True
    ] * 4


def test_what_was_typed_for_the_pieces_and_the_facilitateur_outlives_a_fault_above(acheteur):
    dits = PIECES | {"courriel": "achats@ville.example", "message": "Avis en décembre.", "reference": "à / trouver"}
    acheteur.envoyer(**dits, **{"lots.0.montant_ht": "abc"})
    assert acheteur.reponse.status_code == 422
    assert {nom: acheteur.valeur(nom) for nom in dits} == dits
    acheteur.envoyer("/dce", **dits)
    assert acheteur.faute("reference")
    assert "292 h" in acheteur.mots


def test_lots_are_added_and_taken_away_without_script(acheteur):
    acheteur.envoyer(action="ajouter")
    assert acheteur.soupe.find(attrs={"name": "lots.1.intitule"})
    acheteur.envoyer(**{"lots.1.intitule": "Peinture intérieure", "lots.1.montant_ht": "100000", "action": "retirer:0"})
    assert acheteur.valeur("lots.0.intitule") == "Peinture intérieure"


def test_the_link_says_the_market_again_and_nobody(acheteur):
    acheteur.envoyer(**PIECES, courriel="achats@ville.example", message="Bonjour", taux_insertion="7")
    adresse = acheteur.soupe.select_one("a.partage")["href"]
    assert not re.search("ville|Val-sur|Groupe|VSB|Bonjour", adresse)
    premiere = acheteur.mots.partition("Heures d’insertion")[2][:400]
    acheteur.ouvrir(adresse)
    assert acheteur.reponse.status_code == 200
    assert acheteur.mots.partition("Heures d’insertion")[2][:400] == premiere


@pytest.mark.parametrize(
    "adresse", ["?lots.0.montant_ht=abc", "?lots.0.montant_ht=5&nature=%00", "?lots.999.intitule=x"]
)
def test_a_damaged_link_is_told_at_its_fields(acheteur, adresse):
    acheteur.ouvrir(f"/clauses{adresse}")
    assert acheteur.reponse.status_code == 422
    assert "à revoir" in acheteur.mots


class TestFacilitateur:
    """An address left on the page waits for a person, once, and opens nothing by itself."""

    @pytest.fixture
    def demandeur(self, installation, acheteur):
        migrer()
        return acheteur

    def test_the_demand_waits_among_the_mails_to_settle(self, demandeur):
        for _ in range(2):
            demandeur.envoyer("/facilitateur", **PIECES, courriel="achats@ville.example", message="Avis en décembre.")
            assert demandeur.reponse.status_code == 200
        (ligne,) = self.recus()
        assert ligne.nature is NatureCourrier.A_TRANCHER
        assert ligne.expediteur == "achats@ville.example"
        assert "n’est pas vérifiée" in ligne.raison

    def test_the_facilitateur_confirms_and_the_operation_opens_with_what_was_said(self, demandeur):
        demandeur.envoyer("/facilitateur", **PIECES, courriel="achats@ville.example")
        (ligne,) = self.recus()
        suite = classer(str(ligne.id), Decision(confirmer=True), par="essai")
        with lecture() as session:
            operation = operations.exiger(session, suite.reference)
        assert operation.intitule == "Groupe scolaire"
        assert operation.maitre_ouvrage_nom == "Commune de Val-sur-Brielle"

    def test_the_confirmation_is_where_the_button_was_and_nothing_typed_is_lost(self, demandeur):
        demandeur.envoyer("/facilitateur", **PIECES, courriel="achats@ville.example", message="Avis en décembre.")
        dit = demandeur.soupe.select_one("section[aria-labelledby=facilitateur] [role=status][autofocus]")
        assert "C’est transmis" in dit.get_text()
        assert "achats@ville.example" in dit.get_text()
        gardes = {nom: demandeur.valeur(nom) for nom in (*PIECES, "courriel", "message")}
        assert gardes == {**PIECES, "courriel": "achats@ville.example", "message": "Avis en décembre."}

    @pytest.mark.parametrize(
        "adresse", ["", "achats", "a@b", "a b@ville.example", "a@ville.example\r\nBcc: x@y.example"]
    )
    def test_an_address_that_is_none_is_told_and_nothing_is_kept(self, demandeur, adresse):
        demandeur.envoyer("/facilitateur", **PIECES, courriel=adresse)
        assert demandeur.reponse.status_code == 422
        assert demandeur.faute("courriel")
        assert self.recus() == []

    def test_a_flood_is_stopped(self, demandeur, monkeypatch):
        monkeypatch.setattr(demande_acheteur, "EN_ATTENTE_MAX", 1)
        demandeur.envoyer("/facilitateur", **PIECES, courriel="a@ville.example")
        demandeur.envoyer("/facilitateur", **PIECES, courriel="b@ville.example")
        assert demandeur.reponse.status_code == 422
        assert "beaucoup de demandes" in demandeur.faute("courriel")
        assert len(self.recus()) == 1

    @staticmethod
    def recus():
        with lecture() as session:
            return courriers_entrants.lister(session)


def test_an_hour_of_typing_never_breaks_the_page(acheteur):
    """Every field with every nasty value: 200 or 422, never more."""
    for faux in ("\x00", "𝟙𝟚", "١٢", "9" * 600, "'\"<>&", "2026-12-05T00:00", "\u202e350", "lots[0]", "%s%n", "-0"):
        for champ in (*MARCHE, "ponderation", "dispense.cas", "duree_mois", "action", "lots.7.intitule", "lots.0.x"):
            acheteur.envoyer(**{champ: faux})
            assert acheteur.reponse.status_code in {200, 422}, (champ, faux)
