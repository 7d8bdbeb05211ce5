"""A view of the catalogue: a document as its receiver gets it, the page of it that is pictured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from documents.catalogue.vignettes import HAUTEUR, Exemplaire
from documents.piece import Attendue, AvecModele, produire
from formats.releve import en_ascii
from metier.missions import CodeDocument

DOSSIER = "images/catalogue"
TABLEUR = ".xlsx"


@dataclass(frozen=True, kw_only=True)
class Vue:
    """A variant of a document; `titre` tells it from the others of its code, in lower case.

    `faire` gives the context of a template, or the bytes of a spreadsheet. `page`: the one pictured;
    `en_word`: a report in Word; `hauteur`: what is seen of the page, for a width of 1.
    """

    code: CodeDocument
    titre: str
    faire: Callable[[], AvecModele | bytes] = field(repr=False)
    page: int = 1
    en_word: bool = False
    hauteur: float = HAUTEUR

    @property
    def image(self) -> str:
        """The path of its picture under docs/: `images/catalogue/a3-bons-de-commande.png`."""
        return f"{DOSSIER}/{en_ascii(f'{self.code.value} {self.titre}').lower()}.png"

    def exemplaire(self) -> Exemplaire:
        """The document made."""
        fait = self.faire()
        if isinstance(fait, bytes):
            return self._exemplaire(TABLEUR, fait)
        piece = produire(Attendue(code=self.code, contexte=fait, en_word=self.en_word))
        return self._exemplaire(piece.fichier[piece.fichier.rindex(".") :], piece.octets)

    def _exemplaire(self, extension: str, octets: bytes) -> Exemplaire:
        return Exemplaire(extension=extension, octets=octets, page=self.page, hauteur=self.hauteur)
