"""Header lines of a mail, folded so that a round trip gives them back identical.

The folding of the standard library drops or doubles spaces in French subjects, and turns long References into encoded
words, which breaks threading (cpython issues 100991 and 79986).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from email.headerregistry import Address
from functools import lru_cache

LARGEUR = 75
FIN = "\r\n"
_MOT_CODE = "=?utf-8?b?{}?="


def ligne(nom: str, valeur: str) -> str:
    """A short value in ASCII, on one line."""
    return f"{nom}: {valeur}{FIN}"


def identifiants(nom: str, valeur: str) -> str:
    """Message-IDs, or a key: never encoded, one to a line."""
    return f"{nom}: " + f"{FIN} ".join(valeur.split()) + FIN


def objet(nom: str, texte: str) -> str:
    """Free text on one line, in encoded words where it is not ASCII."""
    return f"{nom}: {_plie(nom, texte) if texte.isascii() else _code(nom, texte)}{FIN}"


def adresses(nom: str, *siennes: Address) -> str:
    """Addresses with their names."""
    return f"{nom}: " + f",{FIN} ".join(_adresse(nom, une) for une in siennes) + FIN


def _plie(nom: str, texte: str) -> str:
    """Folded before a word, never before the first one, which would come back with a space."""
    lignes: list[str] = []
    reste = len(nom) + len(": ")
    for mot in texte.split(" "):
        if lignes and mot and reste + len(mot) >= LARGEUR:
            lignes[-1] += FIN
            reste = 0
        lignes.append(f" {mot}" if lignes else mot)
        reste += len(mot) + 1
    return "".join(lignes)


def _adresse(nom: str, adresse: Address) -> str:
    if not adresse.display_name:
        return adresse.addr_spec
    affiche = _nom_affiche(nom, adresse.display_name)
    tient = len(nom) + len(affiche) + len(adresse.addr_spec) < LARGEUR - len(": <>,")
    return f"{affiche}{' ' if tient else FIN + ' '}<{adresse.addr_spec}>"


def _nom_affiche(nom: str, affiche: str) -> str:
    if affiche.isascii():
        return '"' + affiche.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _code(nom, affiche)


@lru_cache(maxsize=8)
def _code(nom: str, texte: str) -> str:
    """Encoded words, one to a line (RFC 2047): the spaces between them are not read."""
    return f"{FIN} ".join(_MOT_CODE.format(b64encode(morceau).decode("ascii")) for morceau in _morceaux(nom, texte))


def _morceaux(nom: str, texte: str) -> Iterator[bytes]:
    """UTF-8 cut between characters, as much as a line holds."""
    place = _place(LARGEUR - len(nom) - len(": "))
    morceau = b""
    for lettre in texte:
        octets = lettre.encode("utf-8", "replace")
        if len(morceau) + len(octets) > place:
            yield morceau
            morceau, place = b"", _place(LARGEUR)
        morceau += octets
    yield morceau


def _place(colonnes: int) -> int:
    return (colonnes - len(_MOT_CODE.format(""))) // 4 * 3
