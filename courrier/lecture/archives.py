"""Zipped attachments (zip, docx, odt, xlsx, ods): refused before opening when they would swell."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from courrier.lecture.limites import PIECES_MAX

MEMBRES_MAX = 2000
DEPLIE_MAX = 40 * 1024 * 1024
RAPPORT_MAX = 200
_SANS_RAPPORT = 2 * 1024 * 1024


class PieceIllisible(Exception):
    """The attachment cannot be read; `str()` is the French reason, without the file's name."""


def open_archive(octets: bytes) -> zipfile.ZipFile:
    """The archive, its declared sizes checked: at most 2,000 members, 40 MB unfolded, 200 times its own size.

    Declared sizes bind: zipfile never reads a member beyond its own. Raises PieceIllisible.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(octets))
        membres = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as erreur:
        raise PieceIllisible("fichier abîmé ou d’un autre format") from erreur
    deplie = sum(membre.file_size for membre in membres)
    rapport = deplie > _SANS_RAPPORT and deplie > RAPPORT_MAX * max(len(octets), 1)
    if len(membres) > MEMBRES_MAX or deplie > DEPLIE_MAX or rapport:
        raise PieceIllisible("fichier trop volumineux une fois décompressé")
    if any(membre.flag_bits & 0x1 for membre in membres):
        raise PieceIllisible("fichier protégé par un mot de passe")
    return archive


def read_member(archive: zipfile.ZipFile, nom: str) -> bytes:
    """The bytes of a member. Raises PieceIllisible when it is absent or damaged."""
    try:
        return archive.read(nom)
    except Exception as erreur:  # zipfile raises KeyError, BadZipFile, zlib.error, NotImplementedError, EOFError…
        raise PieceIllisible("fichier abîmé ou d’un autre format") from erreur


def deplier_zip(octets: bytes) -> list[tuple[str, bytes]]:
    """The files of an archive, by their name without folders. Raises PieceIllisible, beyond 50 files too."""
    archive = open_archive(octets)
    membres = [m.filename for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    if len(membres) > PIECES_MAX:
        raise PieceIllisible(f"archive de plus de {PIECES_MAX} fichiers")
    return [(PurePath(nom).name, read_member(archive, nom)) for nom in membres]
