"""The page where a company chooses its modalities and names its referent: a proposal, to be confirmed."""

from __future__ import annotations

from copy import deepcopy

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from mois_a_declarer import partis
from navigateur import fautes, navigateur, ouvrir
from operations_attribuees import ATTRIBUTIONS, PEINTURES, REFERENCE, attribuer, territoire
from operations_en_base import operation
from sqlalchemy import event
from visiteur import Visiteur

from config.settings import get_settings
from echanges.dossier import exporter
from metier.roles import Role
from portail import debit
from portail.app import creer_app
from portail.debit import Debit
from sqlmodel_store.depots import journal
from sqlmodel_store.session import get_engine, lecture, unit_of_work
from workflows.actes import jetons
from workflows.actes.sujets import attentes

BATI = "insertion@bati-rombelle.example"
LOT = f"{REFERENCE}:1:0"
MIEN = {
    f"h:{LOT}:embauche_directe:0": "40",
    f"h:{LOT}:mise_a_disposition:0": "100",
    f"s:{LOT}:mise_a_disposition:0": "Tremplin de la Brielle",
    f"rn:{LOT}": "Nadia Kern",
    f"rf:{LOT}": "conductrice de travaux",
    f"rc:{LOT}": "n.kern@peintures-du-val.example",
    f"rt:{LOT}": "03 00 55 12 12",
}
MODALITES = [
    {"type": "embauche_directe", "heures": 40},
    {
        "type": "mise_a_disposition",
        "heures": 100,
        "structure": {"nom": "Tremplin de la Brielle", "type": "ETTI", "courriel": "agence@tremplin.example"},
    },
]


def lien(qui):
    with unit_of_work() as session:
        return "/choix/" + jetons.lien_de_choix(session, qui).rpartition("/")[2]


def mots(reponse):
    return " ".join(BeautifulSoup(reponse.text, "html.parser").get_text(" ").split())


class Entreprise:
    """A company that opens its link from anywhere."""

    def __init__(self, qui=PEINTURES):
        self.client = TestClient(creer_app(), base_url="https://relais.example", client=("192.0.2.17", 50000))
        self.lien = lien(qui)

    def ouvrir(self):
        return self.client.get(self.lien)

    def envoyer(self, action="envoyer", **champs):
        return self.client.post(self.lien, data={"action": action} | champs, follow_redirects=False)

    def champs(self, reponse):
        page = BeautifulSoup(reponse.text, "html.parser")
        choisis = {un["name"]: un.select_one("option[selected]") for un in page.select("select")}
        ecrits = {un["name"]: un.get("value", "") for un in page.select("input")}
        return ecrits | {nom: un["value"] if un else "" for nom, un in choisis.items()}


@pytest.fixture
def attribuee(installation, monkeypatch):
    """Two lots of two companies, nothing chosen; the structures of the territory."""
    monkeypatch.setattr(debit, "_DEBIT", Debit())
    territoire()
    attributions = deepcopy(ATTRIBUTIONS)
    del attributions[0]["referent"]
    return attribuer(etape="demarrage", attributions=attributions)


def retenues():
    with lecture() as session:
        return exporter(session, REFERENCE)["attributions"]


def actions():
    with lecture() as session:
        return {une.libelle: une.qui for une in attentes(session, [operation(REFERENCE)])}


def test_each_modality_stands_alike_and_none_is_chosen_beforehand(attribuee):
    """The company chooses alone: same lines in the same order, every field blank, every structure by its name."""
    reponse = Entreprise().ouvrir()
    page = BeautifulSoup(reponse.text, "html.parser")
    assert [un.get_text() for un in page.select(".lot legend strong")] == [
        "Embauche directe", "Mise à disposition", "Sous-traitance", "Cotraitance",
    ]  # fmt: skip
    assert {un.get("value", "") for un in page.select("form input")} == {""}
    assert page.select("option[selected], input[checked]") == []
    noms = [un.text for un in page.select("select")[0].select("option")]
    assert noms == [
        "à choisir plus tard",
        "Coup de Main (AI)",
        "Éclat Services (EI)",
        "GEIQ Bâtir (GEIQ)",
        "Tremplin de la Brielle (ETTI)",
    ]
    assert reponse.headers["referrer-policy"] == "no-referrer"


def test_a_company_sees_its_own_lots_and_nothing_of_the_others(attribuee):
    dit = mots(Entreprise().ouvrir())
    assert "Lot 1 – Peinture : 140 h à réaliser" in dit
    for interdit in ("Rombelle", "Gros œuvre", "292"):
        assert interdit not in dit


def test_a_member_of_a_groupement_sees_its_own_share(installation):
    membres = [
        ATTRIBUTIONS[0] | {"role": "mandataire", "heures_engagees": 100},
        ATTRIBUTIONS[1] | {"role": "cotraitant", "heures_engagees": 40, "lot": 1},
        ATTRIBUTIONS[1],
    ]
    attribuer(etape="demarrage", attributions=membres)
    dit = mots(Entreprise(BATI).ouvrir())
    assert "Lot 1 – Peinture : 40 h à réaliser" in dit
    assert "Peintures du Val" not in dit
    assert "Nadia Ferrières" not in dit
    assert "Nadia Ferrières" in str(BeautifulSoup(Entreprise().ouvrir().text, "html.parser").select("input"))


def test_reading_and_reviewing_write_nothing(attribuee):
    """Scanners follow links; the review is not the sending."""
    entreprise = Entreprise()
    entreprise.client.get(f"{entreprise.lien}?action=envoyer&h:{LOT}:embauche_directe:0=140")
    relue = entreprise.envoyer("relire", **MIEN)
    assert relue.status_code == 200
    for attendu in ("Embauche directe 40 h", "Mise à disposition Tremplin de la Brielle 100 h", "Nadia Kern"):
        assert attendu in mots(relue)
    assert entreprise.champs(entreprise.envoyer("corriger", **MIEN)).items() >= MIEN.items()
    assert partis() == []
    assert "Choisir les modalités du lot 1 (Peintures du Val)" in actions()


def test_what_is_sent_is_a_proposal_told_to_the_facilitateur_and_received_once(attribuee):
    """The dossier stays as it is; the ball is the facilitateur's; a mail that names nobody; the same again: nothing."""
    entreprise = Entreprise()
    for _ in range(2):
        reponse = entreprise.envoyer(**MIEN)
        assert reponse.headers["location"] == f"{entreprise.lien}?merci=oui"
    assert "Votre choix attend la confirmation" in mots(entreprise.ouvrir())
    assert all("modalites" not in une or une["modalites"] == [] for une in retenues())
    assert "Choisir les modalités du lot 1 (Peintures du Val)" not in actions()
    libelle = "Confirmer les modalités que propose Peintures du Val, lot 1"
    assert {dit: qui for dit, qui in actions().items() if dit.startswith("Confirmer")} == {libelle: "facilitateur"}
    assert not any(dit.startswith("Choisir les modalités de") for dit in actions())
    (recu,) = partis("recu_choix:")
    assert recu.destinataire == PEINTURES
    with lecture() as session:
        (note,) = journal.du_genre(session, "choix_propose")
    assert "Kern" not in note.donnees


def test_the_facilitateur_confirms_from_the_form_of_the_act(attribuee):
    """It begins with what was proposed, says whose it is; once sent, it is written and waits no more."""
    Entreprise().envoyer(**MIEN, **{f"co:{LOT}": "Plutôt au printemps"})
    visiteur = Visiteur(role=Role.FACILITATEUR)
    chemin = f"/operations/{REFERENCE}/actes/mettre_en_oeuvre"
    page = visiteur.voir(chemin)
    dit = visiteur.mots(page.main)
    assert "Lot 1, Peintures du Val : choix reçu le" in dit
    assert "Plutôt au printemps" in dit
    champs = {un["name"]: un.get("value", "") for un in page.select("form input[name^='d.']")}
    choisis = {un["name"]: un.select_one("option[selected]") for un in page.select("form select[name^='d.']")}
    champs |= {nom: un["value"] if un else "" for nom, un in choisis.items()}
    assert champs["d.modalites.0.modalites.1.heures"] == "100"
    assert champs["d.modalites.0.referent.fonction"] == "conductrice de travaux"
    reponse = visiteur.poster(chemin, **champs, action="faire", cle="k1")
    assert reponse.status_code == 303, visiteur.mots(BeautifulSoup(reponse.text, "html.parser"))
    premiere = retenues()[0]
    assert premiere["modalites"] == MODALITES
    assert premiere["referent"]["nom"] == "Nadia Kern"
    assert premiere["referent"]["fonction"] == "conductrice de travaux"
    assert not any(dit.startswith("Confirmer") for dit in actions())
    assert "Choix confirmé par le facilitateur" in mots(Entreprise().ouvrir())
    assert visiteur.voir(f"/operations/{REFERENCE}/actes/choisir_modalites").select("#origines") == []


def test_a_referent_alone_may_be_named_and_leaves_the_rest_to_be_chosen(attribuee):
    entreprise = Entreprise()
    assert entreprise.envoyer(**{f"rn:{LOT}": "Nadia Kern"}).status_code == 303
    assert "Confirmer le référent que propose Peintures du Val, lot 1" in actions()
    visiteur = Visiteur(role=Role.FACILITATEUR)
    chemin = f"/operations/{REFERENCE}/actes/choisir_modalites"
    envoi = {"d.modalites.0.lot": "1", "d.modalites.0.referent.nom": "Nadia Kern"}
    assert visiteur.poster(chemin, **envoi, action="faire", cle="k2").status_code == 303
    assert retenues()[0]["referent"] == {"nom": "Nadia Kern"}
    assert "Choisir les modalités du lot 1 (Peintures du Val)" in actions()


def test_what_is_proposed_may_be_put_aside(attribuee):
    """The lot alone: what was kept stays, nothing waits any more; the company is to choose again."""
    Entreprise().envoyer(**MIEN)
    visiteur = Visiteur(role=Role.FACILITATEUR)
    chemin = f"/operations/{REFERENCE}/actes/choisir_modalites"
    assert visiteur.poster(chemin, **{"d.modalites.0.lot": "1"}, action="faire", cle="k3").status_code == 303
    assert retenues()[0].get("modalites", []) == []
    assert not any(dit.startswith("Confirmer") for dit in actions())
    assert "Choisir les modalités du lot 1 (Peintures du Val)" in actions()


def test_ten_times_more_operations_take_the_same_number_of_statements(attribuee):
    """One link for all of them."""
    entreprise = Entreprise()

    def compter():
        comptees = []
        noter = lambda *_: comptees.append(1)  # noqa: E731
        moteur = get_engine(get_settings().base)
        event.listen(moteur, "before_cursor_execute", noter)
        assert entreprise.ouvrir().status_code == 200
        event.remove(moteur, "before_cursor_execute", noter)
        return len(comptees)

    une = compter()
    for rang in range(9):
        attribuer(f"2026-CVB-1{rang:02}", etape="demarrage")
    assert compter() == une
    assert mots(entreprise.ouvrir()).count("Lot 1 – Peinture : 140 h à réaliser") == 10


def test_one_modality_may_be_shared_between_structures(attribuee):
    """Another line on demand; hours that are not those that are due are told, not refused."""
    entreprise = Entreprise()
    debut = {f"h:{LOT}:mise_a_disposition:0": "60", f"s:{LOT}:mise_a_disposition:0": "GEIQ Bâtir"}
    plus = entreprise.envoyer(f"plus|{LOT}|mise_a_disposition", **debut)
    champs = entreprise.champs(plus)
    assert champs[f"s:{LOT}:mise_a_disposition:0"] == "GEIQ Bâtir"
    second = {f"h:{LOT}:mise_a_disposition:1": "30,5", f"s:{LOT}:mise_a_disposition:1": "Coup de Main"}
    assert second.keys() <= champs.keys()
    relue = entreprise.envoyer("relire", **debut, **second)
    assert "90,50 h choisies pour 140 h dues" in mots(relue)
    assert entreprise.envoyer(**debut, **second).status_code == 303


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        pytest.param({f"h:{LOT}:cotraitance:0": "beaucoup"}, "« beaucoup » : écrivez des heures", id="no hours"),
        pytest.param({f"h:{LOT}:cotraitance:0": "9e9"}, "« 9e9 » : écrivez des heures", id="another notation"),
        pytest.param({f"s:{LOT}:sous_traitance:0": "Éclat Services"}, "Écrivez combien d’heures", id="structure alone"),
        pytest.param({f"rt:{LOT}": "03"}, "Donnez le nom de cette personne", id="nameless"),
        pytest.param({f"rn:{LOT}": "A", f"rc:{LOT}": "a@b"}, "n’est pas complète", id="half an address"),
        pytest.param({}, "au moins une modalité, ou le nom", id="nothing"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(attribuee, champs, phrase):
    entreprise = Entreprise()
    garde = {f"h:{LOT}:embauche_directe:0": "12"} if champs else {}
    reponse = entreprise.envoyer(**garde, **champs)
    assert reponse.status_code == 422
    assert phrase in mots(reponse)
    assert entreprise.champs(reponse).items() >= (garde | champs).items()
    assert partis() == []


def test_the_lots_of_others_cannot_be_proposed_for(attribuee):
    """Fields that are not of the page are passed over."""
    autre = f"{REFERENCE}:2:1"
    assert Entreprise().envoyer(**{f"h:{autre}:embauche_directe:0": "292"}).status_code == 422
    assert partis() == []


def test_a_link_serves_one_use_and_ends(attribuee):
    """Neither a link of declaration here, nor this one there; revoked with the others of its address."""
    with unit_of_work() as session:
        jeton = jetons.lien_de_choix(session, PEINTURES).rpartition("/")[2]
        assert jetons.lien_de_choix(session, PEINTURES.upper()).endswith(jeton)
    entreprise = Entreprise()
    assert entreprise.client.get(f"/declaration/{jeton}").status_code == 404
    visiteur = Visiteur(role=Role.FACILITATEUR)
    chemin = f"/operations/{REFERENCE}/actes/revoquer_lien"
    assert visiteur.poster(chemin, **{"d.courriel": PEINTURES}, action="faire", cle="k").status_code == 303
    for reponse in (entreprise.ouvrir(), entreprise.envoyer(**MIEN)):
        assert reponse.status_code == 410
        assert "Ce lien a été retiré" in mots(reponse)
    assert lien(PEINTURES) != entreprise.lien


def test_a_company_without_lot_is_told_so(installation):
    assert "Rien à choisir" in mots(Entreprise().ouvrir())


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.long)], ids=["script", "no script"])
def test_a_telephone_is_enough_and_a_keyboard_too(attribuee, servi, scripts):
    """390 pixels wide, nothing to scroll sideways, nothing wrong for axe; Enter leads to the review, then sends."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, largeur=390, scripts=scripts)
        page.goto(lien(PEINTURES))
        assert not scripts or fautes(page) == []
        page.get_by_label("Heures").first.fill("140")
        page.get_by_label("Nom et prénom").fill("Nadia Kern")
        assert page.locator("main").bounding_box()["width"] <= 390
        page.get_by_label("Nom et prénom").press("Enter")
        assert not scripts or fautes(page) == []
        page.get_by_role("button", name="Envoyer ces choix").press("Enter")
        assert "C’est enregistré" in page.get_by_role("status").inner_text()
    (recu,) = partis("recu_choix:")
    assert recu.destinataire == PEINTURES
