"""Why a file could not be read or written, in a few French words: the system says it in its own language."""

from __future__ import annotations

import errno

_MOTIFS = {
    errno.ENOENT: "ce chemin n’existe pas",
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "opération interdite par le système",
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
