"""Texts made fit: what a Word document cannot carry taken out, and words compared whatever their case and accents."""

from __future__ import annotations

import re
import unicodedata

# Forbidden by XML 1.0, lone surrogates, and the noncharacters that the engine keeps for its own marks.
_INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_FINS_DE_LIGNE = re.compile("\r\n?|\x85|\u2028|\u2029")


def clean(texte: str) -> str:
    """The text without the characters that XML forbids; every kind of line end becomes a newline."""
    if texte.isprintable():  # neither a line end nor anything forbidden, which is soon seen
        return texte
    return _INTERDITS.sub("", _FINS_DE_LIGNE.sub("\n", texte))


def on_one_line(texte: str) -> str:
    """The cleaned text on one line, for titles, headers and table cells."""
    return " ".join(clean(texte).split("\n")).strip()


def fold(texte: str) -> str:
    """Lower case, without accents, one sign for one sign: to look for words, or to put them in order."""
    return without_accents(texte).lower()


def without_accents(texte: str) -> str:
    """The same letters without their accents, one sign for one sign."""
    return "".join(unicodedata.normalize("NFD", signe)[0] for signe in texte)
