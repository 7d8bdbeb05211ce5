"""What Outlook keeps of a message ([MS-OXMSG], [MS-OXPROPS]): its properties, recipients, attachments."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from courrier.lecture.charsets import decode_text
from courrier.lecture.limites import check_depth, check_pieces
from courrier.lecture.msg_ole import Chemin, Coffre


class Propriete(IntEnum):
    """The properties that are read, by their number; beyond 0xFFFF, those that each file numbers as it likes."""

    CLASSE = 0x001A
    OBJET = 0x0037
    ENVOYE_LE = 0x0039
    AU_NOM_DE = 0x0042
    AU_NOM_DE_GENRE = 0x0064
    AU_NOM_DE_ADRESSE = 0x0065
    ENTETES = 0x007D
    GENRE_DESTINATAIRE = 0x0C15
    EXPEDITEUR = 0x0C1A
    EXPEDITEUR_GENRE = 0x0C1E
    EXPEDITEUR_ADRESSE = 0x0C1F
    RECU_LE = 0x0E06
    TEXTE = 0x1000
    RTF = 0x1009
    HTML = 0x1013
    IDENTIFIANT = 0x1035
    REFERENCES = 0x1039
    EN_REPONSE_A = 0x1042
    NOM = 0x3001
    GENRE_ADRESSE = 0x3002
    ADRESSE = 0x3003
    CONTENU = 0x3701
    NOM_COURT = 0x3704
    METHODE = 0x3705
    NOM_LONG = 0x3707
    TYPE_MIME = 0x370E
    IDENTIFIANT_CONTENU = 0x3712
    ADRESSE_SMTP = 0x39FE
    PAGE_INTERNET = 0x3FDE
    PAGE = 0x3FFD
    EXPEDITEUR_SMTP = 0x5D01
    AU_NOM_DE_SMTP = 0x5D02
    REUNION = 0x1_0003
    REUNION_SANS_DATE = 0x1_0023
    RANG_DE_REUNION = 0x1_8201
    AUTRE_DATE_PROPOSEE = 0x1_8257


_UTILES = frozenset(int(propriete) for propriete in Propriete)
_NOMBRES = {0x0002: "<h", 0x0003: "<i", 0x000B: "<h", 0x0014: "<q", 0x0040: "<q"}
_CHAINE, _UNICODE, _BINAIRE, _OBJET = 0x001E, 0x001F, 0x0102, 0x000D
_FLUX = re.compile(r"__substg1\.0_([0-9A-F]{4})(001E|001F|0102)", re.IGNORECASE)
_PROPRIETES = "__properties_version1.0"
_ENTETE_RACINE, _ENTETE_JOINT, _ENTETE_AUTRE = 32, 24, 8
_PAGES = {65001: "utf-8", 65000: "utf-7", 20127: "ascii", 28591: "iso-8859-1", 28605: "iso-8859-15", 1200: "utf-16-le"}
_AN_1601 = datetime(1601, 1, 1, tzinfo=UTC)

Valeur = int | str | bytes


@dataclass(kw_only=True)
class Objet:
    """A message, a recipient or an attachment; `joint` is the message that an attachment encloses."""

    valeurs: dict[int, Valeur] = field(default_factory=dict)
    destinataires: list[Objet] = field(default_factory=list)
    pieces: list[Objet] = field(default_factory=list)
    joint: Objet | None = None

    def texte(self, *proprietes: Propriete) -> str:
        """The first of these properties that says something; strings of 8 bits in the page of the message."""
        for propriete in proprietes:
            valeur = self.valeurs.get(propriete, "")
            texte = decode_text(valeur, self.charset) if isinstance(valeur, bytes) else str(valeur)
            if texte := texte.rstrip("\x00"):
                return texte
        return ""

    def octets(self, propriete: Propriete) -> bytes:
        valeur = self.valeurs.get(propriete, b"")
        return (
            valeur.encode("utf-8", "replace")
            if isinstance(valeur, str)
            else valeur
            if isinstance(valeur, bytes)
            else b""
        )

    def entier(self, propriete: Propriete) -> int:
        valeur = self.valeurs.get(propriete, 0)
        return valeur if isinstance(valeur, int) else 0

    def instant(self, *proprietes: Propriete) -> datetime | None:
        """The first of these instants that is one: tenths of microseconds since 1601."""
        for propriete in proprietes:
            valeur = self.entier(propriete)
            if 0 < valeur < 0x7FFF_FFFF_FFFF_FFFF // 4:
                try:
                    return _AN_1601 + timedelta(microseconds=valeur // 10)
                except OverflowError:
                    continue
        return None

    @property
    def charset(self) -> str | None:
        """The character set of its strings of 8 bits."""
        page = self.entier(Propriete.PAGE)
        return _PAGES.get(page, f"cp{page}") if page > 0 else None

    @property
    def charset_du_html(self) -> str | None:
        page = self.entier(Propriete.PAGE_INTERNET)
        return _PAGES.get(page, f"cp{page}") if page > 0 else None


def decode_value(genre: int, octets: bytes) -> Valeur | None:
    """A property's value by its type ([MS-OXCDATA] 2.11.1); None for a type that is not read."""
    if genre in _NOMBRES:
        taille = struct.calcsize(_NOMBRES[genre])
        return int(struct.unpack(_NOMBRES[genre], octets[:taille])[0]) if len(octets) >= taille else None
    if genre == _UNICODE:
        return octets.decode("utf-16-le", "replace").rstrip("\x00")
    return octets if genre in {_CHAINE, _BINAIRE, _OBJET} else None


def lire_message(coffre: Coffre, noms: Mapping[int, int], chemin: Chemin = (), profondeur: int = 0) -> Objet:
    """The message that a storage holds, with those it encloses; `noms`: the named properties by their number there.

    Raises LimiteDepassee, PieceIllisible.
    """
    check_depth(profondeur)
    message = _objet(coffre, chemin, _ENTETE_JOINT if chemin else _ENTETE_RACINE, noms)
    page: dict[int, Valeur] = {Propriete.PAGE: message.entier(Propriete.PAGE)}
    for rang, nom in enumerate(_children(coffre, chemin, "__attach_version1.0_"), 1):
        check_pieces(rang)
        message.pieces.append(_piece(coffre, (*chemin, nom), profondeur, page, noms))
    for nom in list(_children(coffre, chemin, "__recip_version1.0_"))[:1000]:
        destinataire = _objet(coffre, (*chemin, nom), _ENTETE_AUTRE)
        destinataire.valeurs |= page
        message.destinataires.append(destinataire)
    return message


def _children(coffre: Coffre, chemin: Chemin, debut: str) -> Iterator[str]:
    return (nom for nom in sorted(coffre.noms(chemin)) if nom.lower().startswith(debut))


def _piece(coffre: Coffre, chemin: Chemin, profondeur: int, page: dict[int, Valeur], noms: Mapping[int, int]) -> Objet:
    piece = _objet(coffre, chemin, _ENTETE_AUTRE)
    piece.valeurs |= page
    inclus = next((n for n in coffre.noms(chemin) if n.lower() == "__substg1.0_3701000d"), None)
    if inclus and _PROPRIETES in coffre.noms((*chemin, inclus)):
        piece.joint = lire_message(coffre, noms, (*chemin, inclus), profondeur + 1)
    return piece


def _objet(coffre: Coffre, chemin: Chemin, entete: int, noms: Mapping[int, int] | None = None) -> Objet:
    """The properties of one storage: the short ones in its table, the others in a stream each."""
    valeurs: dict[int, Valeur] = {}
    noms = noms or {}
    table = coffre.lire((*chemin, _PROPRIETES))[entete:]
    for ou in range(0, len(table) - 15, 16):
        genre, numero = struct.unpack_from("<HH", table, ou)
        numero = noms.get(numero, numero)
        if (
            genre in _NOMBRES
            and numero in _UTILES
            and (valeur := decode_value(genre, table[ou + 8 : ou + 16])) is not None
        ):
            valeurs[numero] = valeur
    for nom in sorted(coffre.noms(chemin), reverse=True):  # Unicode (001F) before the same text in 8 bits (001E)
        flux = _FLUX.fullmatch(nom)
        numero = int(flux[1], 16) if flux else 0
        numero = noms.get(numero, numero)
        if flux and numero in _UTILES:
            valeur = decode_value(int(flux[2], 16), coffre.lire((*chemin, nom)))
            valeurs.setdefault(numero, valeur if valeur is not None else b"")
    return Objet(valeurs=valeurs)
