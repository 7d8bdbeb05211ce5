"""The pictures of a template: none so large once opened that a computer stops on it, no SVG that runs or fetches."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping

from documents.verification.defauts import Defaut, defaut

POINTS_MAXIMUM = 50_000_000  # an A4 page scanned at 600 dots per inch holds 35 million
_SVG_ACTIF = re.compile(rb"<script|\son\w+\s*=|href\s*=\s*[\"'](?!#|data:)|url\(\s*[\"']?\w+:", re.IGNORECASE)

_TETES = ((b"\x89PNG\r\n\x1a\n", ">II", 16), (b"GIF8", "<HH", 6), (b"BM", "<ii", 18))
_SEGMENT = re.compile(rb"\xff+([\x01-\xfe])(..)", re.DOTALL)
_TAILLES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def examiner_images(membres: Mapping[str, bytes]) -> Iterator[Defaut]:
    """The faults of each picture of `word/media`; what is no picture is left to the validator."""
    for nom, octets in membres.items():
        if not nom.startswith("word/media/"):
            continue
        if nom.lower().endswith(".svg") and _SVG_ACTIF.search(octets):
            yield defaut(f"image « {nom} »", "elle contient un script ou un lien vers l’extérieur", "collez-la en PNG")
        elif (points := _points(octets)) > POINTS_MAXIMUM:
            yield defaut(
                f"image « {nom} »",
                f"{points // 1_000_000} millions de points, {POINTS_MAXIMUM // 1_000_000} au plus sont admis",
                "réduisez-la avant de la coller",
            )


def _points(octets: bytes) -> int:
    """Width by height, as the head of a PNG, GIF, BMP or JPEG tells them; 0 where it tells nothing."""
    for signature, ecriture, place in _TETES:
        if octets.startswith(signature) and len(octets) >= place + struct.calcsize(ecriture):
            largeur, hauteur = struct.unpack_from(ecriture, octets, place)
            return abs(int(largeur) * int(hauteur))
    return _points_jpeg(octets) if octets.startswith(b"\xff\xd8") else 0


def _points_jpeg(octets: bytes) -> int:
    """From the first segment that states a size (SOF), the others skipped by their length."""
    place = 2
    while trouve := _SEGMENT.match(octets, place):
        (longueur,) = struct.unpack(">H", trouve[2])
        if trouve[1][0] in _TAILLES and len(octets) >= place + 9:
            hauteur, largeur = struct.unpack_from(">HH", octets, place + 5)
            return int(largeur * hauteur)
        place += 2 + longueur
    return 0
