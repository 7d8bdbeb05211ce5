"""Whether what a template makes can leave as PDF, for the letters that do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from documents.depart import EN_PDF
from documents.modeles import code
from documents.pdf_de_word import Intransposable, page_of_word
from documents.verification.defauts import Defaut, avertissement


def examiner_pdf(nom: str, essai: Path) -> Iterator[Defaut]:
    """A warning where `essai`, a document made by the template `nom`, would be mailed in Word for want of a PDF."""
    if code(nom) not in set(EN_PDF) or not essai.is_file():
        return
    try:
        page_of_word(essai.read_bytes())
    except Intransposable as raison:
        yield avertissement(
            "document produit",
            f"il ne peut pas partir en PDF, il contient {raison}",
            "écrivez-le en texte, en tableau ou en image dans le texte, sinon le document Word partira à sa place",
        )
