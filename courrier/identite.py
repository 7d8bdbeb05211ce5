"""What tells a mail from another, whatever way it came and however many times it was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from courrier.lecture.msg import est_un_msg, lire_msg

_DIT = ("Message-ID", "Date", "From", "Subject")
_ID_MAX = 998


@dataclass(frozen=True, kw_only=True)
class Identite:
    """`sha256` is that of the file; `empreinte` that of what the sender wrote.

    The marks of the way (Received, Delivered-To…) and the writing of line ends change from one delivery, or one server,
    to the next: they are left out of the second.
    """

    message_id: str | None
    sha256: str
    empreinte: str


def identifier(brut: Path) -> Identite:
    """The identity of a stored mail, `.eml` or `.msg`; that of its bytes where it cannot be read. Raises OSError."""
    octets = brut.read_bytes()
    somme = sha256(octets).hexdigest()
    if est_un_msg(octets):
        return Identite(message_id=_message_id(_ouvrir(octets)), sha256=somme, empreinte=somme)
    tete, _, corps = octets.replace(b"\r", b"").partition(b"\n\n")
    entetes = message_from_bytes(tete + b"\n\n", policy=compat32)
    if not any(nom in entetes for nom in _DIT):  # empty, or no mail at all: nothing but its bytes tells it
        return Identite(message_id=None, sha256=somme, empreinte=somme)
    empreinte = sha256(corps.rstrip(b"\n"))
    for nom in _DIT:
        valeurs = (" ".join(str(une).split()) for une in entetes.get_all(nom, []))
        empreinte.update("\n".join([nom, *valeurs]).encode("utf-8", "replace"))
    return Identite(message_id=_message_id(entetes), sha256=somme, empreinte=empreinte.hexdigest())


def ecrit_le(brut: Path) -> datetime | None:
    """When a stored mail says that it was written; None where it does not say it, or cannot be read any more."""
    try:
        octets = brut.read_bytes()
    except OSError:
        return None
    message = _ouvrir(octets) if est_un_msg(octets) else BytesHeaderParser(policy=compat32).parsebytes(octets)
    try:
        dite = parsedate_to_datetime(str(message["Date"])) if message else None
        return dite and (dite if dite.tzinfo else dite.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _ouvrir(octets: bytes) -> Message | None:
    try:
        return lire_msg(octets)
    except Exception:  # noqa: BLE001 - a damaged file is told when it is read
        return None


def _message_id(message: Message | None) -> str | None:
    """On one line, without what a database refuses."""
    valeur = str(message["Message-ID"] or "") if message else ""
    return "".join(lettre for lettre in valeur if lettre.isprintable()).strip()[:_ID_MAX] or None
