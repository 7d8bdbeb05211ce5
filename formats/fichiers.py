"""Files in French words: why one could not be read or written, how heavy it is."""

from __future__ import annotations

import errno
from fractions import Fraction
from pathlib import Path

from formats.nombres import nombre
from formats.typographie import INSECABLE

MILLE, MILLION = 1_000, 1_000_000
_MOTIFS = {
    errno.ENOENT: "ce chemin n’existe pas",
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "opération interdite par le système",
    errno.EEXIST: "c’est un fichier",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "une partie du chemin n’est pas un dossier",
    errno.ENOSPC: "il ne reste plus de place sur le disque",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENAMETOOLONG: "le chemin est trop long",
    errno.EDQUOT: "le quota est atteint",
}


def motif(erreur: OSError) -> str:
    """A few words without a final stop."""
    return _MOTIFS.get(erreur.errno or 0, "le système refuse")


def taille(octets: int) -> str:
    """« 640 ko », « 12,3 Mo »: thousands and millions of bytes, as file managers count them."""
    if octets < MILLION:
        return f"{max(1, round(octets / MILLE))}{INSECABLE}ko"
    return f"{nombre(Fraction(octets, MILLION), 1)}{INSECABLE}Mo"


def creer_prive(dossier: Path) -> None:
    """Make a folder of the home, and those above it that are missing, for their owner only; those there are left."""
    for un in reversed((dossier, *dossier.parents)):
        if not un.is_dir():
            un.mkdir(mode=0o700, exist_ok=True)
