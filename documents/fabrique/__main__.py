"""`python -m documents.fabrique`: rewrites the committed templates."""

from __future__ import annotations

import sys

from documents.ecriture import write_atomically
from documents.fabrique.catalogue import MODELES
from documents.word import GABARITS


def principal() -> None:
    """Write every template under `templates/`, its path on standard output."""
    for ecrire in MODELES:
        piece = ecrire()
        sys.stdout.write(f"{write_atomically(GABARITS / piece.identite.fichier, piece.octets())}\n")


principal()
