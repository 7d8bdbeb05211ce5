"""An act from the page of an operation: its form, what it shows beforehand, what it does."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup
from operations_en_base import ECOLE, avancer, semer
from visiteur import Visiteur

from metier.cycle import Etape, Transition
from metier.gestes import Geste
from metier.roles import Role
from portail.fiche.actions import SUJETS
from portail.formulaires.actes import CHAMPS
from portail.formulaires.champs import decrire
from portail.formulaires.saisie import Envoi, ecrire, lire, telles_qu_envoyees
from portail.rendu import page
from sqlmodel_store.depots import courriers_sortants, demandes, journal, operations
from sqlmodel_store.session import lecture
from workflows.actes.gestes import FORMATS

ACTES = [*Transition, *Geste]


def champs_de(acte):
    return decrire(FORMATS[acte]) if isinstance(acte, Geste) else CHAMPS[acte]


def poster(visiteur, chemin, champs, **autres):
    """The fields, and the token, read once: reading a page takes what it had to say."""
    if not hasattr(visiteur, "lu"):
        visiteur.lu = visiteur.jeton("/")
    return visiteur.client.post(chemin, data={"jeton_csrf": visiteur.lu, **champs, **autres})


def remplis(reponse):
    """The fields of the act's form, the one that holds its key, as a browser would send them back."""
    envoyes = {}
    for champ in BeautifulSoup(reponse.text, "html.parser").main.select("form:has([name=cle]) [name]"):
        nom = champ["name"]
        if nom in ("action", "jeton_csrf"):
            continue
        if champ.name == "select":
            choisi = champ.select_one("option[selected]")
            envoyes[nom] = choisi["value"] if choisi else ""
        elif champ.name == "textarea":
            envoyes[nom] = champ.text
        elif champ.get("type") != "checkbox":
            envoyes[nom] = champ.get("value", "")
        elif champ.has_attr("checked"):
            envoyes.setdefault(nom, []).append(champ["value"])
    return envoyes


@pytest.mark.parametrize("acte", ACTES)
def test_every_act_has_a_form_whose_fields_are_named_in_french(acte):
    """A new field of a format asks for its words (libelles.py); each field has its own label."""
    champs = champs_de(acte)
    faux = {"reference": "R-1", "intitule": "Essai"}
    formulaire = {"acte": acte, "champs": champs, "origines": ()}
    vu = page(
        "acte", operation=faux, formulaire=formulaire, valeurs=ecrire(champs, {}), fautes={}, ailleurs=[], cle="x"
    )
    soupe = BeautifulSoup(vu.body, "html.parser")
    for champ in soupe.main.select("input:not([type=hidden]):not([type=checkbox]), select, textarea"):
        assert len(soupe.select(f"label[for='{champ['id']}']")) == 1, champ["id"]
    assert not re.search(r"\b[a-z]+_[a-z]+\b", soupe.main.get_text(" ")), "un nom de code est montré"


def test_each_geste_is_offered_under_one_subject():
    ranges = [geste for _, siens in SUJETS for geste in siens]
    assert sorted(ranges) == sorted(Geste)


def test_what_is_typed_becomes_the_data_of_the_act_and_back():
    """French numbers, percentages, lists, rows left blank; nothing is said of what is not filled."""
    champs = CHAMPS[Transition.INSTRUIRE]
    envoi = Envoi(
        [
            ("d.intitule", " École "),
            ("d.maitre_ouvrage.nom", "Ville"),
            ("d.maitre_ouvrage.type", "collectivite"),
            ("d.duree_mois", "14"),
            ("d.penalites.heure", "60,50 €"),
            ("d.missions", "bilan"),
            ("d.missions", "aval_suivi"),
            ("d.articles_reservation", "L2113-12\r\n\r\nL2113-13\r\n"),
            ("d.defense", "non"),
            ("d.lieu.commune", ""),
            ("d.lots.0.numero", ""),
            ("d.lots.1.numero", "2"),
            ("d.lots.1.montant_ht", "1 250 000,50"),
            ("d.lots.1.part_main_oeuvre", "50 %"),
            ("d.lots.1.taux_insertion", "0,05"),
            ("d.lots.1.clause", "oui"),
        ]
    )
    donnees = lire(champs, envoi)
    assert donnees == {
        "intitule": "École",
        "maitre_ouvrage": {"nom": "Ville", "type": "collectivite"},
        "missions": ["bilan", "aval_suivi"],
        "duree_mois": 14,
        "penalites": {"heure": "60.50"},
        "articles_reservation": ["L2113-12", "L2113-13"],
        "defense": False,
        "lots": [
            {
                "numero": 2,
                "clause": True,
                "montant_ht": "1250000.50",
                "part_main_oeuvre": "0.5",
                "taux_insertion": "0.05",
            }
        ],
    }
    montres = ecrire(champs, donnees)
    assert montres["d.lots"] == 1
    assert montres["d.lots.0.part_main_oeuvre"] == "50\u00a0%"
    assert telles_qu_envoyees(champs, donnees) == donnees


def journal_de(reference):
    with lecture() as session:
        operation = operations.exiger(session, reference)
        return operation.etape, [
            (un.evenement, un.acteur, json.loads(un.donnees).get("donnees"))
            for un in journal.lister(session, operation.id)
        ]


def test_what_will_be_produced_and_sent_is_shown_before_anything_is_written(menee_au_calibrage):
    """Then the same data, sent once more, does it; twice the same form does it once."""
    reference = menee_au_calibrage
    visiteur = Visiteur(role=Role.FACILITATEUR)
    fiche = visiteur.voir(f"/operations/{reference}")
    bouton = fiche.find("a", string="Calibrer")
    formulaire = visiteur.get(bouton["href"])
    assert formulaire.status_code == 200
    avant = journal_de(reference)
    apercu = poster(visiteur, bouton["href"], remplis(formulaire), action="apercevoir")
    dit = visiteur.mots(BeautifulSoup(apercu.text, "html.parser").main)
    assert "passera de « calibrage » à « rédaction »" in dit
    assert "B1" in dit
    assert "B2" in dit
    assert journal_de(reference) == avant
    for _ in range(2):
        fait = poster(visiteur, bouton["href"], remplis(apercu), action="faire")
    assert fait.status_code == 303
    etape, lignes = journal_de(reference)
    assert etape is Etape.REDACTION
    assert [(quoi, qui) for quoi, qui, _ in lignes if quoi == "transition"][-1] == (
        "transition",
        "facilitateur-seul@relais.example",
    )
    assert "Calibrer : c’est fait, 2 documents produits." in visiteur.mots(visiteur.voir("/").select_one(".annonce"))
    with lecture() as session:
        assert demandes.a_faire(session) == []


@pytest.fixture
def menee_au_calibrage(installation):
    """An operation accepted, ready for its calculation."""
    reference = semer(**ECOLE)
    avancer(reference, "instruire")
    avancer(reference, "accepter")
    return reference


def test_only_what_was_changed_is_said(installation):
    """The journal tells the corrections, not the whole operation again; another lot is left alone."""
    reference = semer(**ECOLE)
    visiteur = Visiteur(role=Role.FACILITATEUR)
    chemin = f"/operations/{reference}/actes/instruire"
    champs = remplis(visiteur.get(chemin)) | {"d.intitule": "Groupe scolaire", "d.lots.0.duree_mois": "9"}
    assert poster(visiteur, chemin, champs, action="faire").status_code == 303
    dites = journal_de(reference)[1][-1][2]
    assert set(dites) == {"intitule", "lots"}
    assert [lot["numero"] for lot in dites["lots"]] == [ECOLE["lots"][0]["numero"]]


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(installation):
    """422, the sentence without the path, what was typed still there; a row more loses nothing either."""
    reference = semer(**ECOLE)
    visiteur = Visiteur(role=Role.FACILITATEUR)
    chemin = f"/operations/{reference}/actes/instruire"
    champs = remplis(visiteur.get(chemin)) | {"d.date_avis": "2026-13-45", "d.lots.0.montant_ht": "beaucoup"}
    refuse = poster(visiteur, chemin, champs, action="apercevoir")
    assert refuse.status_code == 422
    page = BeautifulSoup(refuse.text, "html.parser")
    assert "2 données sont à revoir" in visiteur.mots(page.select_one("[role=alert]"))
    faute = page.find(id="d.lots.0.montant_ht-faute")
    assert "beaucoup" in faute.text
    assert "lots[0]" not in faute.text
    assert page.find(id="d.lots.0.montant_ht")["value"] == "beaucoup"
    assert page.find(id="d.lots.0.montant_ht")["aria-describedby"].endswith("-faute")
    plus = BeautifulSoup(poster(visiteur, chemin, champs, action="ajouter:d.lots").text, "html.parser")
    assert plus.find(id=f"d.lots.{len(ECOLE['lots'])}.numero")
    assert plus.find(id="d.lots.0.montant_ht")["value"] == "beaucoup"


def test_a_geste_chooses_among_what_the_operation_has(installation):
    """Lots by their title; a contact is noted and told."""
    reference = semer(**ECOLE)
    visiteur = Visiteur(role=Role.RESPONSABLE)
    chemin = f"/operations/{reference}/actes/noter_contact"
    champs = {"d.role": "maitre_oeuvre", "d.courriel": "agence@trait.example", "d.nom": "Agence Trait"}
    apercu = poster(visiteur, chemin, champs)
    assert "Rien ne sera produit ni envoyé" in apercu.text
    assert poster(visiteur, chemin, remplis(apercu), action="faire").status_code == 303
    assert "Noter à qui écrire : c’est fait." in visiteur.mots(visiteur.voir("/").select_one(".annonce"))


@pytest.mark.parametrize("role", [Role.ANIMATEUR, Role.LECTURE])
def test_who_only_reads_is_offered_nothing_and_does_nothing(installation, role):
    reference = semer(**ECOLE)
    visiteur = Visiteur(role=role)
    fiche = visiteur.voir(f"/operations/{reference}")
    assert fiche.select("a[href*='/actes/']") == []
    chemin = f"/operations/{reference}/actes/instruire"
    assert visiteur.get(chemin).status_code == 403
    assert poster(visiteur, chemin, {}, action="faire").status_code == 403
    assert journal_de(reference)[0] is Etape.SIGNALEE


@pytest.mark.parametrize("code", ["calibrer", "rendre_compte", "inconnue"])
def test_an_act_that_the_step_does_not_allow_is_not_there(installation, code):
    """404 that says why, whether it exists or not."""
    visiteur = Visiteur(role=Role.FACILITATEUR)
    reponse = visiteur.get(f"/operations/{semer(**ECOLE)}/actes/{code}")
    assert reponse.status_code == 404
    assert "n’est pas possible ici" in reponse.text


def test_a_mail_to_be_sent_is_read_beforehand_and_not_posted(installation):
    """Its recipient, its subject, its words, what is attached."""
    reference = semer(**ECOLE)
    avancer(reference, "instruire")
    visiteur = Visiteur(role=Role.FACILITATEUR)
    chemin = f"/operations/{reference}/actes/accepter"
    apercu = poster(visiteur, chemin, {"d.reserves": "Sous réserve du DCE."})
    dit = visiteur.mots(BeautifulSoup(apercu.text, "html.parser").main)
    assert "Courriels envoyés (1)" in dit
    assert "Sous réserve du DCE." in dit
    assert "C0" in dit
    with lecture() as session:
        assert courriers_sortants.lister(session) == []


def test_an_operation_is_opened_from_a_form_with_the_little_that_is_known(installation):
    """In the account's relay, in its name; what is wrong is told at its field; the same form twice opens one."""
    semer(reference="R-nord", relais="nord")
    semer(reference="R-sud", relais="sud")
    visiteur = Visiteur(role=Role.FACILITATEUR, relais=("sud",))
    chemin = visiteur.voir("/operations").find("a", string="Nouvelle opération")["href"]
    champs = remplis(visiteur.get(chemin))
    assert "d.relais" not in champs
    refuse = poster(visiteur, chemin, champs | {"d.maitre_ouvrage": "Ville"})
    assert refuse.status_code == 422
    assert BeautifulSoup(refuse.text, "html.parser").find(id="d.intitule-faute")
    champs = remplis(refuse) | {"d.intitule": "Halle couverte", "d.commune": "Thionville"}
    ouvertes = {poster(visiteur, chemin, champs).headers["location"] for _ in range(2)}
    assert len(ouvertes) == 1
    assert "Halle couverte" in visiteur.voir(ouvertes.pop()).text
    assert Visiteur(role=Role.FACILITATEUR, relais=("nord",)).voir("/operations").table.text.count("Halle") == 0


def test_an_operation_is_not_opened_in_a_relay_of_others(installation):
    semer(reference="R-nord", relais="nord")
    semer(reference="R-sud", relais="sud")
    visiteur = Visiteur(role=Role.FACILITATEUR, relais=("sud",))
    champs = remplis(visiteur.get("/operations/nouvelle")) | {
        "d.intitule": "Halle", "d.maitre_ouvrage": "Ville", "d.relais": "nord",
    }  # fmt: skip
    refuse = poster(visiteur, "/operations/nouvelle", champs)
    assert refuse.status_code == 422
    assert "pas l’un des vôtres" in refuse.text
