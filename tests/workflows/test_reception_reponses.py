"""Answers to a request of hours in a few words: understood, never declared; the employer confirms them in one click."""

from __future__ import annotations

import re
from decimal import Decimal
from email import message_from_bytes, policy

import pytest
from courriels_recus import SERVEUR, courriel, sortant, tableau
from fastapi.testclient import TestClient
from mois_a_declarer import BATI, TREMPLIN, charger, contrat, dossier, heures, numero, partis
from operations_en_base import JOUR, RELAIS, Annonce, inscrire, recevoir

from config.horloge import aujourdhui
from courrier.adresse_reponse import adresse_reponse
from metier.courriers import NatureCourrier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from portail import debit
from portail.app import creer_app
from portail.debit import Debit
from sqlmodel_store.depots import heures as depot_heures
from sqlmodel_store.depots import reception
from sqlmodel_store.session import lecture
from workflows.actes.classement import Decision, classer
from workflows.actes.demande_heures.demande import DEMANDES
from workflows.actes.jetons import secret_installation
from workflows.actes.reception import traiter
from workflows.actes.situation import du_jour
from workflows.actes.sujets import faire_le_jour

NOVEMBRE = Mois(2026, 11)
ECOLE = "2026-ECO-001"


@pytest.fixture
def en_decembre(sur_sqlite, regler, monkeypatch):
    regler(DATE="2026-12-03", COURRIER__SERVEUR_AUTHENTIFICATION=SERVEUR, PORTAIL_URL="https://relais.example")
    monkeypatch.setattr(debit, "_DEBIT", Debit())
    return sur_sqlite


@pytest.fixture
def demandee(en_decembre):
    """November is asked of Tremplin (k1 with October known, k3 new, both lot 1; k5 on lot 2) and of Bâti."""
    contrats = [contrat("k1", debut="2026-10-01"), contrat("k3"), contrat("k5", lot=2), contrat("k2", "Bâti", 2)]
    charger(dossier(contrats=contrats, heures=[heures("k1", "2026-10", "121.5", dont_formation="7")]))
    demander()
    return sortant(f"demande_heures:2026-11:{TREMPLIN}")


def demander():
    with lecture() as session:
        cles = DEMANDES.dues(session, aujourdhui())
    DEMANDES.faire(cles, aujourdhui())


@pytest.fixture
def repondre(demandee, en_decembre):
    """A mail in the thread of the request; returns what became of it."""
    rangs = iter(range(1, 100))

    def repondre(texte, **options):
        options = {"repond_a": demandee.message_id} | options
        identifiant = options.get("message_id")
        return traiter(recevoir(courriel(texte, **options), en_decembre, uid=next(rangs), message_id=identifiant))

    return repondre


def dites():
    with lecture() as session:
        contrats = depot_heures.du_mois(session, NOVEMBRE, [numero(ECOLE)])
    return {un.contrat: (un.dite.heures, un.dite.origine.value) for un in contrats if un.dite}


def reponses():
    return partis("reponse_courriel:")


def texte(courrier):
    lu = message_from_bytes(courrier.octets, policy=policy.default)
    return " ".join(lu.get_body(("plain",)).get_content().replace("\u00a0", " ").replace("\u202f", " ").split())


def lien(courrier):
    return re.search(r"https://relais\.example(/declaration/\S+)", texte(courrier))[1]


def attendues():
    with lecture() as session:
        return [
            (une.libelle.replace("\u00a0", " "), une.qui, une.reference)
            for une in du_jour(session)
            if une.libelle.startswith("Confirmer")
        ]


def proposees(courrier_id=1):
    with lecture() as session:
        dite = reception.declaration(session, courrier_id)
    return dite and (dite.genre.value, dite.mois, dite.contenu)


class Employeur:
    """Opens the link of the answer and presses its button."""

    def __init__(self, chemin):
        self.client = TestClient(creer_app(), base_url="https://relais.example", client=("192.0.2.17", 50000))
        self.chemin = chemin

    def ouvrir(self):
        return self.client.get(self.chemin)

    def confirmer(self):
        caches = dict(re.findall(r'name="((?:h|f):[^"]+)" value="([^"]*)"', self.ouvrir().text))
        sans_question = self.chemin.partition("?")[0]
        return self.client.post(sans_question, data={**caches, "action": "declarer"}, follow_redirects=False)


def test_nothing_this_month_is_understood_shown_and_confirmed_in_one_click(repondre):
    """Nothing is written before the click; the day's list says what waits, then no more."""
    suite = repondre("Bonjour,\n\n0 heure ce mois-ci.\n\nCordialement,\nAgence Tremplin")
    assert (suite.nature, suite.reference) == (NatureCourrier.REPONSE, ECOLE)
    assert "aucune heure ce mois-ci" in suite.raison
    assert dites() == {}
    (reponse,) = reponses()
    assert "Vous avez écrit : « 0 heure ce mois-ci »" in texte(reponse)
    assert "Rien n’est encore déclaré" in texte(reponse)
    assert "Quermeur" not in texte(reponse)
    assert attendues() == [
        ("Confirmer les heures de novembre 2026 dites par courriel (aucune heure ce mois-ci)", "Tremplin ETTI", ECOLE)
    ]
    employeur = Employeur(lien(reponse))
    page = employeur.ouvrir()
    assert "Est-ce bien cela" in page.text
    assert dites() == {}
    assert employeur.confirmer().status_code == 303
    assert dites() == dict.fromkeys(("k1", "k3", "k5"), (Decimal(0), "lien"))
    assert attendues() == []
    assert "Est-ce bien cela" not in employeur.ouvrir().text


def test_as_last_month_takes_the_hours_known_and_leaves_the_others_to_be_said(repondre):
    repondre("Comme le mois dernier, merci.")
    assert dites() == {}
    assert "121,50 h en tout" in texte(reponses()[0])
    assert "2 contrats restent à déclarer" in texte(reponses()[0])
    Employeur(lien(reponses()[0])).confirmer()
    assert dites() == {"k1": (Decimal("121.5"), "lien")}


def test_hours_of_a_person_are_understood_by_name(repondre):
    charger(dossier_aux_noms())
    repondre("Mme Morvilay : 35 h 30\nM. Benlaroux : 0 heure")
    genre, mois, contenu = proposees()
    assert (genre, mois) == ("heures", "2026-11")
    assert '"heures": "35.50"' in contenu
    Employeur(lien(reponses()[-1])).confirmer()
    assert dites() == {"k1": (Decimal("35.5"), "lien"), "k3": (Decimal(0), "lien")}


def dossier_aux_noms():
    brut = dossier(contrats=[contrat("k1"), contrat("k3"), contrat("k2", "Bâti", 2)])
    for personne, nom in zip(brut["beneficiaires"], ("Morvilay", "Benlaroux", "Nauchané"), strict=True):
        personne["nom"] = nom
    return brut


def test_what_is_not_sure_waits_for_a_person_and_is_not_answered(repondre):
    """Words that may mean something else, nobody by that name, several contracts for one figure, another month."""
    for mots, phrase in (
        ("0 heure de retard sur le chantier", "seule une personne"),
        ("je ne sais pas comme le mois dernier", "seule une personne"),
        ("Comme le mois dernier ?", "seule une personne"),
        ("35 h pour Mme Inconnuet", "ne désignent pas les contrats"),
        ("35 heures", "ne désignent pas les contrats"),
        ("Rien en avril", "sans que le mois soit sûr"),
        ("Comme en août", "sans que le mois soit sûr"),
    ):
        suite = repondre(mots)
        assert suite.nature is NatureCourrier.A_TRANCHER
        assert phrase in suite.raison
    assert (dites(), reponses(), proposees()) == ({}, [], None)


def test_thanks_ask_for_nothing_but_to_be_read(repondre):
    """Filed with its operation, in the list of the day until a person has read it; it stays with it."""
    assert repondre("Bien reçu, merci.").nature is NatureCourrier.REPONSE
    assert reponses() == []
    with lecture() as session:
        (action,) = [une for une in du_jour(session) if une.libelle.startswith("Lire")]
    assert (action.reference, action.qui) == (ECOLE, "facilitateur")
    assert classer("1", Decision(nature=NatureCourrier.REPONSE), par="essai").reference == ECOLE
    with lecture() as session:
        assert not [une for une in du_jour(session) if une.libelle.startswith("Lire")]


def test_a_lot_that_is_named_limits_what_is_meant(repondre):
    repondre("Rien ce mois-ci pour le lot 2.")
    Employeur(lien(reponses()[0])).confirmer()
    assert dites() == {"k5": (Decimal(0), "lien")}


def test_what_is_not_a_person_vouched_for_is_never_answered(repondre):
    for options, nature in (
        ({"de": "inconnu@ailleurs.example"}, NatureCourrier.A_TRANCHER),
        ({"de": BATI, "authentifie": False}, NatureCourrier.A_TRANCHER),
        ({"Auto_Submitted": "auto-replied"}, NatureCourrier.AUTOMATIQUE),
        ({"X_Auto_Response_Suppress": "All"}, NatureCourrier.A_TRANCHER),
        ({"de": "no-reply@tremplin.example"}, NatureCourrier.A_TRANCHER),
    ):
        assert repondre("0 heure", **options).nature is nature
    assert (dites(), reponses()) == ({}, [])


def test_a_colleague_of_another_employer_says_its_own_hours_only(repondre):
    """Bâti answers in Tremplin's thread: its own contract is shown, by its own link."""
    repondre("0 heure", de=BATI)
    (reponse,) = reponses()
    assert reponse.destinataire == BATI
    Employeur(lien(reponse)).confirmer()
    assert dites() == {"k2": (Decimal(0), "lien")}


def test_the_link_of_another_shows_nothing_of_an_answer(repondre):
    """`?reponse=` of someone else's mail, of no mail, of nonsense: the ordinary form."""
    repondre("0 heure")
    repondre("0 heure", de=BATI)
    celui_de_bati = lien(reponses()[1]).partition("?")[0]
    for question in ("?reponse=1", "?reponse=99", "?reponse=0"):
        assert "Est-ce bien cela" not in Employeur(celui_de_bati + question).ouvrir().text
    assert Employeur(celui_de_bati + "?reponse=x").ouvrir().status_code == 422


def test_the_latest_answer_is_the_one_that_waits(repondre, regler):
    """A second answer of the day takes the place of the first; its mail leaves the next day."""
    repondre("Rien ce mois-ci")
    repondre("Comme le mois dernier")
    assert [libelle for libelle, *_ in attendues()] == [
        "Confirmer les heures de novembre 2026 dites par courriel (comme le mois précédent)"
    ]
    assert "Est-ce bien cela" not in Employeur(lien(reponses()[0])).ouvrir().text
    regler(DATE="2026-12-04")
    assert faire_le_jour().faites["réponses aux courriels"] == 1
    assert "Est-ce bien cela" in Employeur(lien(reponses()[1])).ouvrir().text


def test_the_reason_and_the_day_s_list_tell_what_waits(repondre, regler):
    """Nothing is said sent that waits; all of it leaves the next day in one mail, the hours to confirm first."""
    assert "de quoi confirmer est envoyé" in repondre("Rien ce mois-ci pour le lot 2").raison
    assert en_attente() == []
    assert "attend, et lui sera envoyé à partir du 4\u00a0décembre\u00a02026" in repondre("0 heure").raison
    refuse = tableau(("Inconnuet", "Zoé", 35))
    assert "le détail attend" in repondre("Voici", pieces={"heures.csv": refuse}).raison
    assert en_attente() == ["2 réponses automatiques attendent leur jour : une par adresse et par jour, rien à faire"]
    regler(DATE="2026-12-04")
    faire_le_jour()
    objet, lu = reponses()[1].objet, texte(reponses()[1])
    assert objet.startswith("[Clause insertion][")
    assert "2 réponses : Heures de novembre 2026" in objet.replace("\u00a0", " ").replace("\u202f", " ")
    assert lu.index("Est-ce bien cela" if "Est-ce bien cela" in lu else "0 heure") < lu.index("heures.csv")
    assert lu.count("Votre prochaine action") == 2
    assert en_attente() == []
    regler(DATE="2026-12-05")
    faire_le_jour()
    assert len(reponses()) == 2


def test_an_answer_replaced_before_it_left_does_not_leave(repondre, regler):
    """Its hours can no more be confirmed: the one that replaced them leaves alone."""
    for mots in ("Rien ce mois-ci pour le lot 2", "Rien ce mois-ci", "Comme le mois dernier"):
        repondre(mots)
    for jour in ("2026-12-04", "2026-12-05"):
        regler(DATE=jour)
        faire_le_jour()
    assert len(reponses()) == 2
    assert "comme le mois précédent" in texte(reponses()[1])


def en_attente():
    with lecture() as session:
        libelles = [une.libelle.replace("\u00a0", " ") for une in du_jour(session)]
    return [une for une in libelles if "automatique" in une]


def test_ten_answers_of_one_day_are_one_mail(repondre):
    """The last one alone waits: nobody fills the calendar of what is to be sent."""
    for rang in range(10):
        repondre(f"0 heure{'.' * rang}")
    assert len(reponses()) == 1
    with lecture() as session:
        assert [une.courrier_id for une in reception.reponses_differees(session)] == [10]


def test_the_answer_of_the_next_day_takes_along_what_waited(repondre, regler):
    """Whoever writes each day before the day's work still reads every answer, in one mail a day."""
    repondre("Rien ce mois-ci pour le lot 2")
    repondre("Voici", pieces={"premier.csv": tableau(("Inconnuet", "Zoé", 35))})
    repondre("Voici", pieces={"deuxieme.csv": tableau(("Inconnuet", "Zoé", 36))})
    regler(DATE="2026-12-04")
    repondre("Voici", pieces={"troisieme.csv": tableau(("Inconnuet", "Zoé", 37))})
    assert len(reponses()) == 2
    lu = texte(reponses()[1])
    assert [nom for nom in ("troisieme", "deuxieme", "premier") if f"{nom}.csv" in lu] == [
        "troisieme",
        "deuxieme",
        "premier",
    ]
    assert lu.index("troisieme") < lu.index("deuxieme") < lu.index("premier")
    faire_le_jour()
    assert len(reponses()) == 2
    assert en_attente() == []


def test_an_injection_stays_a_text(repondre):
    """Neither the words nor the subject are ever a template, nor markup."""
    suite = repondre("0 heure\n{{ 7*7 }} <b>x</b> {% for a in b %}", objet="RE: {{ config }} <img src=x onerror=1>")
    assert suite.nature in {NatureCourrier.REPONSE, NatureCourrier.A_TRANCHER}
    for reponse in reponses():
        html = message_from_bytes(reponse.octets, policy=policy.default).get_body(("html",)).get_content()
        assert "<b>x</b>" not in html
        assert "<img" not in html
        assert "49" not in texte(reponse)


def test_a_person_dismisses_or_files_what_was_left(repondre):
    """Read, or filed with an operation; each once, told by number or Message-ID."""
    repondre("Faut-il mettre 0 heure ?", message_id="<q1@tremplin.example>")
    repondre("35 h pour Mme Inconnuet")
    assert classer("<q1@tremplin.example>", Decision(nature=NatureCourrier.REPONSE), par="essai").reference == ECOLE
    assert classer("2", Decision(operation=ECOLE), par="essai").reference == ECOLE
    with lecture() as session:
        assert not [une for une in du_jour(session) if une.libelle.startswith("Lire")]


def test_a_decision_that_does_not_fit_is_a_french_sentence(repondre):
    repondre("Faut-il mettre 0 heure ?")
    for identifiant, decision, phrase in (
        ("9", Decision(confirmer=True), "aucun courriel reçu"),
        ("<x@y>", Decision(confirmer=True), "aucun courriel reçu"),
        ("1", Decision(), "dites ce que devient"),
        ("1", Decision(confirmer=True, nature=NatureCourrier.REPONSE), "choisissez"),
        ("1", Decision(nature=NatureCourrier.HEURES), "ne se donne pas à la main"),
        ("1", Decision(mois=NOVEMBRE), "ne va qu’avec"),
        ("1", Decision(operation=ECOLE, mois=NOVEMBRE), "aucun classeur joint"),
        ("1", Decision(operation="X-1"), "X-1"),
    ):
        with pytest.raises(FauteDeSaisie) as refus:
            classer(identifiant, decision, par="essai")
        assert phrase in refus.value.phrase.replace("\u00a0", " ")


def test_a_known_sender_s_announcement_is_opened_once_a_person_answers_for_it(en_decembre):
    """`--confirmer` on an announcement from an unknown address opens the operation it announces."""
    annonce = Annonce(JOUR)
    assert traiter(recevoir(annonce.octets(), en_decembre)).nature is NatureCourrier.A_TRANCHER
    suite = classer("1", Decision(confirmer=True), par="essai")
    assert (suite.nature, suite.reference) == (NatureCourrier.NOTIFICATION, annonce.reference)


def test_an_answer_to_the_signed_address_belongs_to_its_operation(en_decembre, regler):
    """No thread header at all; a forged signature carries nothing."""
    regler(COURRIER__ADRESSE_OPERATION="true")
    charger(dossier(contrats=[contrat("k1")]))
    inscrire({"nom": "Agence", "courriel": TREMPLIN, "organisation": "Tremplin ETTI", "type": "siae"})
    signee = adresse_reponse(RELAIS, ECOLE, secret_installation())
    recus = [
        traiter(recevoir(courriel("Question", objet="Planning", Delivered_To=adresse), en_decembre, uid=rang))
        for rang, adresse in enumerate((signee, signee.replace("-001", "-002")), start=1)
    ]
    assert [une.reference for une in recus] == [ECOLE, None]
    assert recus[0].nature is NatureCourrier.REPONSE
    assert "expéditeur" not in recus[0].raison
    for rang, (options, phrase) in enumerate(
        (({"de": "inconnu@ailleurs.example"}, "pas dans l’annuaire"), ({"authentifie": False}, "ne garantit pas")), 3
    ):
        recu = courriel("Question", objet="Planning", Delivered_To=signee, **options)
        suite = traiter(recevoir(recu, en_decembre, uid=rang))
        assert (suite.nature, suite.reference) == (NatureCourrier.REPONSE, ECOLE)
        assert phrase in suite.raison
