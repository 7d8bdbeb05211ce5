"""A letter made in Word, as the PDF that is mailed: same words, same order, tagged; no office suite is needed.

Read from the document itself, so that a relay's own template has its PDF too.
"""

from __future__ import annotations

from html import escape

from documents.pdf import print_page
from documents.transposition.feuille import Feuille
from documents.transposition.pages import Pages
from documents.transposition.paquet import Intransposable, open_package

__all__ = ["Intransposable", "page_of_word", "pdf_of_word"]


def pdf_of_word(octets: bytes, *, titre: str = "") -> bytes:
    """The PDF/UA-1 of a .docx; the same document gives the same bytes.

    `titre` where the document does not say its own. Raises Intransposable where it holds what a page cannot show, and
    OSError where the system libraries of WeasyPrint are not installed.
    """
    return print_page(page_of_word(octets, titre=titre))


def page_of_word(octets: bytes, *, titre: str = "") -> str:
    """The page that the PDF is printed from. Raises Intransposable."""
    feuille = Feuille()
    try:
        paquet = open_package(octets)
        corps = Pages(paquet, feuille).html()
    except (ArithmeticError, LookupError, TypeError, ValueError) as erreur:
        raise Intransposable("une mise en forme inattendue") from erreur
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(paquet.titre or titre)}</title>'
        f'<meta name="description" content="{escape(paquet.sujet, quote=True)}">'
        f'<meta name="generator" content="Relais"><style>{feuille.css()}</style></head><body>{corps}</body></html>'
    )
