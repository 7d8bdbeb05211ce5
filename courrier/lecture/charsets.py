"""Bytes of a mail → text, whatever the mail says of itself; never raises."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re

_OCCIDENTAUX = frozenset({"iso8859-1", "ascii", "cp1252"})
_REFUSES = frozenset(
    {"unicode_escape", "raw-unicode-escape", "unicode-escape", "idna", "punycode", "undefined", "utf-7"}
)
_MOT = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[^?]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_C1 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}


def decode_text(octets: bytes, charset: str | None = None) -> str:
    """The text of `octets`: declared charset, latin-1 and us-ascii read as cp1252, else strict UTF-8, cp1252, `�`.

    Western declarations give way to UTF-8 when the bytes are valid UTF-8: few latin-1 texts are by accident.
    """
    nom = _known(charset)
    if nom is None or nom in _OCCIDENTAUX:
        return _utf8_or_cp1252(octets)
    try:
        fautes = "replace" if nom.startswith(("utf-16", "utf-32")) else "strict"
        return octets.decode(nom, fautes).translate(_C1 if nom.startswith("iso8859") else {})
    except (UnicodeError, ValueError):
        return _utf8_or_cp1252(octets)


def _known(charset: str | None) -> str | None:
    try:
        info = codecs.lookup((charset or "").strip().strip("\"'"))
    except (LookupError, ValueError, UnicodeError):
        return None
    textuel = getattr(info, "_is_text_encoding", True)
    return info.name if textuel and info.name not in _REFUSES else None


def _utf8_or_cp1252(octets: bytes) -> str:
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def decode_header(brut: str) -> str:
    """A raw header value (surrogates for 8-bit bytes) → one line; adjacent encoded words of one charset are joined
    before decoding, since some clients cut inside a character.
    """
    texte = decode_text(brut.encode("utf-8", "surrogateescape"))
    sortie: list[str] = []
    attente: tuple[str, bytes] | None = None
    position = 0
    for mot in _MOT.finditer(texte):
        entre, (charset, octets) = texte[position : mot.start()], (mot[1].lower(), _word_bytes(mot))
        if attente and not entre.strip() and attente[0] == charset:
            attente = (charset, attente[1] + octets)
        else:
            sortie += [*_flush(attente), entre if entre.strip() or not attente else ""]
            attente = (charset, octets)
        position = mot.end()
    return re.sub(r"\s+", " ", "".join([*sortie, *_flush(attente), texte[position:]])).strip()


def _flush(attente: tuple[str, bytes] | None) -> list[str]:
    return [] if attente is None else [decode_text(attente[1], attente[0])]


def _word_bytes(mot: re.Match[str]) -> bytes:
    brut = mot[3].encode("utf-8", "replace")
    if mot[2] in "qQ":
        return quopri.decodestring(brut.replace(b"_", b" "), header=False)
    try:
        return base64.b64decode(brut + b"=" * (-len(brut) % 4)) or brut
    except (binascii.Error, ValueError):
        return brut
