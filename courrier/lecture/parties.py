"""One part of a message: its bytes, its names, its text as its author cut it, its boundary when it was lost."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from courrier.lecture.charsets import decode_header

_FRONTIERE = re.compile(rb"^--([^\s-][^\r\n\"]{0,68}?)[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE)
_NOM_MAX = 200


def children(partie: Message) -> list[Message]:
    contenu = partie.get_payload()
    return [enfant for enfant in contenu if isinstance(enfant, Message)] if isinstance(contenu, list) else []


def content(partie: Message) -> bytes:
    """The decoded bytes; as they stand when their encoding is damaged."""
    try:
        contenu = partie.get_payload(decode=True)
    except (LookupError, ValueError, AttributeError, TypeError):
        return b""
    return contenu if isinstance(contenu, bytes) else b""


def declared_charset(partie: Message) -> str | None:
    declare = partie.get_param("charset")
    if isinstance(declare, tuple):
        declare = declare[-1]
    return declare if isinstance(declare, str) else None


def file_name(partie: Message) -> str:
    """The name that the sender gave to an attachment, shown to people only; empty when there is none."""
    try:
        return decode_header(partie.get_filename() or "")[:_NOM_MAX]
    except (ValueError, TypeError, LookupError):
        return ""


def unflow(texte: str, partie: Message) -> str:
    """A `format=flowed` text with its lines whole again (RFC 3676): those that end by a space, but « -- », go on."""
    if str(partie.get_param("format") or "").lower() != "flowed":
        return texte
    espace = "" if str(partie.get_param("delsp") or "").lower() == "yes" else " "
    return re.sub(r"(?<!\n-- )(?<=[^\n>] )\r?\n(?![>\r\n])", "\x00", texte).replace(" \x00", espace).replace("\x00", "")


def with_found_boundary(partie: Message) -> Message:
    """A multipart whose declared boundary separates nothing, cut where one stands; as one plain text when none does."""
    brut = content(partie)
    trouve = _FRONTIERE.search(brut)
    declare = partie.get_content_type().encode("ascii", "replace")
    genre = declare + b'; boundary="' + trouve[1] + b'"' if trouve else b"text/plain"
    lue = message_from_bytes(b"Content-Type: " + genre + b"\n\n" + brut)
    if lue.is_multipart():
        return lue
    coquille = Message()
    coquille["Content-Type"] = "multipart/mixed"
    coquille.attach(lue)
    return coquille
