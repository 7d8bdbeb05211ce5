"""Calendar invitations: what is sent with a meeting, and what calendars answer (RFC 5545, RFC 5546)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, vCalAddress, vText

from metier.reunion import ReponseInvitation

PARIS = ZoneInfo("Europe/Paris")
_CALENDRIER = re.compile(r"BEGIN:VCALENDAR\b.*?END:VCALENDAR", re.DOTALL | re.IGNORECASE)
_REPONSES = {
    "ACCEPTED": ReponseInvitation.ACCEPTEE,
    "TENTATIVE": ReponseInvitation.PROVISOIRE,
    "DECLINED": ReponseInvitation.DECLINEE,
}


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A meeting as one person's calendar receives it; `debut` is local time in Paris, naive, `sequence` grows.

    The same `uid` for the life of the meeting; `annulee` takes it out of the calendar.
    """

    uid: str
    sequence: int
    debut: datetime
    duree_minutes: int
    objet: str
    lieu: str
    description: str
    organisateur: str
    convie: str
    ecrite_le: datetime
    annulee: bool = False

    @property
    def methode(self) -> str:
        return "CANCEL" if self.annulee else "REQUEST"


@dataclass(frozen=True, kw_only=True)
class ReponseCalendrier:
    """What a calendar answers of a meeting, for one person."""

    uid: str
    sequence: int
    convie: str
    reponse: ReponseInvitation


def ecrire(invitation: Invitation) -> bytes:
    """The bytes of the .ics; the same invitation gives the same bytes. Only its recipient is named in it."""
    calendrier = Calendar()
    calendrier.add("version", "2.0")
    calendrier.add("prodid", "-//Relais//convocation//FR")
    calendrier.add("method", invitation.methode)
    calendrier.add_component(_evenement(invitation))
    annee = invitation.debut.year
    calendrier.add_missing_timezones(date(annee, 1, 1), date(annee + 1, 12, 31))
    octets: bytes = calendrier.to_ical()
    return octets


def ecrire_reponse(reponse: ReponseCalendrier, *, autre_date: bool = False) -> bytes:
    """The .ics of an answer; `autre_date`: of a counter-proposal, whose new date is not said."""
    calendrier = Calendar()
    calendrier.add("version", "2.0")
    calendrier.add("prodid", "-//Relais//reponse//FR")
    calendrier.add("method", "COUNTER" if autre_date else "REPLY")
    evenement = Event()
    evenement.add("uid", reponse.uid)
    evenement.add("sequence", reponse.sequence)
    convie = vCalAddress(f"mailto:{reponse.convie}")
    convie.params["partstat"] = vText(next(mot for mot, dite in _REPONSES.items() if dite is reponse.reponse))
    evenement.add("attendee", convie)
    calendrier.add_component(evenement)
    octets: bytes = calendrier.to_ical()
    return octets


def lire_reponses(texte: str) -> tuple[ReponseCalendrier, ...]:
    """The answers that a text/calendar part holds; nothing for any other calendar, or for what is none.

    What stands around the calendar (a mark, a footer) is passed over, and quotes that some programs escape.
    """
    trouve = _CALENDRIER.search(texte)
    if trouve is None:
        return ()
    try:
        calendrier = Calendar.from_ical(trouve[0].replace('\\"', "'"))
    except (ValueError, IndexError, KeyError):
        return ()
    if str(calendrier.get("method", "")).upper() != "REPLY":
        return ()
    return tuple(reponse for evenement in calendrier.walk("VEVENT") for reponse in _reponses(evenement))


def _evenement(invitation: Invitation) -> Event:
    debut = invitation.debut.replace(tzinfo=PARIS)
    evenement = Event()
    evenement.add("uid", invitation.uid)
    evenement.add("sequence", invitation.sequence)
    evenement.add("dtstamp", invitation.ecrite_le)
    evenement.add("dtstart", debut)
    evenement.add("dtend", debut + timedelta(minutes=invitation.duree_minutes))
    evenement.add("summary", invitation.objet)
    evenement.add("location", invitation.lieu)
    evenement.add("description", invitation.description)
    evenement.add("status", "CANCELLED" if invitation.annulee else "CONFIRMED")
    evenement.add("organizer", vCalAddress(f"mailto:{invitation.organisateur}"))
    evenement.add("attendee", _convie(invitation.convie))
    return evenement


def _convie(adresse: str) -> vCalAddress:
    convie = vCalAddress(f"mailto:{adresse}")
    convie.params["rsvp"] = vText("TRUE")
    convie.params["partstat"] = vText("NEEDS-ACTION")
    return convie


def _reponses(evenement: Component) -> list[ReponseCalendrier]:
    convies = evenement.get("attendee", [])
    lues = []
    for convie in convies if isinstance(convies, list) else [convies]:
        reponse = _REPONSES.get(str(convie.params.get("PARTSTAT", "")).upper())
        if reponse is not None:
            adresse = _adresse(convie)
            uid, sequence = str(_premier(evenement, "uid")), _entier(str(_premier(evenement, "sequence")))
            lues.append(ReponseCalendrier(uid=uid, sequence=sequence, convie=adresse, reponse=reponse))
    return lues


def _adresse(convie: vCalAddress) -> str:
    """Of the one who answers; in `EMAIL` where the value names no mailbox (RFC 7986)."""
    valeur = str(convie).lower().removeprefix("mailto:").strip()
    return valeur if "@" in valeur else str(convie.params.get("EMAIL", valeur)).lower().strip()


def _premier(evenement: Component, nom: str) -> object:
    """A field, the first where it is given twice; empty where it is absent."""
    valeur = evenement.get(nom, "")
    return valeur[0] if isinstance(valeur, list) else valeur


def _entier(valeur: str) -> int:
    """A sequence that is no number is that of the first invitation."""
    return int(valeur) if valeur.isascii() and valeur.isdigit() and len(valeur) < 10 else 0  # noqa: PLR2004
