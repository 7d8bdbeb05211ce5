"""Outlook files written by hand: the container ([MS-CFB]), a `.msg` ([MS-OXMSG]), a `winmail.dat` ([MS-OXTNEF])."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

SECTEUR, MINI, SEUIL = 512, 64, 4096
FIN, LIBRE, FAT, RIEN = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
Arbre = dict[str, "bytes | Arbre"]


def ecrire_ole(arbre: Arbre) -> bytes:
    """An OLE container of these streams (bytes) and storages (dictionaries)."""
    return _Conteneur().ecrire(arbre)


@dataclass
class _Conteneur:
    secteurs: list[bytes] = field(default_factory=list)
    fat: list[int] = field(default_factory=list)
    mini: bytearray = field(default_factory=bytearray)
    minifat: list[int] = field(default_factory=list)
    entrees: list[list] = field(default_factory=list)

    def ecrire(self, arbre: Arbre) -> bytes:
        self.entrees.append(["Root Entry", 5, self._enfants(arbre), RIEN, RIEN, FIN, 0])
        self.entrees.insert(0, self.entrees.pop())
        for entree in self.entrees:  # the root was written last and comes first
            entree[2:5] = [n if n == RIEN else n + 1 for n in entree[2:5]]
        self.entrees[0][5:] = [self._chaine(bytes(self.mini)), len(self.mini)]
        minifat = struct.pack(f"<{len(self.minifat)}I", *self.minifat)
        debut_minifat, nombre_minifat = self._chaine(minifat, b"\xff"), -(-len(minifat) // SECTEUR)
        annuaire = self._chaine(b"".join(map(_entree, self.entrees)))
        nombre_fat = 1
        while nombre_fat * (SECTEUR // 4) < len(self.fat) + nombre_fat:
            nombre_fat += 1
        rangs = [len(self.fat) + n for n in range(nombre_fat)]
        table = [*self.fat, *[FAT] * nombre_fat]
        table += [LIBRE] * (nombre_fat * (SECTEUR // 4) - len(table))
        entete = struct.pack("<8s16s6H10I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0,
            nombre_fat, annuaire, 0, SEUIL, debut_minifat, nombre_minifat, FIN, 0)  # fmt: skip
        entete += struct.pack("<109I", *(rangs + [LIBRE] * (109 - nombre_fat)))
        return entete + b"".join(self.secteurs) + struct.pack(f"<{len(table)}I", *table)

    def _enfants(self, arbre: Arbre) -> int:
        """The number of the entry at the top of the tree of a storage's children."""
        rangs = []
        for nom in sorted(arbre, key=lambda n: (len(n), n.upper())):
            contenu = arbre[nom]
            if isinstance(contenu, dict):
                entree = [nom, 1, self._enfants(contenu), RIEN, RIEN, 0, 0]
            else:
                entree = [nom, 2, RIEN, RIEN, RIEN, self._flux(contenu), len(contenu)]
            self.entrees.append(entree)
            rangs.append(len(self.entrees) - 1)
        return self._equilibrer(rangs)

    def _equilibrer(self, rangs: list[int]) -> int:
        if not rangs:
            return RIEN
        milieu = len(rangs) // 2
        self.entrees[rangs[milieu]][3:5] = [
            self._equilibrer(rangs[:milieu]),
            self._equilibrer(rangs[milieu + 1 :]),
        ]
        return rangs[milieu]

    def _flux(self, octets: bytes) -> int:
        if len(octets) >= SEUIL or not octets:
            return self._chaine(octets)
        debut, nombre = len(self.minifat), -(-len(octets) // MINI)
        self.minifat += [debut + n + 1 for n in range(nombre - 1)] + [FIN]
        self.mini += octets.ljust(nombre * MINI, b"\x00")
        return debut

    def _chaine(self, octets: bytes, vide: bytes = b"\x00") -> int:
        debut, nombre = len(self.fat), -(-len(octets) // SECTEUR)
        if not nombre:
            return FIN
        self.fat += [debut + n + 1 for n in range(nombre - 1)] + [FIN]
        plein = octets.ljust(nombre * SECTEUR, vide)
        self.secteurs += [plein[n * SECTEUR : (n + 1) * SECTEUR] for n in range(nombre)]
        return debut


def _entree(entree: list) -> bytes:
    nom, genre, enfant, gauche, droite, debut, taille = entree
    utf16 = nom.encode("utf-16-le") + b"\x00\x00"
    tete = struct.pack("<64sHBB3I", utf16, len(utf16), genre, 1, gauche, droite, enfant)
    return tete + bytes(16) + bytes(4) + bytes(16) + struct.pack("<IQ", debut, taille)


Proprietes = dict[int, "str | bytes | int | bool | datetime"]


def ecrire_msg(
    proprietes: Proprietes,
    *,
    destinataires: list[Proprietes] = (),
    pieces: list[Proprietes | tuple[Proprietes, Arbre]] = (),
    en_8_bits: str | None = None,
    nommees: dict[tuple[UUID, int], str | bytes | int | bool] | None = None,
) -> bytes:
    """A `.msg`; strings in Unicode, or in 8 bits of a code page; a piece may be (properties, enclosed message).

    `nommees`: the properties that bear a name, by their set and their identifier there.
    """
    numeros, noms = _nommer(nommees or {})
    arbre = arbre_msg(proprietes | numeros, destinataires=destinataires, pieces=pieces, en_8_bits=en_8_bits)
    return ecrire_ole(arbre | noms)


def _nommer(nommees) -> tuple[Proprietes, Arbre]:
    """The same properties by the numbers that the file gives them, and the table that says which is which."""
    jeux = list(dict.fromkeys(jeu for jeu, _ in nommees))
    entrees = [
        struct.pack("<IHH", identifiant, (jeux.index(jeu) + 3) << 1, rang)
        for rang, (jeu, identifiant) in enumerate(nommees)
    ]
    table = {
        "__substg1.0_00020102": b"".join(jeu.bytes_le for jeu in jeux),
        "__substg1.0_00030102": b"".join(entrees),
        "__substg1.0_00040102": b"",
    }
    numeros = {0x8000 + rang: valeur for rang, valeur in enumerate(nommees.values())}
    return numeros, {"__nameid_version1.0": table} if nommees else {}


def arbre_msg(proprietes, *, destinataires=(), pieces=(), en_8_bits=None, entete: int = 32) -> Arbre:
    arbre = _stockage(proprietes, entete, en_8_bits)
    for rang, destinataire in enumerate(destinataires):
        arbre[f"__recip_version1.0_#{rang:08X}"] = _stockage(destinataire, 8, en_8_bits)
    for rang, piece in enumerate(pieces):
        valeurs, joint = piece if isinstance(piece, tuple) else (piece, None)
        stockage = _stockage(valeurs, 8, en_8_bits)
        if joint is not None:
            stockage["__substg1.0_3701000D"] = joint
        arbre[f"__attach_version1.0_#{rang:08X}"] = stockage
    return arbre


def _stockage(proprietes: Proprietes, entete: int, en_8_bits: str | None) -> Arbre:
    arbre: Arbre = {}
    table = bytes(entete)
    for numero, valeur in proprietes.items():
        genre, court, flux = _valeur(valeur, en_8_bits)
        table += struct.pack("<HHI", genre, numero, 6) + court
        if flux is not None:
            arbre[f"__substg1.0_{numero:04X}{genre:04X}"] = flux
    arbre["__properties_version1.0"] = table
    return arbre


def _valeur(valeur, en_8_bits: str | None) -> tuple[int, bytes, bytes | None]:
    if isinstance(valeur, bool):
        return 0x000B, struct.pack("<q", valeur), None
    if isinstance(valeur, datetime):
        return 0x0040, struct.pack("<q", _filetime(valeur)), None
    if isinstance(valeur, int):
        return 0x0003, struct.pack("<iI", valeur, 0), None
    if isinstance(valeur, bytes):
        return 0x0102, struct.pack("<II", len(valeur), 0), valeur
    octets = valeur.encode(en_8_bits) if en_8_bits else valeur.encode("utf-16-le")
    return (0x001E if en_8_bits else 0x001F), struct.pack("<II", len(octets) + 2, 0), octets


def _filetime(instant: datetime) -> int:
    return int((instant - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def emballer_rtf(rtf: bytes, *, comprime: bool = True) -> bytes:
    """RTF as Outlook stores it: each byte told as such, which is a valid LZFu."""
    if not comprime:
        return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf
    corps = b"".join(b"\x00" + rtf[n : n + 8] for n in range(0, len(rtf), 8))
    return struct.pack("<II4sI", len(corps) + 12, len(rtf), b"LZFu", 0) + corps


def ecrire_tnef(proprietes: Proprietes, pieces: list[Proprietes] = ()) -> bytes:
    """A `winmail.dat` of these properties and attachments (0x3701: the content, or an enclosed `winmail.dat`)."""
    sortie = struct.pack("<IH", 0x223E9F78, 1) + _attribut(1, 0x9007, 6, struct.pack("<II", 1252, 0))
    sortie += _attribut(1, 0x9003, 6, _liste_mapi(proprietes))
    for piece in pieces:
        contenu = piece.get(0x3701, b"")
        sortie += _attribut(2, 0x9002, 6, bytes(14))
        sortie += _attribut(2, 0x8010, 1, str(piece.get(0x3704, "x.bin")).encode("cp1252") + b"\x00")
        if isinstance(contenu, bytes) and not contenu.startswith(b"\x78\x9f"):
            sortie += _attribut(2, 0x800F, 6, contenu)
            piece = {cle: v for cle, v in piece.items() if cle != 0x3701}  # noqa: PLW2901 - written apart
        sortie += _attribut(2, 0x9005, 6, _liste_mapi(piece))
    return sortie


def _attribut(niveau: int, numero: int, genre: int, octets: bytes) -> bytes:
    somme = sum(octets) & 0xFFFF
    return struct.pack("<BHHI", niveau, numero, genre, len(octets)) + octets + struct.pack("<H", somme)


def _liste_mapi(proprietes: Proprietes) -> bytes:
    sortie = struct.pack("<I", len(proprietes))
    for numero, valeur in proprietes.items():
        if isinstance(valeur, bytes) and valeur.startswith(b"\x78\x9f"):
            iid = bytes.fromhex("0703020000000000c000000000000046")
            sortie += struct.pack("<HHII", 0x000D, numero, 1, len(iid + valeur)) + _aligne(iid + valeur)
            continue
        genre, court, flux = _valeur(valeur, None)
        sortie += struct.pack("<HH", genre, numero)
        if flux is None:
            sortie += court[: 8 if genre == 0x0040 else 4]
        else:
            flux += b"\x00\x00" if genre == 0x001F else b""
            sortie += struct.pack("<II", 1, len(flux)) + _aligne(flux)
    return sortie


def _aligne(octets: bytes) -> bytes:
    return octets + bytes(-len(octets) % 4)


REUNIONS, RENDEZ_VOUS = UUID("6ED8DA90-450B-101B-98DA-00AA003F1305"), UUID("00062002-0000-0000-C000-000000000046")


def reponse_msg(uid: str, sens: str, de: str, *, rang: int | None = 0, autre_date: bool = False, **reste) -> bytes:
    """What Outlook saves of an answer to an invitation that came by mail; `sens`: Pos, Neg or Tent."""
    venu = b"vCal-Uid\x01\x00\x00\x00" + uid.encode() + b"\x00"
    identifiant = bytes.fromhex("040000008200E00074C5B7101A82E008") + bytes(20) + struct.pack("<I", len(venu)) + venu
    nommees: dict[tuple[UUID, int], str | bytes | int | bool] = {
        (RENDEZ_VOUS, 0x8205): 3,
        (REUNIONS, 0x0003): identifiant,
        (REUNIONS, 0x0023): identifiant,
        **({} if rang is None else {(RENDEZ_VOUS, 0x8201): rang}),
        **({(RENDEZ_VOUS, 0x8257): True} if autre_date else {}),
    }
    entete: Proprietes = {
        0x001A: f"IPM.Schedule.Meeting.Resp.{sens}",
        0x0037: "Accepté : réunion",
        0x0042: "Camille Faudune",
        0x0065: de,
        0x1035: f"<{sens.lower()}-{rang}@outlook.example>",
    }
    return ecrire_msg(entete | reste.pop("autres", {}), nommees=nommees, **reste)
