"""Small pictures: a raw PPM becomes an indexed PNG of few colours, a third of the size of a true-colour one."""

from __future__ import annotations

import struct
import zlib

COULEURS = 256
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def indexed_png(ppm: bytes) -> bytes:
    """The PNG of a binary PPM (P6, 8 bits); colours are rounded until 256 of them are enough."""
    genre, taille, maximum, pixels = ppm.split(b"\n", 3)
    assert (genre, maximum) == (b"P6", b"255")
    largeur, hauteur = map(int, taille.split())
    palette, indices = _indexer(pixels)
    lignes = b"".join(b"\0" + indices[rang * largeur : (rang + 1) * largeur] for rang in range(hauteur))
    entete = struct.pack(">IIBBBBB", largeur, hauteur, 8, 3, 0, 0, 0)
    morceaux = ((b"IHDR", entete), (b"PLTE", palette), (b"IDAT", zlib.compress(lignes, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_morceau(*un) for un in morceaux)


def _indexer(pixels: bytes) -> tuple[bytes, bytes]:
    """The palette, three bytes a colour, and the index of each pixel."""
    for pas in (8, 17, 36, 85):
        arrondis = pixels.translate(bytes(min(255, round(valeur / pas) * pas) for valeur in range(COULEURS)))
        points = [arrondis[rang : rang + 3] for rang in range(0, len(arrondis), 3)]
        rangs = {couleur: rang for rang, couleur in enumerate(sorted(set(points)))}
        if len(rangs) <= COULEURS:
            break
    return b"".join(rangs), bytes(rangs[point] for point in points)


def _morceau(nom: bytes, contenu: bytes) -> bytes:
    return struct.pack(">I", len(contenu)) + nom + contenu + struct.pack(">I", zlib.crc32(nom + contenu))
