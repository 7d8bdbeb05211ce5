"""People over all operations: validated by status together, one by one on their papers; contracts that call."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest
from bs4 import BeautifulSoup
from mois_d_heures import TREMPLIN, A, B, dossier, ecrire
from sqlalchemy import select
from visiteur import Visiteur

from config.settings import get_settings
from metier.gestes import Geste
from metier.roles import Role
from sqlmodel_store.depots import documents, journal, operations
from sqlmodel_store.modeles.insertion import Beneficiaire, Eligibilite
from sqlmodel_store.session import lecture

PAGE, CONTRATS = "/personnes", "/personnes/contrats"
MOTIF = "Attestation reçue après l’embauche"


def sans_eligibilite(reference):
    """Two people of Tremplin, one hired by the company, none of them validated."""
    brut = dossier(reference)
    personnes = [une | {"eligibilite": None} for une in brut["beneficiaires"]]
    complete = {"maitre_ouvrage": {"nom": "Commune d’Essai", "type": "collectivite"}, "nature": "travaux"}
    return deepcopy(brut) | {
        "beneficiaires": personnes,
        "operation": brut["operation"] | complete | {"date_avis": "2026-05-04"},
        "contacts": [{"organisation": TREMPLIN, "role": "siae", "courriel": "agence@tremplin.example"}],
    }


@pytest.fixture
def conducteur(installation, monkeypatch):
    """Two operations where nobody is validated, on 8 October."""
    monkeypatch.setenv("RELAIS_DATE", "2026-10-08")
    get_settings.cache_clear()
    visiteur = Visiteur(role=Role.FACILITATEUR)
    ecrire(sans_eligibilite(A), sans_eligibilite(B))
    return visiteur


def validees():
    """(operation, person, day, reason) of what is validated."""
    with lecture() as session:
        lues = session.execute(
            select(Beneficiaire.operation_id, Beneficiaire.code, Eligibilite.validee_le, Eligibilite.motif_tardif)
            .join(Eligibilite, Eligibilite.beneficiaire_id == Beneficiaire.id)
            .order_by(Beneficiaire.operation_id, Beneficiaire.code)
        ).all()
        noms = {operations.exiger(session, nom).id: nom for nom in (A, B)}
    return [(noms[numero], code, jour, motif) for numero, code, jour, motif in lues]


def cases(page):
    return [une["value"] for une in page.select("[name=p]")]


def relire(reponse, statut=200):
    assert reponse.status_code == statut, reponse.text
    return BeautifulSoup(reponse.text, "html.parser")


def suite(page, action):
    """What the buttons of the preview send."""
    champs = {}
    for champ in page.select("form [type=hidden]"):
        champs.setdefault(champ["name"], []).append(champ.get("value", ""))
    return {**champs, "action": action}


def apercevoir(visiteur, **champs):
    page = visiteur.voir(PAGE)
    return visiteur.poster(PAGE, **({"p": cases(page), "validee_le": "2026-10-08", "action": "apercevoir"} | champs))


def test_who_is_eligible_by_status_is_told_apart_from_who_is_on_papers(conducteur):
    page = conducteur.voir(PAGE)
    assert "6 personnes ont un contrat sans éligibilité validée" in conducteur.mots(page.select_one("main"))
    statut, pieces = page.select("tbody")
    assert [un.get_text() for un in statut.select("th bdi")] == [
        *["Morvilay Élodie"] * 2,
        *["Benlaroux Élodie"] * 2,
    ]
    assert [un.get_text() for un in pieces.select("th bdi")] == ["Nauchané Élodie"] * 2
    assert page.select_one("nav.menu [aria-current]").get_text() == "Personnes"


def test_those_at_work_already_ask_why_and_nothing_is_lost(conducteur):
    page = relire(apercevoir(conducteur), 422)
    assert "4 personnes choisies travaillaient déjà ce jour-là" in page.get_text().replace("\u00a0", " ")
    assert len(page.select("[name=p][checked]")) == 4
    assert page.select_one("#motif")["aria-invalid"] == "true"
    assert validees() == []


def test_many_are_validated_at_once_with_their_attestations_after_a_look(conducteur):
    """One act for each operation, each journalled; the same form sent twice does nothing more."""
    page = relire(apercevoir(conducteur, motif=MOTIF))
    rangees = [conducteur.mots(une) for une in page.select("tbody tr")]
    assert [une.split()[0] for une in rangees] == [A, B]
    assert "agence@tremplin.example" in rangees[0]
    assert validees() == []
    envoi = suite(page, "faire")
    for _ in range(2):
        assert conducteur.client.post(PAGE, data=envoi).status_code == 303
    jour = date(2026, 10, 8)
    assert validees() == [(nom, code, jour, MOTIF) for nom in (A, B) for code in ("b1", "b2")]
    with lecture() as session:
        faits = [documents.lister(session, operations.exiger(session, nom).id) for nom in (A, B)]
        assert [[un.code for un in siens] for siens in faits] == [["G2"] * 3] * 2
        geste = Geste.VALIDER_PAR_STATUT.value
        assert len([un for un in journal.du_genre(session, "geste") if geste in un.donnees]) == 2
    assert "2 personnes" in conducteur.mots(conducteur.voir(PAGE).select_one("main"))


def test_only_those_that_are_ticked_are_validated_and_corrections_keep_them(conducteur):
    premiere = cases(conducteur.voir(PAGE))[:1]
    page = relire(apercevoir(conducteur, p=premiere, motif=MOTIF))
    corrigee = relire(conducteur.client.post(PAGE, data=suite(page, "corriger")))
    assert [une["value"] for une in corrigee.select("[name=p][checked]")] == premiere
    assert corrigee.select_one("#motif")["value"] == MOTIF
    conducteur.client.post(PAGE, data=suite(page, "faire"))
    assert [ligne[:2] for ligne in validees()] == [(A, "b1")]


def test_nobody_ticked_and_a_day_to_come_are_told(conducteur):
    assert "Cochez au moins une personne" in relire(apercevoir(conducteur, p=[]), 422).get_text()
    assert "Une date passée" in relire(apercevoir(conducteur, validee_le="2027-01-01", motif=MOTIF), 422).get_text()
    assert "Donnez la date" in relire(apercevoir(conducteur, validee_le="hier"), 422).get_text()


def test_one_person_is_decided_on_papers_by_the_form_of_the_act(conducteur):
    form = conducteur.voir(PAGE).select_one('form[action$="/valider_eligibilite"]')
    champs = {un["name"]: un.get("value", "") for un in form.select("[type=hidden]")}
    page = relire(conducteur.client.post(form["action"], data={**champs, "action": "corriger"}))
    assert page.select_one("[id='d.beneficiaire'] [selected]")["value"] == "b3"
    assert page.select_one("[id='d.validee_le']")["value"] == "2026-10-08"


def test_another_relay_and_who_only_reads_validate_nobody(conducteur):
    envoi = cases(conducteur.voir(PAGE))
    ailleurs = Visiteur(role=Role.RESPONSABLE, relais=("ailleurs",))
    assert "Personne n’attend" in ailleurs.voir(PAGE).get_text()
    reponse = ailleurs.poster(PAGE, p=envoi, validee_le="2026-10-08", motif=MOTIF, action="apercevoir")
    assert (reponse.status_code, validees()) == (422, [])
    assert Visiteur(role=Role.LECTURE).get(PAGE).status_code == 403


def test_contracts_that_end_or_say_nothing_are_found(conducteur):
    page = conducteur.voir(CONTRATS)
    assert conducteur.mots(page.select_one("[aria-label='Ce que les contrats demandent']")) == (
        "Tous 8 Finissent bientôt 2 Sans heures le mois dernier 6"
    )
    assert len(conducteur.voir(f"{CONTRATS}?alerte=finissent").select("tbody tr")) == 2
    assert len(conducteur.voir(f"{CONTRATS}?q=nauchane+{A}").select("tbody tr")) == 1
    vide = conducteur.voir(f"{CONTRATS}?q=introuvable")
    assert "Aucun contrat ne correspond" in vide.get_text()


def test_a_contract_is_corrected_by_the_form_of_the_act_filled_with_it(conducteur):
    form = conducteur.voir(f"{CONTRATS}?q=nauchane").select_one('form[action$="/enregistrer_contrat"]')
    champs = {un["name"]: un.get("value", "") for un in form.select("[type=hidden]")}
    page = relire(conducteur.client.post(form["action"], data={**champs, "action": "corriger"}))
    assert page.select_one("[id='d.id']")["value"] == "k3"
    assert page.select_one("[id='d.fin']")["value"] == "2026-10-15"


def test_hours_lent_by_an_ai_are_told_near_the_ceiling(installation, monkeypatch):
    monkeypatch.setenv("RELAIS_DATE", "2026-10-08")
    get_settings.cache_clear()
    visiteur = Visiteur(role=Role.FACILITATEUR)
    brut = dossier(A)
    contrats = [un | ({"type": "mad_ai", "debut": "2026-01-05"} if un["id"] == "k1" else {}) for un in brut["contrats"]]
    heures = [
        {"contrat": "k1", "mois": f"2026-0{mois}", "heures": "60", "dont_formation": "0", "etat": "validee"}
        for mois in range(1, 10)
    ]
    ecrire(brut | {"contrats": contrats, "heures": heures})
    page = visiteur.voir(f"{CONTRATS}?alerte=plafond")
    assert "540 h sur" in visiteur.mots(page.select_one("tbody"))
