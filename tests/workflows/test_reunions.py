"""Meetings: a point for another's agenda, the relay's own with calendars, their answers, the minutes."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar
from operations_en_base import (
    ACHETEUR,
    courriels_de,
    demander_de,
    documents_de,
    evenements,
    operation,
    recevoir,
    semer,
)
from outlook_exemple import reponse_msg

from config.settings import get_settings
from metier.fautes import FauteDeSaisie
from metier.gestes import Geste
from sqlmodel_store.depots import reunions
from sqlmodel_store.session import lecture
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.reception import traiter
from workflows.actes.sujets import attentes, faire_le_jour

LE_13 = {"date": "2026-10-13", "heure": "14h30", "lieu": "Mairie de Yutz, salle 2"}
MAITRE_OEUVRE = {
    "organisation": "Atelier Quatre Façades",
    "role": "maitre_oeuvre",
    "nom": "Hugo Lanverdier",
    "courriel": "chantier@quatre-facades.example",
}
ATTRIBUTIONS = [
    {
        "lot": 1,
        "entreprise": {"nom": "Bâti Rombelle"},
        "courriel": "insertion@bati-rombelle.example",
        "heures_engagees": 292,
    },
    {
        "lot": 2,
        "entreprise": {"nom": "Énergies du Val"},
        "courriel": "rh@energies-du-val.example",
        "heures_engagees": 80,
    },
]


@pytest.fixture
def attribuee(sur_sqlite, monkeypatch):
    monkeypatch.setenv("RELAIS_DATE", "2026-09-28")
    get_settings.cache_clear()
    reference = semer("consultation", contacts=(ACHETEUR, MAITRE_OEUVRE))
    executer(demander_de(reference, "attribuer", attributions=ATTRIBUTIONS))
    return reference


def au(monkeypatch, jour):
    monkeypatch.setenv("RELAIS_DATE", jour)
    get_settings.cache_clear()


def faire(reference, geste, **donnees):
    return executer(demander(Appel(reference=reference, transition=Geste(geste), donnees=donnees, par="essai")))


def lus(reference, genre=""):
    tous = [message_from_bytes(un.octets, policy=policy.default) for un in courriels_de(reference)]
    return [un for un in tous if un["X-Relais-Cle"].startswith(genre)]


def agenda(courriel):
    (partie,) = [une for une in courriel.walk() if une.get_content_type() == "text/calendar" and not une.get_filename()]
    (lu,) = Calendar.from_ical(partie.get_content()).walk("VEVENT")
    return partie.get_param("method"), lu


@pytest.mark.parametrize(
    ("par", "destinataire"),
    [
        pytest.param("maitre_ouvrage", "marches@val-de-brielle.example", id="the buyer"),
        pytest.param("maitre_oeuvre", "chantier@quatre-facades.example", id="the maître d’œuvre"),
    ],
)
def test_whoever_calls_the_kick_off_is_asked_for_a_point_never_doubled_by_a_convocation(attribuee, par, destinataire):
    executer(demander_de(attribuee, "demarrer", reunion=LE_13 | {"convoquee_par": par}))
    (courriel,) = lus(attribuee)
    assert courriel["To"] == destinataire
    assert "Un point à inscrire" in courriel["Subject"]
    assert not [une for une in courriel.walk() if une.get_content_type() == "text/calendar"]
    assert [un.code for un in documents_de(attribuee).values()] == ["D3"]
    assert operation(attribuee).reunion_demarrage == date(2026, 10, 13)


def test_a_kick_off_that_the_relay_calls_is_an_invitation_to_each(attribuee):
    executer(demander_de(attribuee, "demarrer", reunion=LE_13 | {"convoquee_par": "relais"}))
    assert {courriel["To"] for courriel in lus(attribuee, "convocation:")} == {
        "insertion@bati-rombelle.example",
        "rh@energies-du-val.example",
        "marches@val-de-brielle.example",
        "chantier@quatre-facades.example",
    }
    assert [un.code for un in documents_de(attribuee).values()] == ["D1", "D1"]


def test_a_kick_off_without_a_day_produces_nothing(attribuee):
    assert executer(demander_de(attribuee, "demarrer")).documents == ()


@pytest.mark.parametrize("par", ["maitre_ouvrage", "relais"])
def test_a_kick_off_that_is_past_is_noted_and_nobody_is_called(attribuee, par):
    passee = LE_13 | {"date": "2026-09-21", "convoquee_par": par}
    resultat = executer(demander_de(attribuee, "demarrer", reunion=passee))
    assert lus(attribuee) == lus(attribuee, "convocation:") == []
    assert (resultat.documents, documents_de(attribuee)) == ((), {})
    assert ["réunion du 21/09/2026 est passée" in une for une in resultat.alertes] == [True]
    assert operation(attribuee).reunion_demarrage == date(2026, 9, 21)


def test_a_kick_off_without_any_company_is_told(sur_sqlite):
    resultat = executer(demander_de(semer("attribution"), "demarrer"))
    assert "Aucun attributaire n’est connu" in resultat.alertes[0]


def test_an_appointment_invites_the_company_alone_and_moves_with_its_calendar(attribuee, monkeypatch):
    """The same identifier, a higher number; then the cancellation."""
    faire(attribuee, "convoquer", type="rdv_entreprise", lots=[1], **LE_13)
    (premier,) = lus(attribuee, "convocation:")
    assert premier["To"] == "insertion@bati-rombelle.example"
    methode, invitation = agenda(premier)
    assert (methode, invitation["sequence"]) == ("REQUEST", 0)
    faire(attribuee, "deplacer_reunion", code="reunion-1", **(LE_13 | {"date": "2026-10-15"}))
    second = lus(attribuee, "convocation:")[1]
    _, deplacee = agenda(second)
    assert (deplacee["uid"], deplacee["sequence"]) == (invitation["uid"], 1)
    assert deplacee.start.date() == date(2026, 10, 15)
    faire(attribuee, "annuler_reunion", code="reunion-1", motif="Le chantier est arrêté.")
    methode, annulee = agenda(lus(attribuee, "reunion_annulee:")[0])
    assert (methode, annulee["sequence"], annulee["uid"]) == ("CANCEL", 2, invitation["uid"])
    with pytest.raises(FauteDeSaisie, match="aucune réunion"):
        faire(attribuee, "annuler_reunion", code="reunion-1")


def reponse(courriel, partstat, adresse):
    """What Outlook sends back: the invitation as a REPLY."""
    partie = next(une for une in courriel.walk() if une.get_content_type() == "text/calendar")
    ics = partie.get_content().replace("METHOD:REQUEST", "METHOD:REPLY").replace("NEEDS-ACTION", partstat)
    entetes = (
        f"From: {adresse}\r\nTo: clauses@relais-brielle.example\r\nSubject: Accepté\r\nMessage-ID: <r@x.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return (entetes + ics).encode()


def test_the_answer_of_a_calendar_fills_the_attendance(attribuee, home):
    faire(attribuee, "convoquer", type="rdv_entreprise", lots=[1], **LE_13)
    (courriel,) = lus(attribuee, "convocation:")
    suite = traiter(recevoir(reponse(courriel, "DECLINED", courriel["To"]), home))
    assert suite.reference == attribuee
    with lecture() as session:
        (une,) = reunions.lister(session, [operation(attribuee).id])
        (convie,) = reunions.convies(session, [une.id])
    assert convie.reponse == "declinee"
    assert evenements(attribuee, "courriel_recu")


@pytest.mark.parametrize(
    ("sens", "attendue"), [("Pos", "acceptee"), ("Tent", "provisoire"), ("Neg", "declinee")], ids=str
)
def test_an_answer_saved_by_outlook_fills_the_attendance_as_its_mail_does(attribuee, home, sens, attendue):
    """The invitation it answers, who, and which of its dates are in properties of its own."""
    faire(attribuee, "convoquer", type="rdv_entreprise", lots=[1], **LE_13)
    (courriel,) = lus(attribuee, "convocation:")
    _, invitation = agenda(courriel)
    suite = traiter(recevoir(reponse_msg(str(invitation["uid"]), sens, courriel["To"]), home))
    assert (suite.nature, suite.reference) == ("reponse_calendrier", attribuee)
    with lecture() as session:
        (une,) = reunions.lister(session, [operation(attribuee).id])
        assert [convie.reponse for convie in reunions.convies(session, [une.id])] == [attendue]


def test_an_answer_saved_by_outlook_that_another_gives_or_to_another_date_waits_for_a_person(attribuee, home):
    faire(attribuee, "convoquer", type="rdv_entreprise", lots=[1], **LE_13)
    (courriel,) = lus(attribuee, "convocation:")
    faire(attribuee, "deplacer_reunion", code="reunion-1", **(LE_13 | {"date": "2026-10-15"}))
    uid, invite = str(agenda(courriel)[1]["uid"]), courriel["To"]
    d_un_autre = "From: autre@ailleurs.example\r\nMessage-ID: <a@ailleurs.example>\r\n\r\n"
    cas = [
        (reponse_msg(uid, "Pos", invite, rang=1, autres={0x007D: d_un_autre}), "une autre personne"),
        (reponse_msg(uid, "Pos", invite, rang=0), "ont changé depuis"),
        (reponse_msg(uid, "Tent", invite, rang=1, autre_date=True), "n’accepte ni ne décline"),
    ]
    for rang, (octets, phrase) in enumerate(cas, start=1):
        suite = traiter(recevoir(octets, home, uid=rang))
        assert suite.nature == "a_trancher"
        assert phrase in suite.raison
    with lecture() as session:
        (une,) = reunions.lister(session, [operation(attribuee).id])
        assert [convie.reponse for convie in reunions.convies(session, [une.id])] == [None]


def test_the_answer_that_someone_else_gives_or_to_another_date_is_not_noted(attribuee, home):
    """Nor that of a meeting that is not ours: a person looks, the attendance list stays as it was."""
    faire(attribuee, "convoquer", type="rdv_entreprise", lots=[1], **LE_13)
    (courriel,) = lus(attribuee, "convocation:")
    faire(attribuee, "deplacer_reunion", code="reunion-1", **(LE_13 | {"date": "2026-10-15"}))
    nouveau = lus(attribuee, "convocation:")[1]
    cas = [
        (reponse(nouveau, "ACCEPTED", "autre@ailleurs.example"), "a_trancher", "une autre personne"),
        (reponse(courriel, "ACCEPTED", courriel["To"]), "a_trancher", "ont changé depuis"),
        (
            reponse(nouveau, "ACCEPTED", nouveau["To"]).replace(b"reunion-1", b"reunion-9"),
            "reponse_calendrier",
            "ne connaît pas",
        ),
    ]
    for rang, (octets, nature, phrase) in enumerate(cas, start=1):
        suite = traiter(recevoir(octets, home, uid=rang))
        assert suite.nature == nature
        assert phrase in suite.raison
    with lecture() as session:
        (une,) = reunions.lister(session, [operation(attribuee).id])
        assert [convie.reponse for convie in reunions.convies(session, [une.id])] == [None]
    assert traiter(recevoir(reponse(nouveau, "TENTATIVE", nouveau["To"]), home, uid=9)).reference == attribuee
    with lecture() as session:
        assert [convie.reponse for convie in reunions.convies(session, [une.id])] == ["provisoire"]


def test_the_answer_of_a_calendar_that_no_server_vouches_for_is_not_noted(attribuee, home, monkeypatch):
    """Without any result, no server says that its sender is false either."""
    monkeypatch.setenv("RELAIS_COURRIER__SERVEUR_AUTHENTIFICATION", "mx.relais-brielle.example")
    get_settings.cache_clear()
    faire(attribuee, "convoquer", type="rdv_entreprise", lots=[1], **LE_13)
    (courriel,) = lus(attribuee, "convocation:")
    suite = traiter(recevoir(reponse(courriel, "ACCEPTED", courriel["To"]), home))
    assert suite.nature == "a_trancher"
    assert "ne garantit l’expéditeur" in suite.raison
    with lecture() as session:
        (une,) = reunions.lister(session, [operation(attribuee).id])
        assert [convie.reponse for convie in reunions.convies(session, [une.id])] == [None]


def test_the_silent_are_reminded_once_two_working_days_before(attribuee, monkeypatch):
    faire(attribuee, "convoquer", type="comite_de_suivi", **LE_13)
    au(monkeypatch, "2026-10-08")
    assert "rappels de réunion" not in faire_le_jour().faites
    au(monkeypatch, "2026-10-09")
    assert faire_le_jour().faites["rappels de réunion"] == 4
    assert "rappels de réunion" not in faire_le_jour().faites
    rappels = [un for un in lus(attribuee, "convocation:") if "Rappel" in un["Subject"]]
    assert len(rappels) == 4


def test_the_minutes_are_awaited_then_sent_to_all(attribuee, monkeypatch):
    faire(attribuee, "convoquer", type="rdv_entreprise", lots=[1], **LE_13)
    au(monkeypatch, "2026-10-14")

    def attendus():
        with lecture() as session:
            return [une.libelle for une in attentes(session, [operation(attribuee)]) if "compte rendu" in une.libelle]

    assert attendus() == ["Rédiger le compte rendu : rendez-vous avec l’entreprise"]
    faire(
        attribuee,
        "rendre_compte",
        code="reunion-1",
        presences=[{"courriel": "insertion@bati-rombelle.example", "presence": "present"}],
        points=[{"sujet": "Postes", "decision": "Deux postes d’aide-maçon sont ouverts."}],
    )
    assert attendus() == []
    assert [un["To"] for un in lus(attribuee, "compte_rendu:")] == ["insertion@bati-rombelle.example"]


def test_minutes_that_do_not_say_who_came_go_to_nobody(attribuee, monkeypatch):
    """In a rehearsal as for real."""
    faire(attribuee, "convoquer", type="comite_de_suivi", **LE_13)
    au(monkeypatch, "2026-10-14")
    avant = len(lus(attribuee))
    venu = {"courriel": "insertion@bati-rombelle.example", "presence": "present"}
    with pytest.raises(FauteDeSaisie, match="Énergies du Val") as refus:
        faire(attribuee, "rendre_compte", code="reunion-1", presences=[venu])
    assert refus.value.champ == "presences"
    assert len(lus(attribuee)) == avant


@pytest.mark.parametrize("dite", ["entreprise", "la mairie", "siae"])
def test_who_may_call_the_kick_off_is_listed_where_another_is_given(attribuee, dite):
    """A known role or an unknown word: the same three values are told."""
    with pytest.raises(FauteDeSaisie) as refus:
        executer(demander_de(attribuee, "demarrer", reunion=LE_13 | {"convoquee_par": dite}))
    assert refus.value.champ == "reunion.convoquee_par"
    assert "maitre_ouvrage, maitre_oeuvre, relais" in refus.value.phrase


@pytest.mark.parametrize(
    ("geste", "donnees", "phrase"),
    [
        pytest.param("convoquer", {"type": "comite_de_suivi", "date": "2026-10-13"}, "lieu : absent", id="nowhere"),
        pytest.param("convoquer", LE_13 | {"type": "comite_de_suivi", "heure": "midi"}, "une heure est", id="hour"),
        pytest.param("convoquer", LE_13 | {"type": "demarrage"}, "demarrer", id="the kick-off is a transition"),
        pytest.param("rendre_compte", {"code": "reunion-9"}, "aucune réunion « reunion-9 »", id="unknown"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(attribuee, geste, donnees, phrase):
    with pytest.raises(FauteDeSaisie) as refus:
        faire(attribuee, geste, **donnees)
    assert phrase in refus.value.phrase.replace("\u00a0", " ").replace("\u202f", " ")
    assert courriels_de(attribuee) == []
