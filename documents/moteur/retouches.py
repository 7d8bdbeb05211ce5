"""What docxtpl does to a part once rendered, done to the places concerned only, on encoded text.

Braces written `{_{`, line ends, tabs and page breaks of values, marks of missing values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from docxtpl import DocxTemplate

from documents.reperes import FIN, format_marks, format_run, unmark

OUTILS = DocxTemplate("")
_ACCOLADES = ((b"{_{", b"{{"), (b"}_}", b"}}"), (b"{_%", b"{%"), (b"%_}", b"%}"))
_OCTET = FIN.encode()[:1]  # all marks begin with it, and little else: one byte is found much faster than three
_COUPURE = b"\xef\xb7\x92"
_INTERDITS = bytes(code for code in range(32) if code not in b"\t\n\r")


@dataclass(frozen=True, kw_only=True)
class _Retouche:
    """What is done to each element that holds one of some signs."""

    signes: tuple[bytes, ...]
    ouvrantes: tuple[bytes, bytes]
    fermante: bytes
    faire: Callable[[str], str]


_PARAGRAPHE = _Retouche(
    signes=(b"\t", b"\n", b"\a", b"\f"),
    ouvrantes=(b"<w:p>", b"<w:p "),
    fermante=b"</w:p>",
    faire=OUTILS.resolve_listing,
)
_SUITE = _Retouche(
    signes=(b"\xef\xb7\x90", b"\xef\xb7\x93"),
    ouvrantes=(b"<w:r>", b"<w:r "),
    fermante=b"</w:r>",
    faire=lru_cache(maxsize=512)(format_run),  # the same gaps come back from one document to the next
)


def retoucher(brut: bytes, *, entier: bool) -> bytes:
    """The rendered part, finished; `entier` where paragraphs may hold paragraphs: places are then not told apart."""
    if b"_" in brut:
        for ecrit, voulu in _ACCOLADES:
            brut = brut.replace(ecrit, voulu)
    if any(commande in brut for commande in _PARAGRAPHE.signes):
        brut = _entier(brut, OUTILS.resolve_listing) if entier else _sur_place(brut, _PARAGRAPHE)
    if _OCTET in brut:
        brut = _entier(brut, format_marks) if entier else _formater(brut)
    return brut


def porte_des_interdits(brut: bytes) -> bool:
    """Whether a part holds a control character that XML forbids."""
    return len(brut.translate(None, _INTERDITS)) != len(brut)


def _entier(brut: bytes, retouche: Callable[[str], str]) -> bytes:
    return retouche(brut.decode()).encode()


def _formater(brut: bytes) -> bytes:
    if _positions(brut, (_COUPURE,)):
        brut = brut.replace(_COUPURE, b"")
    brut = _sur_place(brut, _SUITE)
    return unmark(brut.decode()).encode() if _OCTET in brut else brut


def _sur_place(brut: bytes, retouche: _Retouche) -> bytes:
    sortie, fait = [], 0
    for debut, fin in _places(brut, retouche):
        sortie += [brut[fait:debut], retouche.faire(brut[debut:fin].decode()).encode()]
        fait = fin
    return b"".join([*sortie, brut[fait:]])


def _places(brut: bytes, retouche: _Retouche) -> Iterator[tuple[int, int]]:
    """Where the elements that hold a sign begin and end."""
    fait = 0
    for position in _positions(brut, retouche.signes):
        if position < fait:
            continue
        depuis = max(brut.rfind(retouche.fermante, fait, position), fait)  # what opens before that is closed
        nue, garnie = retouche.ouvrantes
        debut = max(brut.rfind(nue, depuis, position), brut.rfind(garnie, depuis, position))
        if debut >= 0:
            fait = brut.index(retouche.fermante, position) + len(retouche.fermante)
            yield debut, fait


def _positions(brut: bytes, signes: tuple[bytes, ...]) -> list[int]:
    """Where one of the signs is, in order."""
    trouvees = []
    for octet in {signe[:1] for signe in signes}:
        position = brut.find(octet)
        while position >= 0:
            if brut.startswith(signes, position):
                trouvees.append(position)
            position = brut.find(octet, position + 1)
    return sorted(trouvees)
