"""The members of an archive, ready to be written again: what is fixed is copied, what varies is packed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from documents.archive import niveau

_FIN = struct.Struct("<4s4H2LH")
_LOCAL, _CENTRAL = 30, 46
_TAILLES = struct.Struct("<3L")
_DECALAGE = struct.Struct("<L")
PETIT, PETITS_RETENUS = 16_384, 64


@dataclass(frozen=True, kw_only=True)
class Membre:
    """A member as the archive holds it: header and packed data, and its record of the directory."""

    nom: str
    octets: bytes
    fiche: bytes

    @property
    def entete(self) -> bytes:
        return self.octets[: _LOCAL + struct.unpack_from("<H", self.octets, 26)[0]]


def lire_membres(archive: bytes) -> list[Membre]:
    """The members of an archive made by `documents.archive`, in order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        entrees, debut = source.infolist(), source.start_dir
    bornes = [*(entree.header_offset for entree in entrees), debut]
    fiches = _fiches(archive, debut, len(entrees))
    return [
        Membre(nom=entree.filename, octets=archive[bornes[rang] : bornes[rang + 1]], fiche=fiche)
        for rang, (entree, fiche) in enumerate(zip(entrees, fiches, strict=True))
    ]


def ecrire_membres(membres: list[Membre], varies: Mapping[str, bytes]) -> bytes:
    """The archive of these members, the content of some replaced: the bytes `documents.archive` would give."""
    morceaux, fiches, position = [], [], 0
    for membre in membres:
        octets, fiche = (membre.octets, membre.fiche) if membre.nom not in varies else _remplir(membre, varies)
        morceaux.append(octets)
        fiches += [fiche[:42], _DECALAGE.pack(position), fiche[_CENTRAL:]]
        position += len(octets)
    repertoire = b"".join(fiches)
    fin = _FIN.pack(b"PK\x05\x06", 0, 0, len(membres), len(membres), len(repertoire), position, 0)
    return b"".join([*morceaux, repertoire, fin])


def _remplir(membre: Membre, varies: Mapping[str, bytes]) -> tuple[bytes, bytes]:
    entete, fiche = membre.entete, membre.fiche
    tailles, serre = _serrer(varies[membre.nom], niveau(membre.nom))
    return entete[:14] + tailles + entete[26:] + serre, fiche[:16] + tailles + fiche[28:]


def _serrer(contenu: bytes, force: int) -> tuple[bytes, bytes]:
    """The sizes and the packed data of a content; headers, footers and properties are the same all along a pack."""
    return _serrer_petit(contenu, force) if len(contenu) <= PETIT else _serrer_un(contenu, force)


def _serrer_un(contenu: bytes, force: int) -> tuple[bytes, bytes]:
    serre = zlib.compress(contenu, force, wbits=-zlib.MAX_WBITS)
    return _TAILLES.pack(zlib.crc32(contenu), len(serre), len(contenu)), serre


_serrer_petit = lru_cache(maxsize=PETITS_RETENUS)(_serrer_un)


def _fiches(archive: bytes, position: int, combien: int) -> Iterator[bytes]:
    for _ in range(combien):
        longueur = _CENTRAL + sum(struct.unpack_from("<3H", archive, position + 28))
        yield archive[position : position + longueur]
        position += longueur
