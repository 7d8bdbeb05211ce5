"""The relay's logo, `relais.logo` of the settings, refused in one sentence when it cannot be used."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image as Lue
from PIL import Image as Dessin
from PIL import ImageFile

from config.settings import IdentiteRelais, get_settings
from documents.moteur.insertions import Image
from formats.fichiers import motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

CHAMP = "relais.logo"
OCTETS_MAXIMUM = 2_000_000
PIXELS_MAXIMUM = 20_000_000
LARGEUR_MM, HAUTEUR_MM = 45, 16  # the box that it fits in, whole
COUPEE = "est une image incomplète ; la copier de nouveau"
AUTRE = "n’est pas une image PNG ou JPEG ; l’enregistrer dans un de ces formats"
IMMENSE = f"compte trop de points ; une image de {PIXELS_MAXIMUM // 1_000_000} millions de points au plus est attendue"
_SEUL = Lock()
_TYPES = {"image/png": "png", "image/jpeg": "jpeg"}


@dataclass(frozen=True, kw_only=True)
class Logo:
    """A picture that can be printed: `genre` is png or jpeg, `rapport` its width over its height."""

    octets: bytes
    genre: str
    rapport: float
    texte: str

    @property
    def largeur_mm(self) -> float:
        """The width at which it fits in its box."""
        return min(LARGEUR_MM, HAUTEUR_MM * self.rapport)

    @property
    def adresse(self) -> str:
        """The picture itself as an address, for a page."""
        return f"data:image/{self.genre};base64,{base64.b64encode(self.octets).decode()}"

    @property
    def image(self) -> Image:
        """The same for a Word document."""
        return Image(octets=self.octets, largeur_mm=self.largeur_mm, texte=self.texte)


def read_logo(relais: IdentiteRelais) -> Logo | None:
    """The logo, None where none is set; a path that is not absolute starts from the home of the installation.

    Raises FauteDeSaisie naming `relais.logo` when the file is missing, too big, or no PNG or JPEG picture.
    """
    if not relais.logo:
        return None
    chemin = get_settings().home / Path(relais.logo).expanduser()
    try:
        taille = chemin.stat().st_size
        octets = chemin.read_bytes() if taille <= OCTETS_MAXIMUM else None
    except OSError as erreur:
        raise _faute(chemin, f"ne peut pas être lu ({motif(erreur)}) ; corriger ce chemin ou le retirer") from erreur
    if octets is None:
        raise _faute(chemin, f"pèse {taille} octets ; une image de {OCTETS_MAXIMUM} octets au plus est attendue")
    return _lire(octets, str(chemin), f"Logo de {relais.nom}" if relais.nom else "Logo du relais")


def word_logo(relais: IdentiteRelais) -> Image | None:
    """The logo for a Word document; as `read_logo`."""
    logo = read_logo(relais)
    return logo.image if logo else None


@lru_cache(maxsize=8)
def _lire(octets: bytes, chemin: str, texte: str) -> Logo:
    if b"<svg" in octets[:4096]:
        raise _faute(Path(chemin), "est une image SVG, que Word n’affiche pas partout ; l’enregistrer en PNG")
    try:
        lue = Lue.from_blob(octets)
        genre = _TYPES[lue.content_type]
    except UnexpectedEndOfFileError as erreur:
        raise _faute(Path(chemin), COUPEE if octets else AUTRE) from erreur
    except (UnrecognizedImageError, InvalidImageStreamError, KeyError) as erreur:
        raise _faute(Path(chemin), AUTRE) from erreur
    _decoder(octets, Path(chemin))
    return Logo(octets=octets, genre=genre, rapport=lue.px_width / lue.px_height, texte=texte)


def _decoder(octets: bytes, chemin: Path) -> None:
    """Raises FauteDeSaisie where the picture cannot be drawn whole, or is too large to be, or is meant for print."""
    try:
        with _entieres(), Dessin.open(BytesIO(octets)) as dessin:
            if dessin.width * dessin.height > PIXELS_MAXIMUM:
                raise _faute(chemin, IMMENSE)
            if dessin.mode == "CMYK":
                raise _faute(chemin, "est une image en CMJN ; l’enregistrer en couleurs RVB")
            dessin.load()
    except Dessin.DecompressionBombError as erreur:
        raise _faute(chemin, IMMENSE) from erreur
    except (OSError, SyntaxError, ValueError) as erreur:  # as the reader of each format raises
        raise _faute(chemin, COUPEE) from erreur


@contextmanager
def _entieres() -> Iterator[None]:
    """Pictures that are cut are refused, which WeasyPrint, once imported, sets otherwise for the whole process."""
    with _SEUL:
        avant = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = avant


def _faute(chemin: Path, quoi: str) -> FauteDeSaisie:
    return FauteDeSaisie(CHAMP, typographier(f"{CHAMP} : le fichier {chemin} {quoi}."))
