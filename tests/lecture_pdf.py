"""What a reader, or an assistive technology, finds in a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NameObject


@dataclass(frozen=True, kw_only=True)
class Pdf:
    pages: int
    langue: str | None
    titre: str | None
    balise: bool
    figures: tuple[str | None, ...]
    elements: frozenset[str]
    polices_incorporees: bool
    polices: frozenset[str]
    jointes: dict[str, bytes]
    metadonnees: str
    lecteur: PdfReader

    @cached_property
    def texte(self) -> str:
        return "\n".join(page.extract_text() for page in self.lecteur.pages)


def lire(octets: bytes) -> Pdf:
    """The whole of a report."""
    lecteur = PdfReader(io.BytesIO(octets))
    racine = lecteur.trailer["/Root"]
    elements = list(_elements(racine["/StructTreeRoot"]["/K"]))
    polices = [police for page in lecteur.pages for police in _polices(page)]
    xmp = racine["/Metadata"].get_object().get_data().decode() if "/Metadata" in racine else ""
    return Pdf(
        pages=len(lecteur.pages),
        langue=racine.get("/Lang"),
        titre=lecteur.metadata.title if lecteur.metadata else None,
        balise=bool(racine.get("/MarkInfo", {}).get("/Marked")),
        figures=tuple(un.get("/Alt") for un in elements if un.get("/S") == "/Figure"),
        elements=frozenset(str(un["/S"]) for un in elements if "/S" in un),
        polices_incorporees=all(_incorporee(police) for police in polices),
        polices=frozenset(str(police["/BaseFont"]).partition("+")[2] for police in polices),
        jointes={nom: contenus[0] for nom, contenus in lecteur.attachments.items()},
        metadonnees=f"{lecteur.metadata} {xmp}",
        lecteur=lecteur,
    )


def texte_suivi(texte: str) -> str:
    """The text on one line with plain spaces, hyphenation of lines undone."""
    return " ".join(texte.replace("\u00ad", "").split())


def _elements(noeud: object) -> Iterator[DictionaryObject]:
    noeud = noeud.get_object() if hasattr(noeud, "get_object") else noeud
    if isinstance(noeud, list):
        for enfant in noeud:
            yield from _elements(enfant)
    elif isinstance(noeud, DictionaryObject):
        yield noeud
        if NameObject("/K") in noeud:
            yield from _elements(noeud["/K"])


def _polices(page: DictionaryObject) -> list[DictionaryObject]:
    return [police.get_object() for police in page["/Resources"]["/Font"].values()]


def _incorporee(police: DictionaryObject) -> bool:
    descendantes = police.get("/DescendantFonts") or [police]
    descripteurs = [une.get_object()["/FontDescriptor"] for une in descendantes]
    return all({"/FontFile", "/FontFile2", "/FontFile3"} & set(un.get_object()) for un in descripteurs)
