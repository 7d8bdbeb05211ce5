"""The invitation of a meeting as an .ics file (RFC 5545): the hour of Paris, the same bytes each time."""

from __future__ import annotations

import datetime as dt

from documents.contextes.d1 import Convocation
from documents.nettoyage import clean
from metier.reunion import Reunion

FUSEAU = "Europe/Paris"
LIGNE = 75  # bytes, the line end apart
# The rule of the European Union since 1996: last Sundays of March and October, at 1 h UTC.
_VTIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{FUSEAU}",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def invitation(convocation: Convocation, reunion: Reunion, ecrite_le: dt.date) -> bytes:
    """The bytes of the .ics that goes with the letter; no list of guests, so that no address travels."""
    debut = dt.datetime.combine(reunion.jour, reunion.heure)
    fin = debut + dt.timedelta(minutes=reunion.duree_minutes)
    lieu = " – ".join(filter(None, (convocation.rendezvous.lieu, convocation.rendezvous.visio)))
    lignes = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Relais//convocation//FR",
        "METHOD:PUBLISH",
        *_VTIMEZONE,
        "BEGIN:VEVENT",
        f"UID:{convocation.garde.reference}-{reunion.type.value}-{debut:%Y%m%dT%H%M}@relais",
        f"DTSTAMP:{ecrite_le:%Y%m%d}T000000Z",
        f"DTSTART;TZID={FUSEAU}:{debut:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={FUSEAU}:{fin:%Y%m%dT%H%M%S}",
        f"SUMMARY:{_texte(f'{convocation.objet} – {convocation.garde.intitule_court}')}",
        f"LOCATION:{_texte(lieu)}",
        f"DESCRIPTION:{_texte(chr(10).join((*convocation.ordre_du_jour, *convocation.points)))}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_plier(ligne) for ligne in lignes)


def _texte(texte: str) -> str:
    """A text value: backslashes, separators and line ends escaped."""
    propre = clean(texte)
    for signe, ecrit in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        propre = propre.replace(signe, ecrit)
    return propre


def _plier(ligne: str) -> bytes:
    """The line cut every 75 bytes, never inside a character, continued after a space."""
    morceaux, courant = [], b""
    for signe in ligne:
        octets = signe.encode()
        if len(courant) + len(octets) > LIGNE:
            morceaux.append(courant)
            courant = b" "
        courant += octets
    return b"\r\n".join([*morceaux, courant]) + b"\r\n"
