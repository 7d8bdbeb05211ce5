"""The file as a zip: its size, its members, nothing that explodes, hides or runs.

Members are handed on only when all this holds, so that what follows reads bounded bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from documents.verification.defauts import Defaut, defaut
from documents.verification.formats_voisins import reconnaitre

TAILLE_MAX = 20 * 1024 * 1024
DEPLIE_MAX = 100 * 1024 * 1024
MEMBRES_MAX = 2_000
RAPPORT_MAX = 100
_PETIT = 512 * 1024  # a small part may well be repetitive
_CHIFFRE = 0x1
_FICHIER = "fichier"
_HORS = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\\|\x00")
_MEGA = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Paquet:
    """The members of a sound zip, or the faults that kept it from being opened."""

    membres: Mapping[str, bytes] = field(default_factory=dict)
    defauts: tuple[Defaut, ...] = ()


def ouvrir(octets: bytes) -> Paquet:
    """The members of a .docx and nothing wrong, or no member and what is wrong."""
    if (etranger := reconnaitre(octets)) is not None:
        return Paquet(defauts=(etranger,))
    if len(octets) > TAILLE_MAX:
        return Paquet(defauts=(_trop_lourd(f"{len(octets) / _MEGA:.0f} Mo"),))
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            defauts = tuple(_examiner(archive.infolist()))
            return Paquet(defauts=defauts) if defauts else Paquet(membres=_lire(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError):
        return Paquet(defauts=(_abime(),))


def _examiner(entrees: list[zipfile.ZipInfo]) -> Iterator[Defaut]:
    if len(entrees) > MEMBRES_MAX:
        yield defaut(
            _FICHIER,
            f"{len(entrees)} éléments dans le fichier, {MEMBRES_MAX} au plus sont admis",
            "recopiez le texte dans un document Word neuf",
        )
    yield from _doublons(entrees)
    yield from _chemins(entrees)
    yield from _bombes(entrees)
    if any(entree.flag_bits & _CHIFFRE for entree in entrees):
        yield defaut(_FICHIER, "fichier protégé par un mot de passe", "enregistrez-le sans mot de passe")


def _doublons(entrees: list[zipfile.ZipInfo]) -> Iterator[Defaut]:
    for nom, fois in Counter(entree.filename.lower() for entree in entrees).items():
        if fois > 1:
            yield defaut(
                _FICHIER,
                f"l’élément « {nom} » y figure {fois} fois, ce que LibreOffice fait quand il enregistre un fichier "
                "venu de Word et que Word refuse d’ouvrir",
                "ouvrez-le dans Word et enregistrez-le de nouveau en .docx, ou recopiez le texte dans un document neuf",
            )


def _chemins(entrees: list[zipfile.ZipInfo]) -> Iterator[Defaut]:
    for entree in entrees:
        if _HORS.search(entree.orig_filename):
            yield defaut(
                _FICHIER,
                f"l’élément « {entree.orig_filename[:80]} » sort du document",
                "ce fichier n’a pas été écrit par Word : recopiez le texte dans un document neuf",
            )


def _bombes(entrees: list[zipfile.ZipInfo]) -> Iterator[Defaut]:
    if sum(entree.file_size for entree in entrees) > DEPLIE_MAX:
        yield _trop_lourd(f"{sum(entree.file_size for entree in entrees) / _MEGA:.0f} Mo une fois ouvert")
    for entree in entrees:
        if entree.file_size > _PETIT and entree.file_size > RAPPORT_MAX * max(entree.compress_size, 1):
            yield defaut(
                _FICHIER,
                f"l’élément « {entree.filename} » se déplie plus de {RAPPORT_MAX} fois, comme une bombe zip",
                "recopiez le texte dans un document Word neuf",
            )


def _lire(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every member, never more than it announces."""
    membres: dict[str, bytes] = {}
    for entree in archive.infolist():
        with archive.open(entree) as flux:
            membres[entree.filename] = flux.read(entree.file_size + 1)
        if len(membres[entree.filename]) != entree.file_size:
            raise zipfile.BadZipFile(entree.filename)
    return membres


def _trop_lourd(taille: str) -> Defaut:
    return defaut(
        _FICHIER,
        f"{taille}, {TAILLE_MAX // _MEGA} Mo au plus sont admis ({DEPLIE_MAX // _MEGA} une fois ouvert)",
        "compressez les images du document dans Word (Fichier, Compresser les images)",
    )


def _abime() -> Defaut:
    return defaut(
        _FICHIER,
        "il est tronqué ou abîmé",
        "reprenez l’original, ou ouvrez-le dans Word (Ouvrir et réparer) puis enregistrez-le",
    )
