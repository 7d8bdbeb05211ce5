"""When dashboards leave: announced the day before, then alone, whatever outage happens between."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from mois_de_tableaux import DEPART, OCTOBRE, VEILLE, au, en_pdf, faire
from tableaux_en_base import FACILITATEUR, courriels, destinataires, dossier, semer

from config.horloge import PARIS
from config.settings import get_settings
from metier.droits import Acces
from metier.periodes import Mois
from metier.roles import Role
from sqlmodel_store.depots import envois_vus, operations, relais
from sqlmodel_store.depots.envois_vus import ListeEnvois
from sqlmodel_store.session import lecture
from workflows.actes import sujets
from workflows.actes.mensuel import calendrier
from workflows.actes.mensuel import retenues as tenues
from workflows.actes.mensuel.mois import preparer

__all__ = ["au", "en_pdf"]


def test_they_are_announced_the_day_before_with_the_differences_then_leave_alone(au):
    """Each round made twice; a month later the announcement tells what changed."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    assert faire(au, date(2026, 11, 13)) == {}
    assert faire(au, VEILLE) == {"préavis des tableaux de bord": 1}
    assert faire(au, VEILLE) == {}
    assert courriels() == []
    (preavis,) = courriels("preavis")
    assert "partiront demain, mardi 17 novembre 2026 à 8 h, sauf si vous retenez : 3 courriels" in preavis.texte
    assert faire(au, DEPART) == {"tableaux de bord": 1}
    assert faire(au, DEPART) == {}
    assert (len(courriels()), destinataires("recapitulatif")) == (3, [FACILITATEUR])
    faire(au, date(2026, 12, 14))
    suivant = courriels("preavis")[1].texte
    assert "heures validées : 70 h → 210 h (+140 h)" in suivant
    assert "exposition aux pénalités : 13 320,00 € → 4 920,00 €" in suivant


def test_what_an_outage_missed_leaves_on_return_under_its_own_month(au):
    """Announced, then off for three weeks; then off over a whole month: both are announced, then leave in turn."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    faire(au, VEILLE)
    assert faire(au, date(2026, 12, 4)) == {"tableaux de bord": 1}
    assert {un.cle.split(":")[1] for un in courriels()} == {"2026-10"}
    vendredi, lundi = date(2027, 1, 29), date(2027, 2, 1)
    assert faire(au, vendredi) == {"préavis des tableaux de bord": 2}
    annonces = courriels("preavis")[1:]
    assert [un.cle.split(":")[1] for un in annonces] == ["2026-11", "2026-12"]
    assert all("partiront lundi 1er février 2027 à 8 h, sauf si vous retenez" in un.texte for un in annonces)
    assert faire(au, date(2027, 1, 31)) == {}
    assert faire(au, lundi) == {"tableaux de bord": 2}
    assert faire(au, lundi) == {}
    assert [un.cle.split(":")[1] for un in courriels()] == ["2026-10"] * 3 + ["2026-11"] * 3 + ["2026-12"] * 3


def test_off_on_the_eve_they_are_announced_on_return_and_leave_the_next_morning(au):
    """The facilitateur may always hold them back first; the period is the one they were due for."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    faire(au, VEILLE)
    faire(au, DEPART)
    mardi, mercredi = date(2026, 12, 15), date(2026, 12, 16)
    assert calendrier.depart(OCTOBRE.suivant) == mardi
    assert faire(au, mardi) == {"préavis des tableaux de bord": 1}
    assert "demain, mercredi 16 décembre 2026 à 8 h" in courriels("preavis")[1].texte
    assert faire(au, mercredi) == {"tableaux de bord": 1}
    assert [un.cle.split(":")[1] for un in courriels()][3:] == ["2026-11"] * 3


@pytest.mark.parametrize("retour", [date(2026, 12, 15), date(2026, 12, 18)], ids=["the day before", "the day itself"])
def test_announced_then_off_until_the_next_month_is_due_they_leave_on_return(au, retour):
    """October was told to leave: it does, at once; November is announced that day, beside October's figures."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    faire(au, VEILLE)
    assert faire(au, retour) == {"tableaux de bord": 1, "préavis des tableaux de bord": 1}
    assert [un.cle.split(":")[1] for un in courriels()] == ["2026-10"] * 3
    assert "heures validées : 70 h → 210 h (+140 h)" in courriels("preavis")[1].texte
    assert faire(au, date(2026, 12, 21)) == {"tableaux de bord": 1}
    assert faire(au, date(2026, 12, 21)) == {}
    assert [un.cle.split(":")[1] for un in courriels()] == ["2026-10"] * 3 + ["2026-11"] * 3


def test_a_month_held_back_entirely_keeps_no_later_one_and_leaves_when_let_go(au):
    """It is told as held meanwhile; let go after the next month left, it leaves under its own period."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    faire(au, VEILLE)
    tenues.retenir(OCTOBRE, tenues.TOUS, motif=None, par="essai")
    faire(au, date(2026, 12, 14))
    assert faire(au, date(2026, 12, 15)) == {"tableaux de bord": 1}
    assert {un.cle.split(":")[1] for un in courriels()} == {"2026-11"}
    with lecture() as session:
        actions = [une.libelle for une in sujets.attentes(session, operations.lister(session))]
    assert [une for une in actions if "octobre" in une and "retenu" in une] != []
    tenues.liberer(OCTOBRE, tenues.TOUS, par="essai")
    assert faire(au, date(2026, 12, 16)) == {"tableaux de bord": 1}
    assert sorted(un.cle.split(":")[1] for un in courriels()) == ["2026-10"] * 3 + ["2026-11"] * 3


def test_an_old_month_asked_for_by_hand_brings_none_of_those_since(au):
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    au(date(2026, 12, 15))
    preparer(Mois(2026, 8), par="essai")
    preparer(OCTOBRE, par="essai")
    assert faire(au, date(2026, 12, 15)) == {"préavis des tableaux de bord": 1}
    assert courriels("preavis")[0].cle.split(":")[1] == "2026-11"


def test_where_the_facilitateur_has_no_address_the_open_actions_announce(au, regler):
    """Nothing is counted as sent; the sentence says what is missing; they leave the next day all the same."""
    regler(FACILITATEUR__COURRIEL="", RELAIS__COURRIEL="")
    semer(dossier(1))
    au(VEILLE)
    bilan = sujets.faire_le_jour()
    assert "préavis des tableaux de bord" not in bilan.faites
    assert any("n’est envoyé à personne" in phrase for phrase in bilan.empechees)
    assert courriels("preavis") == []
    with lecture() as session:
        action = next(une for une in sujets.attentes(session, operations.lister(session)) if "Retenir" in une.libelle)
    assert "donner l’adresse du facilitateur" in action.libelle
    assert (action.qui, action.avant_le) == ("facilitateur", DEPART)
    assert faire(au, DEPART) == {"tableaux de bord": 1}


def test_the_first_ones_of_an_installation_never_leave_unannounced(au):
    """Installed late in the month: announced first. Installed the month after: next time."""
    semer(dossier(1))
    assert faire(au, date(2026, 11, 20)) == {"préavis des tableaux de bord": 1}
    assert courriels() == []
    assert faire(au, date(2026, 11, 20)) == {}
    assert faire(au, date(2026, 11, 21)) == {}
    assert faire(au, date(2026, 11, 23)) == {"tableaux de bord": 1}


def test_nothing_is_due_for_the_month_before_an_installation(au):
    semer(dossier(1))
    assert faire(au, date(2026, 12, 1)) == {}


@pytest.mark.parametrize(("heure", "part"), [(7, False), (8, True)])
def test_without_a_set_date_they_wait_for_eight_in_the_morning(sur_sqlite, monkeypatch, heure, part):
    """Of Paris, by the clock."""

    class Horloge(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 11, 17, heure, 5, tzinfo=PARIS).astimezone(tz)

    monkeypatch.delenv("RELAIS_DATE")
    get_settings.cache_clear()
    monkeypatch.setattr(calendrier, "datetime", Horloge)
    semer(dossier(1))
    with lecture() as session:
        passe = calendrier.Passe(annonces={OCTOBRE: VEILLE}, partis={})
        monkeypatch.setattr(calendrier.Passe, "lire", lambda _session: passe)
        assert calendrier.a_envoyer(session, DEPART) == ([OCTOBRE] if part else [])
        assert calendrier.a_envoyer(session, date(2026, 11, 18)) == [OCTOBRE]


def test_the_announcement_and_the_account_speak_of_their_operations(au):
    """So that who follows one of two relays is not shown what the other follows."""
    dossiers = {code: dossier(rang) for rang, code in enumerate(("nord", "sud"), 1)}
    for code, un in dossiers.items():
        un["operation"]["relais"] = code
    semer(*dossiers.values())
    faire(au, VEILLE)
    faire(au, DEPART)
    with lecture() as session:
        numero = relais.par_code(session, "sud").id
        acces = Acces.de(compte=1, nom="essai", role=Role.FACILITATEUR, relais=[numero])
        vus = {un.cle.split(":")[0]: un.id for un in envois_vus.lister(session, acces, ListeEnvois.TOUS)}
        annonces = [numero for genre, numero in vus.items() if genre.endswith("_tableaux_de_bord")]
        assert len(annonces) == 2
        assert not any(envois_vus.montrable(session, acces, un) for un in annonces)
