"""Hours that were declared or validated since the page was opened: told, kept or replaced, never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from bs4 import BeautifulSoup
from declarant import Declarant, chemin, dites, en_decembre, mots, regler, saisir, tremplin
from mois_a_declarer import BATI, charger, contrat, dossier, heures

from metier.heures import EtatHeures
from portail.routes import declaration as routes
from sqlmodel_store.depots import courriers_sortants
from sqlmodel_store.session import lecture

__all__ = ["en_decembre", "tremplin"]


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


def test_validated_hours_are_shown_and_no_longer_asked_for(tremplin):
    charger(dossier(contrats=[contrat("k1"), contrat("k3")], heures=[heures("k1", "2026-11", "70", etat="validee")]))
    reponse = tremplin.ouvrir()
    assert "70 h, validées par le facilitateur" in mots(reponse)
    assert 'name="h:2026-ECO-001:k1"' not in reponse.text
    tremplin.envoyer(**saisir(k3="2"))
    assert {code: dite[0] for code, dite in dites().items()} == {"k1": 70, "k3": 2}


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


@pytest.fixture(params=["base_sqlite", "base_postgresql"])
def deux_pages(request, monkeypatch):
    """The link opened twice, on each engine; whatever is sent from one is read before the other writes."""
    regler(monkeypatch, DATABASE_URL=request.getfixturevalue(request.param))
    charger(
        dossier(
            contrats=[contrat("k1"), contrat("k3"), contrat("k2", "Bâti", 2)], heures=[heures("k2", "2026-11", "60")]
        )
    )
    ensemble, vrai = Barrier(2), routes.enregistrer

    def enregistrer(*dit):
        with suppress(BrokenBarrierError):
            ensemble.wait(10)
        return vrai(*dit)

    monkeypatch.setattr(routes, "enregistrer", enregistrer)
    pages = [Declarant(chemin()) for _ in range(2)]
    assert [page.ouvrir().status_code for page in pages] == [200, 200]
    return pages


def envoyer_ensemble(pages, *champs):
    """Each page sends at the same instant; the answers, that which was taken first."""
    with ThreadPoolExecutor(2) as fils:
        envois = [fils.submit(page.envoyer, **dits) for page, dits in zip(pages, champs, strict=True)]
        return sorted((un.result(60) for un in envois), key=lambda reponse: reponse.status_code, reverse=True)


def test_of_two_declarations_sent_at_the_same_instant_the_second_is_told_and_loses_nothing(deux_pages):
    """Neither is written over the other unseen; what the second typed is on its form, to be sent knowingly."""
    faite, relue = envoyer_ensemble(deux_pages, saisir(k1="70"), saisir(k1="80", k3="12"))
    assert (faite.status_code, relue.status_code) == (303, 200)
    ecrites = {code: dite[0] for code, dite in dites().items() if code != "k2"}
    premiere = int(ecrites["k1"])
    assert ecrites == ({"k1": 70} if premiere == 70 else {"k1": 80, "k3": 12})
    assert f"déjà déclaré entre-temps : {premiere} h" in mots(relue)
    perdante = deux_pages[0] if premiere == 80 else deux_pages[1]
    assert perdante.champ(relue, "h:2026-ECO-001:k1") == ("70" if premiere == 80 else "80")
    suite = {un["name"]: un["value"] for un in BeautifulSoup(relue.text, "html.parser").select("main input[value]")}
    assert perdante.envoyer(**suite).status_code == 303
    assert dites()["k1"][0] == (70 if premiere == 80 else 80)


def test_the_same_declaration_sent_twice_at_the_same_instant_is_one(deux_pages):
    """A button pressed twice is no disagreement, and has one receipt."""
    faites = envoyer_ensemble(deux_pages, saisir(k1="70"), saisir(k1="70"))
    assert [une.status_code for une in faites] == [303, 303]
    with lecture() as session:
        assert len(courriers_sortants.lignes(session)) == 1


def test_an_opinion_on_hours_that_change_as_it_is_sent_is_not_given_to_the_new_ones(tremplin, monkeypatch):
    """The using company agreed with 70 h: it is shown the 80 h, and its opinion waits for a second look."""
    tremplin.envoyer(**saisir(k1="70"))
    bati, vrai = Declarant(chemin(BATI)), routes.enregistrer

    def enregistrer(*dit):
        monkeypatch.setattr(routes, "enregistrer", vrai)
        assert tremplin.envoyer(**saisir(k1="80")).status_code == 303
        return vrai(*dit)

    monkeypatch.setattr(routes, "enregistrer", enregistrer)
    relue = bati.envoyer(**{"a:2026-ECO-001:k1": "accord"})
    assert relue.status_code == 200
    assert "80 h" in mots(relue)
    assert "entre-temps" in mots(relue)
    assert dites()["k1"][2] is EtatHeures.DECLAREE
    suite = {un["name"]: un["value"] for un in BeautifulSoup(relue.text, "html.parser").select("main input[value]")}
    assert bati.envoyer(**suite).status_code == 303
