"""Pictures of pages: a raw PPM loses its margins, then becomes an indexed PNG of few colours."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

NUANCES = (15, 7, 5, 3)  # steps of each shade, white kept; the first that leaves few enough colours
COULEURS = 256
MARGE = 14  # pixels left around what is printed
SIGNATURE = b"\x89PNG\r\n\x1a\n"
BLANC = b"\xff"


@dataclass(frozen=True)
class Points:
    """Lines of pixels, three bytes each."""

    largeur: int
    lignes: tuple[bytes, ...]


def read_ppm(ppm: bytes) -> Points:
    """A binary PPM (P6, 8 bits)."""
    genre, taille, maximum, pixels = ppm.split(b"\n", 3)
    assert (genre, maximum) == (b"P6", b"255")
    largeur, hauteur = map(int, taille.split())
    return Points(largeur, tuple(pixels[3 * largeur * rang : 3 * largeur * (rang + 1)] for rang in range(hauteur)))


def trim(points: Points, hauteur: float, pied: float) -> Points:
    """What is printed at the top of a page: its margins off, `hauteur` times as high as wide at most.

    The last `pied` of the page, a share, is its footer, left out where there is more than enough above.
    """
    corps = points.lignes[: round(len(points.lignes) * (1 - pied))]
    encrees = [rang for rang, ligne in enumerate(corps) if ligne.strip(BLANC)] or [0]
    gauche = min(len(ligne) - len(ligne.lstrip(BLANC)) for ligne in corps) // 3
    droite = -(-max(len(ligne.rstrip(BLANC)) for ligne in corps) // 3)
    gauche, droite = max(gauche - MARGE, 0), min(droite + MARGE, points.largeur)
    haut = max(encrees[0] - MARGE, 0)
    bas = min(encrees[-1] + MARGE, haut + round((droite - gauche) * hauteur), len(corps))
    return Points(droite - gauche, tuple(ligne[3 * gauche : 3 * droite] for ligne in corps[haut:bas]))


def indexed_png(points: Points) -> bytes:
    """The PNG; colours are rounded until 256 of them are enough."""
    palette, indices = _indexer(b"".join(points.lignes))
    largeur, hauteur = points.largeur, len(points.lignes)
    lignes = b"".join(b"\0" + indices[rang * largeur : (rang + 1) * largeur] for rang in range(hauteur))
    entete = struct.pack(">IIBBBBB", largeur, hauteur, 8, 3, 0, 0, 0)
    morceaux = ((b"IHDR", entete), (b"PLTE", palette), (b"IDAT", zlib.compress(lignes, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_morceau(*un) for un in morceaux)


def _indexer(pixels: bytes) -> tuple[bytes, bytes]:
    """The palette, three bytes a colour, and the index of each pixel."""
    for pas in NUANCES:
        arrondis = pixels.translate(bytes(round(round(valeur * pas / 255) * 255 / pas) for valeur in range(COULEURS)))
        points = [arrondis[rang : rang + 3] for rang in range(0, len(arrondis), 3)]
        rangs = {couleur: rang for rang, couleur in enumerate(sorted(set(points)))}
        if len(rangs) <= COULEURS:
            break
    return b"".join(rangs), bytes(rangs[point] for point in points)


def _morceau(nom: bytes, contenu: bytes) -> bytes:
    return struct.pack(">I", len(contenu)) + nom + contenu + struct.pack(">I", zlib.crc32(nom + contenu))
