"""Dashboards that the facilitateur holds back: one recipient or all, until they are let go."""

from __future__ import annotations

from datetime import date

import pytest
from mois_de_tableaux import DEPART, OCTOBRE, VEILLE, au, en_pdf, faire
from tableaux_en_base import ACHETEUR, TREMPLIN, courriels, destinataires, dossier, entreprise, retenues, semer

from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture
from workflows.actes import sujets
from workflows.actes.mensuel import courriels as envois
from workflows.actes.mensuel import retenues as tenues
from workflows.actes.mensuel.mois import preparer

__all__ = ["au", "en_pdf"]


def test_one_recipient_held_back_leaves_when_let_go_and_is_waited_for_meanwhile(au):
    semer(dossier(1))
    faire(au, VEILLE)
    tenues.retenir(OCTOBRE, ACHETEUR.upper(), motif="chiffres à revoir", par="essai")
    faire(au, DEPART)
    assert destinataires() == sorted([TREMPLIN, entreprise(1)])
    (recapitulatif,) = courriels("recapitulatif")
    assert f"{ACHETEUR} : chiffres à revoir" in recapitulatif.texte
    with lecture() as session:
        libelles = [une.libelle for une in sujets.attentes(session, operations.lister(session))]
    assert any("retenu pour marches@" in libelle for libelle in libelles)
    assert faire(au, date(2026, 11, 19)) == {}
    tenues.liberer(OCTOBRE, ACHETEUR, par="essai")
    assert faire(au, date(2026, 11, 19)) == {"tableaux de bord": 1}
    assert faire(au, date(2026, 11, 20)) == {}
    assert destinataires() == sorted([ACHETEUR, TREMPLIN, entreprise(1)])
    assert retenues() == []


def test_a_month_held_back_before_it_is_announced_is_not_announced_as_leaving(au):
    semer(dossier(1))
    tenues.retenir(OCTOBRE, "tous", motif=None, par="essai")
    faire(au, VEILLE)
    (preavis,) = courriels("preavis")
    assert "ne partiront pas : vous les retenez tous" in preavis.texte


def test_all_of_a_month_held_back_waits_whole(au):
    semer(dossier(1))
    faire(au, VEILLE)
    with lecture() as session:
        action = next(une for une in sujets.attentes(session, operations.lister(session)) if "Retenir" in une.libelle)
    assert (action.qui, action.avant_le) == ("facilitateur", DEPART)
    tenues.retenir(OCTOBRE, "tous", motif=None, par="essai")
    assert faire(au, DEPART) == {}
    assert preparer(OCTOBRE, par="essai").courriels == 0
    tenues.liberer(OCTOBRE, "tous", par="essai")
    assert faire(au, date(2026, 11, 18)) == {"tableaux de bord": 1}
    assert len(courriels()) == 3


@pytest.mark.parametrize(
    ("acte", "qui", "phrase"),
    [
        pytest.param("retenir", "inconnu@ailleurs.example", "ou l’un de ceux-ci", id="an address that is due nothing"),
        pytest.param("retenir", "parti", "déjà dans la boîte d’envoi", id="a mail already posted"),
        pytest.param("retenir", "tous", "sont partis le 17 novembre 2026", id="a month that left"),
        pytest.param("liberer", ACHETEUR, "rien n’est retenu", id="nothing held back"),
    ],
)
def test_what_cannot_be_held_back_or_let_go_is_said(au, acte, qui, phrase):
    semer(dossier(1))
    if phrase != "ou l’un de ceux-ci":
        preparer(OCTOBRE, par="essai")
    destinataire = ACHETEUR if qui == "parti" else qui
    actes = {
        "retenir": lambda: tenues.retenir(OCTOBRE, destinataire, motif=None, par="essai"),
        "liberer": lambda: tenues.liberer(OCTOBRE, destinataire, par="essai"),
    }
    with pytest.raises(FauteDeSaisie) as refus:
        actes[acte]()
    assert phrase in refus.value.phrase.replace("\u00a0", " ")


def test_a_mail_held_back_while_others_leave_stays(au, monkeypatch):
    """Asked after the list was drawn up, before its own turn."""
    semer(dossier(1))
    vrai = envois.joindre

    def retenir_d_abord(envoi, lire):
        if envoi.destinataire == ACHETEUR:
            tenues.retenir(OCTOBRE, ACHETEUR, motif=None, par="essai")
        return vrai(envoi, lire)

    monkeypatch.setattr(envois, "joindre", retenir_d_abord)
    preparer(OCTOBRE, par="essai")
    assert destinataires() == sorted([TREMPLIN, entreprise(1)])
