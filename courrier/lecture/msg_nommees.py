"""The properties of a `.msg` that bear a name instead of a number of their own ([MS-OXMSG] 2.2.3): which are read."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from uuid import UUID

from courrier.lecture.msg_ole import Coffre
from courrier.lecture.msg_proprietes import Propriete

_REUNIONS = UUID("6ED8DA90-450B-101B-98DA-00AA003F1305").bytes_le
_RENDEZ_VOUS = UUID("00062002-0000-0000-C000-000000000046").bytes_le
_CONNUES = {
    (_REUNIONS, 0x0003): Propriete.REUNION,
    (_REUNIONS, 0x0023): Propriete.REUNION_SANS_DATE,
    (_RENDEZ_VOUS, 0x8201): Propriete.RANG_DE_REUNION,
    (_RENDEZ_VOUS, 0x8257): Propriete.AUTRE_DATE_PROPOSEE,
}
_TABLE = "__nameid_version1.0"
_JEUX, _ENTREES = "__substg1.0_00020102", "__substg1.0_00030102"
_PREMIER_NUMERO, _PREMIER_JEU = 0x8000, 3
_ENTREES_MAX = 10_000


def lire_noms(coffre: Coffre) -> Mapping[int, int]:
    """The numbers that this file gives to the named properties that are read; that of each in `Propriete`."""
    jeux, entrees = coffre.lire((_TABLE, _JEUX)), coffre.lire((_TABLE, _ENTREES))
    return dict(_numeros(jeux, entrees[: 8 * _ENTREES_MAX]))


def _numeros(jeux: bytes, entrees: bytes) -> Iterator[tuple[int, int]]:
    for identifiant, genre, rang in struct.iter_unpack("<IHH", entrees[: len(entrees) // 8 * 8]):
        par_un_texte, jeu = genre & 1, (genre >> 1) - _PREMIER_JEU
        connue = _CONNUES.get((jeux[16 * jeu : 16 * jeu + 16], identifiant)) if jeu >= 0 else None
        if connue is not None and not par_un_texte:
            yield _PREMIER_NUMERO + rang, int(connue)
