"""The rehearsal of a month: what would leave and what changed, each recipient held back or let go, documents seen."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select
from tableaux_en_base import ACHETEUR, TREMPLIN, destinataires, dossier, etat, imprimer_vite, retenues, semer
from visiteur import Visiteur

from config.horloge import maintenant
from config.settings import get_settings
from metier.periodes import Mois
from metier.roles import Role
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.session import unit_of_work
from workflows.actes.mensuel import pieces
from workflows.actes.mensuel.mois import preparer

REPETITION = "/mois/2026-10/repetition"


@pytest.fixture
def responsable(installation, monkeypatch):
    """Two operations with something to say of October, on 5 November."""
    monkeypatch.setenv("RELAIS_DATE", "2026-11-05")
    get_settings.cache_clear()
    visiteur = Visiteur(role=Role.RESPONSABLE)
    semer(dossier(1), dossier(2))
    return visiteur


def agir(visiteur, action, qui, **champs):
    return visiteur.poster(REPETITION, action=action, destinataire=qui, **champs)


def devenir(etats):
    """What became of the mails of these recipients, on 6 November."""
    with unit_of_work() as session:
        for courrier in session.exec(select(CourrierSortant)):
            if courrier.destinataire in etats:
                courrier.etat = etats[courrier.destinataire]
                courrier.envoye_le = maintenant() if courrier.etat is EtatSortant.ENVOYE else None
                courrier.parti_le = date(2026, 11, 6)


def test_the_page_shows_each_mail_with_what_it_carries_and_writes_nothing(responsable):
    """The buyer and the structure, of both operations; a company of each."""
    avant = etat()
    page = responsable.voir(REPETITION)
    assert [un.get_text() for un in page.select(".depart h2 .discret")] == [
        TREMPLIN,
        "insertion@bati-1.example",
        "insertion@bati-2.example",
        ACHETEUR,
    ]
    assert len(page.select(".depart")[3].select("li")) == 2
    assert "4 courriels partiront" in responsable.mots(page.select_one("main"))
    assert etat() == avant


def test_one_recipient_is_held_back_with_a_reason_then_let_go(responsable):
    """What is held back does not leave with the others."""
    assert agir(responsable, "retenir", ACHETEUR, motif="chiffres à revoir").status_code == 303
    page = responsable.voir(REPETITION)
    assert "retenu chiffres à revoir" in responsable.mots(page.select_one(".depart.retenu"))
    assert "3 courriels partiront" in responsable.mots(page.select_one("main"))
    agir(responsable, "liberer", ACHETEUR)
    assert retenues() == []


def test_what_is_held_back_stays_when_the_month_leaves_and_what_left_is_told(responsable, monkeypatch):
    monkeypatch.setattr(pieces, "make_followup_piece", imprimer_vite)
    agir(responsable, "retenir", ACHETEUR)
    preparer(Mois(2026, 10), par="essai")
    assert ACHETEUR not in destinataires()
    page = responsable.voir(REPETITION)
    assert [un.get_text() for un in page.select(".depart .situation")].count("dans la boîte d’envoi") == 3
    assert agir(responsable, "retenir", TREMPLIN).status_code == 422
    devenir({TREMPLIN: EtatSortant.ENVOYE, "insertion@bati-1.example": EtatSortant.REFUSE})
    page = responsable.voir(REPETITION)
    assert [responsable.mots(un) for un in page.select(".depart .situation.validee")] == ["envoyé le 6 novembre 2026"]
    assert [un.get_text() for un in page.select(".depart .situation.a_valider")] == ["refusé", "dans la boîte d’envoi"]


def test_the_whole_month_is_held_back_by_who_settles_what_leaves(responsable):
    """The right of the relay's head, not of every facilitateur."""
    facilitateur = Visiteur(role=Role.FACILITATEUR)
    assert "Retenir tout le mois" not in facilitateur.voir(REPETITION).get_text()
    assert agir(facilitateur, "retenir", "tous").status_code == 403
    agir(responsable, "retenir", "tous")
    assert "rien ne partira" in responsable.voir(REPETITION).get_text()
    assert agir(responsable, "liberer", "tous").status_code == 303
    assert retenues() == []


def test_a_document_is_made_to_be_looked_at_and_nothing_is_kept(responsable, monkeypatch):
    monkeypatch.setattr(pieces, "make_followup_piece", imprimer_vite)
    avant = etat()
    lien = responsable.voir(REPETITION).select(".depart li a")[0]["href"]
    reponse = responsable.get(lien)
    assert reponse.headers["content-type"] == "application/pdf"
    assert reponse.content.startswith(b"%PDF")
    assert etat() == avant
    assert responsable.get(f"{REPETITION}/2026-TDB-001/9").status_code == 404


def test_another_relay_sees_none_of_it_and_holds_nothing_back(responsable):
    ailleurs = Visiteur(role=Role.RESPONSABLE, relais=("ailleurs",))
    assert "Rien à envoyer" in ailleurs.voir(REPETITION).get_text()
    assert agir(ailleurs, "retenir", ACHETEUR).status_code == 422
    assert agir(ailleurs, "retenir", "tous").status_code == 422
    assert ailleurs.get(f"{REPETITION}/2026-TDB-001/0").status_code == 404
    assert retenues() == []


def test_who_only_reads_holds_nothing_back(responsable):
    lecteur = Visiteur(role=Role.LECTURE)
    assert lecteur.voir(REPETITION).select("main form[method=post]") == []
    assert agir(lecteur, "retenir", ACHETEUR).status_code == 403


def test_a_month_that_is_not_over_says_when_it_leaves(responsable):
    assert "n’est pas terminé" in responsable.voir("/mois/2026-11/repetition").get_text()
