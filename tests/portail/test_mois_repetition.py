"""The rehearsal of a month: what would leave and what changed, each recipient held back or let go, documents seen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlmodel import select
from tableaux_en_base import (
    ACHETEUR,
    TREMPLIN,
    courriels,
    destinataires,
    dossier,
    etat,
    imprimer_vite,
    retenues,
    semer,
)
from visiteur import Visiteur

from config.horloge import maintenant
from config.settings import get_settings
from metier.periodes import Mois
from metier.roles import Role
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.modeles.insertion import Contrat, Heures
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import unit_of_work
from workflows.actes.mensuel import pieces
from workflows.actes.mensuel.courriels import poster_tous
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


@pytest.fixture
def parti(responsable, monkeypatch):
    """October left on 17 November with 70 hours; 14 more are validated since, on one of the two operations."""
    monkeypatch.setattr(pieces, "make_followup_piece", imprimer_vite)
    agir(responsable, "retenir", TREMPLIN)
    preparer(Mois(2026, 10), par="essai")
    devenir({ACHETEUR: EtatSortant.ENVOYE})
    monkeypatch.setenv("RELAIS_DATE", "2026-11-30")
    get_settings.cache_clear()
    with unit_of_work() as session:
        premiere = select(Contrat.id).join(Operation).where(Operation.reference == "2026-TDB-001")
        session.execute(update(Heures).where(Heures.contrat_id.in_(premiere)).values(heures=Decimal(84)))
    return responsable


def test_a_month_that_left_shows_what_was_sent_and_apart_what_changed_since(parti):
    """The figures and the file of that day; what is validated later goes in the next month's dashboard."""
    ecrit = parti.mots(parti.voir(REPETITION).select(".depart")[3])
    assert "envoyé le 6 novembre 2026" in ecrit
    assert "Changé depuis : heures validées : 70 h → 84 h (+14 h)" in ecrit
    assert "le tableau de bord de novembre 2026, prévu le 15 décembre 2026, le dira" in ecrit
    assert ecrit.count("Changé depuis") == 1


def test_a_document_that_left_is_read_as_it_left(parti):
    """The very bytes that were attached."""
    lien = parti.voir(REPETITION).select(".depart")[3].select_one("li a")["href"]
    joint = next(un for un in courriels() if un.destinataire == ACHETEUR)
    assert parti.get(lien).content == joint.pdf["2026-TDB-001_tableau-de-bord_2026-10.pdf"]
    tableur = parti.voir(REPETITION).select(".depart")[3].select("li a")[1]["href"]
    assert parti.get(tableur).content == joint.pieces["2026-TDB-001_donnees_2026-10.xlsx"]


def test_what_is_held_back_once_made_is_shown_as_it_will_leave(parti):
    """Let go after the month left, a mail carries what was made for it."""
    tenu = parti.voir(REPETITION).select_one(".depart.retenu")
    lien = tenu.select_one("li a")["href"]
    assert "Changé depuis" in parti.mots(tenu)
    agir(parti, "liberer", TREMPLIN)
    poster_tous(Mois(2026, 10))
    parti_apres = next(un for un in courriels() if un.destinataire == TREMPLIN)
    assert parti.get(lien).content == parti_apres.pdf["2026-TDB-001_tableau-de-bord_2026-10.pdf"]


def test_what_became_due_after_the_mail_left_is_told_to_be_for_the_next_month(parti):
    """A third operation of the same buyer is taken in once October left."""
    semer(dossier(3))
    depart = parti.voir(REPETITION).select(".depart")[-1]
    assert "Pas dans cet envoi" in parti.mots(depart)
    assert [un.get_text() for un in depart.select("ul")[1].select("li > a:first-child")] == [
        "2026-TDB-003, H1 Communauté de communes du Val de Brielle"
    ]


def test_what_a_later_month_told_is_not_promised_again(parti, monkeypatch):
    """November, made since, counts the hours of October as they are now."""
    monkeypatch.setenv("RELAIS_DATE", "2026-12-15")
    get_settings.cache_clear()
    preparer(Mois(2026, 11), par="essai")
    ecrit = parti.mots(parti.voir(REPETITION).select(".depart")[3])
    assert "Les tableaux de bord des mois suivants en tiennent compte" in ecrit
