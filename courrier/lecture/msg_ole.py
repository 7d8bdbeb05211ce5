"""The container of an Outlook file ([MS-CFB]) opened within bounds: olefile believes the sizes a file declares."""

from __future__ import annotations

import io
import struct

import olefile

from courrier.lecture.archives import PieceIllisible

MAGIE = olefile.MAGIC
ENTREES_MAX = 10_000
_LU_MAX = 60 * 1024 * 1024
_ENTETE = 512
_ABIME = "fichier Outlook abîmé ou tronqué"

Chemin = tuple[str, ...]


class _Ole(olefile.OleFileIO):  # type: ignore[misc] # untyped
    """Stops on a directory of too many entries, each of which would be an object in memory."""

    def _load_direntry(self, sid: int) -> object:
        self.entrees_lues = getattr(self, "entrees_lues", 0) + 1
        if self.entrees_lues > ENTREES_MAX:
            raise PieceIllisible("fichier Outlook trop morcelé")
        return super()._load_direntry(sid)


class Coffre:
    """The streams of an OLE file by path. Raises PieceIllisible when it is damaged, cut short or out of proportion."""

    def __init__(self, octets: bytes) -> None:
        _check_header(octets)
        self._taille = len(octets)
        self._reste = _LU_MAX
        self._enfants: dict[Chemin, list[str]] = {}
        try:
            self._ole = _Ole(io.BytesIO(octets))
            chemins = self._ole.listdir(streams=True, storages=True)
        except PieceIllisible:
            raise
        except Exception as erreur:  # olefile answers damage by IOError, IndexError, struct.error, RecursionError…
            raise PieceIllisible(_ABIME) from erreur
        if self._ole.root.size > self._taille:
            raise PieceIllisible(_ABIME)
        for chemin in chemins:
            self._enfants.setdefault(tuple(chemin[:-1]), []).append(chemin[-1])

    def noms(self, chemin: Chemin = ()) -> list[str]:
        """The names of what a storage holds; none when it is absent."""
        return self._enfants.get(chemin, [])

    def lire(self, chemin: Chemin) -> bytes:
        """The bytes of a stream; empty when it is absent."""
        if self._ole.get_type(list(chemin)) != olefile.STGTY_STREAM:
            return b""
        taille = self._ole.get_size(list(chemin))
        self._reste -= taille
        if self._reste < 0:
            raise PieceIllisible("fichier Outlook trop volumineux une fois ouvert")
        try:
            lus: bytes = b"" if taille > self._taille else self._ole.openstream(list(chemin)).read()
        except Exception as erreur:
            raise PieceIllisible(_ABIME) from erreur
        if len(lus) != taille:
            raise PieceIllisible(_ABIME)
        return lus


def _check_header(octets: bytes) -> None:
    """The tables that the header announces fit in the file: olefile would follow them for hours."""
    if not octets.startswith(MAGIE) or len(octets) < _ENTETE:
        raise PieceIllisible(_ABIME)
    (taille_secteur,) = struct.unpack_from("<H", octets, 30)
    tables = [struct.unpack_from("<I", octets, ou)[0] for ou in (44, 64, 72)]  # FAT, mini FAT, DIFAT
    if taille_secteur not in {9, 12} or any((n << taille_secteur) > len(octets) for n in tables):
        raise PieceIllisible(_ABIME)
