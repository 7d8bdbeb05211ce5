"""Pictures: a document becomes a PDF by LibreOffice where it is none, the top of a page a small PNG by pdftoppm."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from documents.catalogue.png import indexed_png, read_ppm, trim

LARGEURS = {".xlsx": 1200}  # pixels of a whole page, of which the margins are taken off
LARGEUR = 720
HAUTEUR = 0.8  # of the width
PIED = 0.08  # share of a page that its footer takes
DELAI_S = 300
OUTILS = {"soffice": "libreoffice", "pdftoppm": "poppler-utils"}


@dataclass(frozen=True, kw_only=True)
class Exemplaire:
    """A document to picture: its extension, its bytes, the page that shows it best, how far down for a width of 1."""

    extension: str
    octets: bytes
    page: int
    hauteur: float = HAUTEUR


class OutilAbsent(Exception):
    """A tool that pictures need is not installed; the sentence says which package has it."""


def vignettes(exemplaires: Mapping[str, Exemplaire]) -> dict[str, bytes]:
    """The PNG of each, by the same names. Raises OutilAbsent where LibreOffice or pdftoppm is not installed."""
    _require_tools()
    with tempfile.TemporaryDirectory() as dossier:
        chemins = _en_pdf(exemplaires, Path(dossier))
        return {nom: _image(chemins[nom], un) for nom, un in exemplaires.items()}


def _require_tools() -> None:
    for outil, paquet in OUTILS.items():
        if shutil.which(outil) is None:
            raise OutilAbsent(f"« {outil} » n’est pas installé ; les vignettes en ont besoin : apt install {paquet}.")


def _en_pdf(exemplaires: Mapping[str, Exemplaire], dossier: Path) -> dict[str, Path]:
    """One conversion for all: LibreOffice takes long to start."""
    chemins = {nom: dossier / f"{rang}{un.extension}" for rang, (nom, un) in enumerate(exemplaires.items())}
    for nom, un in exemplaires.items():
        chemins[nom].write_bytes(un.octets)
    a_convertir = [str(chemin) for chemin in chemins.values() if chemin.suffix != ".pdf"]
    profil = f"-env:UserInstallation=file://{dossier}/profil"
    commande = ["soffice", "--headless", profil, "--convert-to", "pdf", "--outdir", str(dossier), *a_convertir]
    _run(commande)
    return {nom: chemin.with_suffix(".pdf") for nom, chemin in chemins.items()}


def _image(pdf: Path, un: Exemplaire) -> bytes:
    commande = ["pdftoppm", "-scale-to-x", str(LARGEURS.get(un.extension, LARGEUR)), "-scale-to-y", "-1"]
    ppm = _run([*commande, "-f", str(un.page), "-l", str(un.page), str(pdf)])
    return indexed_png(trim(read_ppm(ppm), un.hauteur, PIED))


def _run(commande: list[str]) -> bytes:
    return subprocess.run(commande, capture_output=True, check=True, timeout=DELAI_S).stdout  # noqa: S603 - our own arguments
