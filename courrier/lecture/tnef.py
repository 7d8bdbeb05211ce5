"""`winmail.dat` ([MS-OXTNEF]): what Exchange wraps for Outlook and other programs cannot open, as the mail it holds."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from email.message import Message

from courrier.lecture.archives import PieceIllisible
from courrier.lecture.limites import check_depth, check_pieces
from courrier.lecture.msg_message import composer
from courrier.lecture.msg_proprietes import Objet, Propriete
from courrier.lecture.tnef_mapi import Coupe, lire_proprietes, lire_rangees

SIGNATURE = b"\x78\x9f\x3e\x22"
_OCTETS_MAX = 30 * 1024 * 1024
_ATTRIBUTS_MAX = 10_000
_DEBUT_DE_PIECE, _PROPRIETES_DE_PIECE, _CONTENU, _TITRE = 0x9002, 0x9005, 0x800F, 0x8010
_PROPRIETES, _DESTINATAIRES, _OBJET, _TEXTE, _PAGE = 0x9003, 0x9004, 0x8004, 0x800C, 0x9007
_MESSAGE = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"  # IID_IMessage


def lire_tnef(octets: bytes) -> Message:
    """The message of a `winmail.dat`, attachments and enclosed messages included.

    Raises PieceIllisible when it is damaged or cut short; LimiteDepassee.
    """
    return composer(_objet(octets, 0))


def _objet(octets: bytes, profondeur: int) -> Objet:
    check_depth(profondeur)
    if not octets.startswith(SIGNATURE) or len(octets) > _OCTETS_MAX:
        raise PieceIllisible("fichier winmail.dat abîmé")
    objet = Objet()
    try:
        for attribut, contenu in _attributes(octets):
            _take(objet, attribut, contenu, profondeur)
    except (Coupe, struct.error, IndexError) as erreur:
        raise PieceIllisible("fichier winmail.dat abîmé ou tronqué") from erreur
    return objet


def _attributes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Each attribute's number and content, checksums passed over: some programs write wrong ones."""
    ou = 6
    for _ in range(_ATTRIBUTS_MAX):
        if ou + 9 > len(octets) or octets[ou] not in {1, 2}:
            return
        _, attribut, _, taille = struct.unpack_from("<BHHI", octets, ou)
        if ou + 9 + taille > len(octets):
            raise Coupe
        yield attribut, octets[ou + 9 : ou + 9 + taille]
        ou += 11 + taille


def _take(objet: Objet, attribut: int, contenu: bytes, profondeur: int) -> None:
    textes = {_OBJET: Propriete.OBJET, _TEXTE: Propriete.TEXTE}
    if attribut == _PAGE and len(contenu) >= 4:  # noqa: PLR2004
        objet.valeurs[Propriete.PAGE] = struct.unpack_from("<I", contenu)[0]
    elif attribut in textes:
        objet.valeurs.setdefault(textes[attribut], contenu)
    elif attribut == _PROPRIETES:
        objet.valeurs |= lire_proprietes(contenu)
    elif attribut == _DESTINATAIRES:
        objet.destinataires = [Objet(valeurs=rangee) for rangee in lire_rangees(contenu)]
    elif attribut == _DEBUT_DE_PIECE:
        check_pieces(len(objet.pieces) + 1)
        objet.pieces.append(Objet(valeurs={Propriete.PAGE: objet.entier(Propriete.PAGE)}))
    elif attribut in {_PROPRIETES_DE_PIECE, _CONTENU, _TITRE} and objet.pieces:
        _take_piece(objet.pieces[-1], attribut, contenu, profondeur)


def _take_piece(piece: Objet, attribut: int, contenu: bytes, profondeur: int) -> None:
    if attribut == _CONTENU:
        piece.valeurs.setdefault(Propriete.CONTENU, contenu)
    elif attribut == _TITRE:
        piece.valeurs.setdefault(Propriete.NOM_COURT, contenu)
    else:
        piece.valeurs |= lire_proprietes(contenu)
        inclus = piece.octets(Propriete.CONTENU)
        if inclus.startswith(_MESSAGE):
            piece.joint = _objet(inclus[len(_MESSAGE) :], profondeur + 1)
