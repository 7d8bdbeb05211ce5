"""Files written in the text of a message, as mail programs did before MIME and some scanners still do."""

from __future__ import annotations

import binascii
import re

from courrier.lecture.limites import PIECES_MAX

_DEBUT = re.compile(r"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?$", re.MULTILINE)
_FIN = re.compile(r"^`?[ \t]*\n?end[ \t]*$", re.MULTILINE)


def detacher(texte: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without its uuencoded files, and these as (name, bytes); an unfinished one stays in the text."""
    if _DEBUT.search(texte) is None:
        return texte, []
    texte = texte.replace("\r\n", "\n")
    fichiers: list[tuple[str, bytes]] = []
    reste: list[str] = []
    ou = 0
    while len(fichiers) <= PIECES_MAX and (debut := _DEBUT.search(texte, ou)):
        fin = _FIN.search(texte, debut.end())
        octets = _decode(texte[debut.end() : fin.start()]) if fin else None
        if fin is None or octets is None:
            break
        reste.append(texte[ou : debut.start()])
        fichiers.append((debut[1].strip(), octets))
        ou = fin.end()
    return "".join([*reste, texte[ou:]]), fichiers


def _decode(lignes: str) -> bytes | None:
    sortie = bytearray()
    for ligne in lignes.strip("\n").split("\n"):
        try:
            sortie += binascii.a2b_uu(ligne.encode("ascii"))
        except (binascii.Error, ValueError):
            return None
    return bytes(sortie)
