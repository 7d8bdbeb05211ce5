"""Mails that only a mail program or a person can open: sealed, cut in pieces, made of pictures or of an invitation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courrier.lecture.blocs import lignes
from courrier.lecture.html import blocs_du_html
from courrier.lecture.mime import Courriel, Piece

_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_RPMSG = "application/x-microsoft-rpmsg-message"
_NOMS_PKCS7 = frozenset({"smime.p7m", "smime.p7z"})
_OID_SIGNE, _OID_CHIFFRE = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010703")
_PGP = re.compile(r"^-----BEGIN PGP MESSAGE-----", re.MULTILINE)
_CHIFFRE = (
    "Le courriel est chiffré, Relais ne peut pas le lire : ouvrez-le dans votre messagerie, ou demandez à l’expéditeur "
    "de le renvoyer sans chiffrement."
)
_SIGNE = (
    "Le courriel est scellé par une signature électronique (smime.p7m), Relais ne peut pas le lire : ouvrez-le dans "
    "votre messagerie, ou demandez à l’expéditeur de le renvoyer sans cette signature."
)
_MORCEAU = (
    "Le courriel n’est qu’un morceau d’un message coupé en plusieurs : demandez à l’expéditeur de le renvoyer entier."
)
_IMAGES = "Le courriel ne contient que des images : une personne les regarde."
_INVITATION = "Le courriel ne contient qu’une invitation d’agenda : une personne regarde ce qu’elle annonce."


def raison_du_scelle(courriel: Courriel) -> str | None:
    """Why its text cannot be read, when it is sealed or cut; None otherwise."""
    genre = courriel.message.get_content_type()
    if genre == "message/partial":
        return _MORCEAU
    if genre == "multipart/encrypted" or any(p.type_mime == _RPMSG for p in courriel.pieces):
        return _CHIFFRE
    scelle = next((p for p in courriel.pieces if p.type_mime in _PKCS7 or p.nom.lower() in _NOMS_PKCS7), None)
    if scelle is not None and not _has_words(courriel):
        return _SIGNE if _is_signed(courriel, scelle) else _CHIFFRE
    return _CHIFFRE if any(_PGP.search(corps.texte or "") for corps in courriel.corps) else None


def _is_signed(courriel: Courriel, scelle: Piece) -> bool:
    """By the content itself, which programs declare less well than they write it."""
    tete = scelle.octets[:64]
    declare = str(courriel.message.get_param("smime-type") or "").lower()
    return _OID_SIGNE in tete or (_OID_CHIFFRE not in tete and declare == "signed-data")


def raison_du_muet(courriel: Courriel) -> str | None:
    """What a mail without any text holds, when it is pictures or an invitation; None otherwise."""
    toutes = list(_all(courriel))
    pieces = [piece for c in toutes for piece in c.pieces]
    if pieces:
        return _IMAGES if all(piece.type_mime.startswith("image/") for piece in pieces) else None
    return _INVITATION if any(c.agendas for c in toutes) else None


def _all(courriel: Courriel) -> Iterator[Courriel]:
    yield courriel
    for joint in courriel.joints:
        yield from _all(joint)


def _has_words(courriel: Courriel) -> bool:
    textes = [corps.texte or "\n".join(lignes(blocs_du_html(corps.html or ""))) for corps in courriel.corps]
    return any(re.search(r"\w", texte) for texte in textes)
