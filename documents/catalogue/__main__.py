"""`python -m documents.catalogue`: rewrites docs/catalogue.md and its pictures, those of no view any more removed."""

from __future__ import annotations

import sys
from pathlib import Path

from documents.catalogue.page import catalogue_md
from documents.catalogue.vignettes import OutilAbsent, vignettes
from documents.catalogue.vue import DOSSIER
from documents.catalogue.vues import vues
from documents.ecriture import write_atomically

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def principal() -> int:
    """0 once everything is written, each path on standard output; 2 where a tool is not installed."""
    try:
        images = vignettes({vue.image: vue.exemplaire() for vue in vues()})
    except OutilAbsent as absence:
        sys.stderr.write(f"{absence}\n")
        return 2
    fichiers = {**images, "catalogue.md": catalogue_md().encode()}
    for perimee in {*(DOCS / DOSSIER).glob("*.png")} - {DOCS / nom for nom in images}:
        perimee.unlink()
    for nom, octets in fichiers.items():
        sys.stdout.write(f"{write_atomically(DOCS / nom, octets)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(principal())
