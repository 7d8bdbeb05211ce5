"""The subject of a mail that is not read further: set aside, or too heavy to be fetched."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from email.policy import compat32

from courrier.lecture.mime import Courriel
from courrier.lecture.textes import en_une_ligne

ENTETES_MAX = 64 * 1024


def objet_de(octets: bytes) -> str | None:
    """What the first bytes of a mail say of its subject; None where they say nothing that can be read."""
    try:
        message = BytesHeaderParser(policy=compat32).parsebytes(octets[:ENTETES_MAX])
        return en_une_ligne(Courriel(message=message).entete("Subject")) or None
    except Exception:  # noqa: BLE001 - the mail is set aside because something in it cannot be read
        return None
