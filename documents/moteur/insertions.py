"""Values that need the document while it is made: pictures, links, pictures put in place of those of the template.

A context that holds one takes docxtpl's own path. A template prints it as any other value; a link is a run of its
own, `{{r lien }}`.
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText

from documents.nettoyage import clean

_SANS_MARGE = 'distT="0" distB="0" distL="0" distR="0"'


class Insertion(ABC):
    """A value that becomes XML only inside a given document."""

    @abstractmethod
    def xml(self, document: DocxTemplate) -> str:
        """The XML to print, everything it needs being added to the document."""


@dataclass(frozen=True, kw_only=True)
class Image(Insertion):
    """A picture of the given width, in millimetres, its proportions kept; `texte` says what it shows."""

    octets: bytes
    largeur_mm: float
    texte: str = ""

    def xml(self, document: DocxTemplate) -> str:
        xml = str(InlineImage(document, io.BytesIO(self.octets), width=Mm(self.largeur_mm)))
        xml = xml.replace("<wp:inline ", f"<wp:inline {_SANS_MARGE} ", 1)
        return xml.replace("<wp:docPr ", f"<wp:docPr descr={quoteattr(clean(self.texte))} ", 1)


@dataclass(frozen=True, kw_only=True)
class Lien(Insertion):
    """A text that leads to an address."""

    texte: str
    adresse: str

    def xml(self, document: DocxTemplate) -> str:
        return str(RichText(clean(self.texte), url_id=document.build_url_id(self.adresse)))


@dataclass(frozen=True, kw_only=True)
class ImageRemplacee(Insertion):
    """A picture that takes the place, and the shape, of the one the template calls `nom`; printed, it is nothing."""

    nom: str
    octets: bytes

    def xml(self, document: DocxTemplate) -> str:  # noqa: ARG002 - nothing to print
        return ""


class _Imprimable:
    """What a template sees of an insertion: it prints, and gives access to nothing else."""

    __slots__ = ("_imprimer",)

    def __init__(self, imprimer: Callable[[], str]) -> None:
        self._imprimer = imprimer

    def __html__(self) -> str:
        return self._imprimer()

    __str__ = __html__


def lier(contexte: Mapping[str, Any], document: DocxTemplate) -> dict[str, Any]:
    """The context, its insertions bound to the document, which receives the pictures that replace its own."""
    for valeur in _valeurs(contexte):
        if isinstance(valeur, ImageRemplacee):
            document.replace_pic(valeur.nom, io.BytesIO(valeur.octets))
    return {nom: _lier(valeur, document) for nom, valeur in contexte.items()}


def _lier(valeur: Any, document: DocxTemplate) -> Any:  # noqa: ANN401 - any value of a context
    if isinstance(valeur, Insertion):
        return _Imprimable(lambda: valeur.xml(document))
    if isinstance(valeur, SimpleNamespace):
        return SimpleNamespace(**lier(vars(valeur), document))
    if isinstance(valeur, dict):
        return {nom: _lier(une, document) for nom, une in valeur.items()}
    return [_lier(une, document) for une in valeur] if isinstance(valeur, list | tuple) else valeur


def _valeurs(valeur: Any) -> Iterator[object]:  # noqa: ANN401 - same
    yield valeur
    if isinstance(valeur, SimpleNamespace):
        valeur = vars(valeur)
    for une in valeur.values() if isinstance(valeur, Mapping) else valeur if isinstance(valeur, list | tuple) else ():
        yield from _valeurs(une)
