"""Invitations that calendars take, answers that they send back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from courrier.agenda import Invitation, ecrire, lire_reponses
from metier.reunion import ReponseInvitation

INVITATION = Invitation(
    uid="2026-THI-014/reunion-1@relais",
    sequence=0,
    debut=datetime.fromisoformat("2026-10-13T14:30"),
    duree_minutes=90,
    objet="Comité de suivi – école ; étage 2, porte à gauche",
    lieu="salle A; étage 2, porte à gauche – https://visio.example/é",
    description="avancement des heures, lot par lot\nmodalités",
    organisateur="clauses@relais-brielle.example",
    convie="insertion@bati-lorraine.example",
    ecrite_le=datetime(2026, 9, 25, tzinfo=UTC),
)


def evenement(invitation):
    (lu,) = Calendar.from_ical(ecrire(invitation)).walk("VEVENT")
    return lu


def test_the_invitation_is_at_the_hour_of_paris_and_names_its_recipient_only():
    lu = evenement(INVITATION)
    assert ecrire(INVITATION) == ecrire(INVITATION)
    assert lu.start.isoformat() == "2026-10-13T14:30:00+02:00"
    assert lu.end.isoformat() == "2026-10-13T16:00:00+02:00"
    assert str(lu["location"]) == INVITATION.lieu
    assert str(lu["attendee"]) == "mailto:insertion@bati-lorraine.example"
    assert all(len(ligne) <= 75 for ligne in ecrire(INVITATION).split(b"\r\n"))


@pytest.mark.parametrize(("annulee", "methode"), [(False, b"METHOD:REQUEST"), (True, b"METHOD:CANCEL")])
def test_a_change_keeps_the_identifier_and_raises_the_number(annulee, methode):
    """As RFC 5546 asks, so that the calendar changes the meeting it has instead of adding one."""
    change = replace(INVITATION, sequence=2, annulee=annulee)
    assert methode in ecrire(change)
    assert evenement(change)["uid"] == evenement(INVITATION)["uid"]
    assert evenement(change)["sequence"] == 2


@pytest.mark.parametrize(
    ("partstat", "attendue"),
    [
        ("ACCEPTED", ReponseInvitation.ACCEPTEE),
        ("TENTATIVE", ReponseInvitation.PROVISOIRE),
        ("DECLINED", ReponseInvitation.DECLINEE),
    ],
)
def test_an_answer_says_who_and_what(partstat, attendue):
    texte = ecrire(INVITATION).decode().replace("METHOD:REQUEST", "METHOD:REPLY").replace("NEEDS-ACTION", partstat)
    (lue,) = lire_reponses(texte)
    assert (lue.uid, lue.convie, lue.reponse) == (INVITATION.uid, INVITATION.convie, attendue)


@pytest.mark.parametrize("texte", ["", "BEGIN:VCALENDAR", "n’importe quoi", ecrire(INVITATION).decode()])
def test_what_is_no_answer_says_nothing(texte):
    """An invitation of someone else is none either."""
    assert lire_reponses(texte) == ()


def reponse_avec(**remplacements):
    """An answer of a calendar, some of its texts replaced."""
    texte = ecrire(INVITATION).decode().replace("METHOD:REQUEST", "METHOD:REPLY").replace("NEEDS-ACTION", "ACCEPTED")
    texte = texte.replace("\r\n ", "")
    for avant, apres in remplacements.values():
        assert avant in texte
        texte = texte.replace(avant, apres)
    return texte


@pytest.mark.parametrize(
    ("texte", "sequence"),
    [
        pytest.param("\ufeff" + reponse_avec(), 0, id="a mark before"),
        pytest.param(reponse_avec() + "\r\n-- \r\nEnvoyé de mon téléphone", 0, id="a footer after"),
        pytest.param(reponse_avec(n=("SEQUENCE:0", "SEQUENCE:x")), 0, id="a number that is none"),
        pytest.param(reponse_avec(n=("SEQUENCE:0", "SEQUENCE:3\r\nSEQUENCE:4")), 3, id="two numbers"),
        pytest.param(reponse_avec(a=("ATTENDEE;", 'ATTENDEE;CN=\\"Durand\\";')), 0, id="quotes escaped"),
        pytest.param(
            reponse_avec(a=("ATTENDEE;", 'ATTENDEE;CN="Durand, Zoé: ville";SENT-BY="mailto:z@x.example";')),
            0,
            id="a quoted delegate",
        ),
        pytest.param(
            reponse_avec(
                a=("ATTENDEE;", f"ATTENDEE;EMAIL={INVITATION.convie};"), b=(f"mailto:{INVITATION.convie}", "urn:x:1")
            ),
            0,
            id="an address beside the value",
        ),
    ],
)
def test_calendars_that_write_badly_are_understood(texte, sequence):
    (lue,) = lire_reponses(texte)
    assert (lue.sequence, lue.convie, lue.reponse) == (sequence, INVITATION.convie, ReponseInvitation.ACCEPTEE)
