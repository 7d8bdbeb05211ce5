"""The buyer's page: any market described gets an answer, any mistake a sentence at its field, nothing is lost."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from acheteur import MARCHE, OPERATION, PIECES, Acheteur
from operations_exemple import HOSTILE

from config.settings import get_settings
from documents.lecture_word import read_paragraphs
from metier.courriers import NatureCourrier
from sqlmodel_store.depots import courriers_entrants, operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes import demande_acheteur
from workflows.actes.classement import Decision, classer

DEUX_INCONNUS = {
    "lots.0.intitule": "Électricité",
    "lots.1.intitule": "Restauration de vitraux",
    "lots.1.montant_ht": "300 000",
}
DIT = (
    "heures : lot 1, 117 à 292 h ; lot 2, 100 à 250 h ; en tout, 217 à 542 h "
    "(hypothèse basse, à arrêter avec le facilitateur)"
)


@pytest.fixture
def acheteur(home, monkeypatch):
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "0")
    monkeypatch.setenv("RELAIS_DATE", "2026-11-02")
    get_settings.cache_clear()
    return Acheteur()


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


class TestPieces:
    """`POST /clauses/dce`: from the form or from JSON, the zip or one document."""

    def test_the_form_gives_the_zip(self, acheteur):
        acheteur.envoyer("/dce", **PIECES)
        assert acheteur.reponse.headers["content-type"] == "application/zip"
        assert 'filename="dce-2026-VSB-1.zip"' in acheteur.reponse.headers["content-disposition"]
        noms = self.noms(acheteur)
        assert {"A1_avis.docx", "A2_rc.docx", "A3_ccap.docx", "A7_annexe_ae_lot-1.docx", "LISEZMOI.txt"} <= noms
        assert not any("B1" in nom or "B2" in nom for nom in noms)

    def test_so_many_lots_that_they_would_hold_the_machine_are_refused(self, acheteur):
        lots = [OPERATION["lots"][0] | {"numero": rang} for rang in range(1, 202)]
        reponse = acheteur.client.post("/clauses/dce", json=OPERATION | {"lots": lots})
        assert reponse.status_code == 422
        (faute,) = reponse.json()["fautes"]
        assert (faute["champ"], "200 au plus ici" in faute["phrase"]) == ("lots", True)

    def test_the_json_of_an_operation_gives_the_zip_of_the_command(self, acheteur, tmp_path, capsys):
        from cli.documents import dce

        reponse = acheteur.client.post("/clauses/dce", json=OPERATION)
        fichier = tmp_path / "operation.json"
        fichier.write_text(json.dumps(OPERATION), encoding="utf-8")
        dce(fichier, tmp_path / "dce")
        assert reponse.content == (tmp_path / "dce" / "dce-2026-VSB-1.zip").read_bytes()

    def test_one_document_may_be_taken(self, acheteur):
        for piece, nom in (
            ("A3", "A3_ccap.docx"),
            ("A7 lot 1", "A7_annexe_ae_lot-1.docx"),
            ("B2", "B2_tableau_calcul.xlsx"),
        ):
            acheteur.envoyer("/dce", **PIECES, piece=piece)
            assert nom in acheteur.reponse.headers["content-disposition"]
            assert zipfile.is_zipfile(io.BytesIO(acheteur.reponse.content))
        acheteur.envoyer("/dce", **PIECES, piece="Z9")
        assert acheteur.reponse.status_code == 404

    def test_an_unpublished_share_does_not_stop_the_pack_which_says_so(self, acheteur):
        """The range on each cover to remove and in LISEZMOI; the text itself binds to one number, shaded."""
        acheteur.envoyer("/dce", **PIECES, **DEUX_INCONNUS)
        with zipfile.ZipFile(io.BytesIO(acheteur.reponse.content)) as archive:
            lisezmoi = " ".join(archive.read("LISEZMOI.txt").decode().replace("\u202f", " ").split())
            pieces = {nom[:2]: archive.read(nom) for nom in archive.namelist() if nom.endswith(".docx")}
        assert "217 à 542 h en tout, 217 h dans les pièces : hypothèse basse, à arrêter" in lisezmoi
        assert "- lot 1 : 117 à 292 h selon la part de main-d’œuvre, non publiée : hypothèse basse" in lisezmoi
        assert lisezmoi.count(DIT) == 1
        for code in ("A2", "A3", "A7", "A9"):
            garde, _, texte = "\n".join(read_paragraphs(pieces[code])).partition("Cette page est à retirer")
            assert DIT in garde.replace("\u00a0", " "), code
            assert "hypothèse" not in texte
        assert DIT not in "\n".join(read_paragraphs(pieces["A1"])).replace("\u00a0", " ")
        with zipfile.ZipFile(io.BytesIO(pieces["A3"])) as word:
            corps = word.read("word/document.xml").decode()
        for heures in ("117\u00a0heures", "100\u00a0heures", "217\u00a0heures"):
            assert re.search(f'w:fill="FFF2CC"/></w:rPr><w:t[^>]*>{heures}<', corps), heures

    def test_the_page_says_which_hours_the_pieces_carry_where_they_are_a_range(self, acheteur):
        acheteur.envoyer(**DEUX_INCONNUS)
        reponse = acheteur.soupe.find(id="resultat").get_text(" ", strip=True)
        pieces = acheteur.soupe.find(id="pieces").get_text(" ", strip=True)
        assert "217\u00a0h , tant que vous n’indiquez pas la vôtre" in reponse
        assert "Ces pièces portent l’hypothèse basse, 217\u00a0h , d’une fourchette de 217 à 542\u00a0h" in pieces
        acheteur.envoyer()
        assert "hypothèse basse" not in acheteur.mots

    @pytest.mark.parametrize("montage", ["execution_critere", "reserve", "marche_insertion", "aucun"])
    def test_each_montage_has_its_pack(self, acheteur, montage):
        autres = {
            "montage": montage,
            "ponderation": "10",
            "dispense.cas": "2",
            "dispense.motif": "Sans lien avec l’objet.",
        }
        acheteur.envoyer("/dce", **PIECES, **autres, **{"lots.0.montant_ht": "6 M€"})
        assert acheteur.reponse.status_code == 200, acheteur.mots
        assert "LISEZMOI.txt" in self.noms(acheteur)

    @pytest.mark.parametrize("champ", ["intitule", "maitre_ouvrage.nom"])
    def test_what_pieces_print_is_asked_for_at_its_field(self, acheteur, champ):
        acheteur.envoyer("/dce", **PIECES | {champ: ""})
        assert acheteur.reponse.status_code == 422
        assert "imprimé sur chaque pièce" in acheteur.faute(champ)

    def test_a_reference_that_cannot_name_a_file_is_refused(self, acheteur):
        acheteur.envoyer("/dce", **PIECES | {"reference": "../../etc"})
        assert acheteur.reponse.status_code == 422
        assert acheteur.faute("reference")

    def test_hostile_titles_are_only_text(self, acheteur):
        acheteur.envoyer("/dce", **PIECES | {"intitule": HOSTILE})
        assert acheteur.reponse.status_code == 200
        acheteur.envoyer(**{"lots.0.intitule": HOSTILE, "lots.0.part_main_oeuvre": "50"})
        assert "<b>gras</b>" not in acheteur.reponse.text

    @pytest.mark.parametrize(
        ("corps", "champ"),
        [
            (b"{}", "reference"),
            (b"[]", "le contenu"),
            (b"", "le contenu"),
            (b"{", "le contenu"),
            (b'{"a": NaN}', "a"),
            (b'{"a": 1, "a": 2}', "a"),
            (b"\xff", "le contenu"),
            (b"[" * 50_000, "le contenu"),
            (json.dumps({**OPERATION, "nature": "x"}).encode(), "nature"),
            (json.dumps({**OPERATION, "inconnue": 1}).encode(), "inconnue"),
            (json.dumps({**OPERATION, "lots": []}).encode(), "lots"),
            (json.dumps({**OPERATION, "missions": ["bilan"]}).encode(), "missions"),
            (
                json.dumps({**OPERATION, "lots": [{**OPERATION["lots"][0], "intitule": "VRD"}]}).encode(),
                "lots[0].part_main_oeuvre",
            ),
        ],
        ids=range(13),
    )
    def test_a_faulty_json_is_answered_field_by_field(self, acheteur, corps, champ):
        reponse = acheteur.client.post("/clauses/dce", content=corps, headers={"content-type": "application/json"})
        assert reponse.status_code == 422
        fautes = reponse.json()["fautes"]
        assert fautes[0]["champ"].startswith(champ)
        assert fautes[0]["phrase"].endswith((".", "?"))

    def test_what_is_neither_is_refused_and_what_is_too_long_stops_being_read(self, acheteur):
        for genre, corps, statut in (
            ("text/plain", b"x", 415),
            ("application/x-www-form-urlencoded", b"a=" + b"x" * 600_000, 413),
            ("application/x-www-form-urlencoded", b"a=\xff", 422),
            ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 4_000), 422),
        ):
            reponse = acheteur.client.post("/clauses/dce", content=corps, headers={"content-type": genre})
            assert reponse.status_code == statut

    def test_the_page_is_limited_by_address(self, acheteur, monkeypatch):
        monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "2")
        get_settings.cache_clear()
        autre = Acheteur("192.0.2.41")
        reponses = [autre.client.post("/clauses/dce", json=OPERATION) for _ in range(3)]
        assert [une.status_code for une in reponses] == [200, 200, 429]
        assert reponses[2].headers["retry-after"] == "60"
        assert "Attendez une minute" in reponses[2].text

    def test_what_is_recalculated_while_one_types_has_a_wider_limit(self, monkeypatch):
        """Thirty lots at three recalculations a lot pass; the pieces stay within the limit, script or not."""
        monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "20")
        get_settings.cache_clear()
        autre, script = Acheteur("192.0.2.42"), {"hx-request": "true"}
        calculs = {autre.client.post("/clauses", data=MARCHE, headers=script).status_code for _ in range(90)}
        pieces = [autre.client.post("/clauses/dce", json=OPERATION, headers=script).status_code for _ in range(21)]
        assert (calculs, pieces[-2:]) == ({200}, [200, 429])
        calculs = [autre.client.post("/clauses", data=MARCHE, headers=script).status_code for _ in range(11)]
        assert calculs[-2:] == [200, 429]

    @staticmethod
    def noms(acheteur):
        with zipfile.ZipFile(io.BytesIO(acheteur.reponse.content)) as archive:
            return set(archive.namelist())


class TestTextes:
    """`/clauses/modeles`: each text to read and to take."""

    def test_each_text_has_its_page_its_file_its_edition_and_its_law(self, acheteur):
        acheteur.ouvrir("/clauses/modeles")
        liens = [lien["href"] for lien in acheteur.soupe.select("table a")]
        assert len(liens) == 8
        for lien in liens:
            dit = acheteur.ouvrir(lien).mots
            assert re.search(r"Édition 20\d\d\.\d+\. Dernier changement du droit pris en compte : 22 août 2026", dit), (
                lien
            )
            fichier = acheteur.client.get(f"{lien}/fichier")
            assert zipfile.is_zipfile(io.BytesIO(fichier.content))

    def test_the_article_reads_as_in_word_without_its_cover(self, acheteur):
        acheteur.ouvrir("/clauses/modeles/A3")
        texte = acheteur.soupe.select_one("article.texte")
        assert texte.h2.get_text().endswith("Action d’insertion professionnelle")
        assert "Cette page est à retirer" not in texte.get_text()
        assert "Publics éligibles" in [titre.get_text() for titre in texte.select("h3")]
        assert texte.select("mark")

    def test_an_unknown_text_says_where_they_are(self, acheteur):
        for suite in ("B1", "A4", "../A3", "A3/fichier/x"):
            assert acheteur.ouvrir(f"/clauses/modeles/{suite}").reponse.status_code == 404


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
