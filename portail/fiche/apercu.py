"""A document as it can be read in the page: the PDF itself, the page that Word prints, a picture, plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from documents.pdf_de_word import Intransposable, page_of_word
from portail.entetes import EN_CADRE, PDF_EN_CADRE

A_L_ECRAN = (
    "<style>@media screen{html{background:#fff;color:#000}body{max-width:46rem;margin:1.5rem auto;padding:0 1.25rem;"
    "overflow-wrap:anywhere}img{max-width:100%}table{width:100%!important}@media(max-width:40rem){col{width:auto!important}}"
    "COURANTS{display:none}}</style></head>"
)
COURANT = re.compile(r"(\.k[0-9]+)\{position:running")
"""What the page repeats at its head and foot: on a screen it would be read once, in the middle of the text."""
IMAGES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
LISIBLES = frozenset({".pdf", ".docx", ".txt", *IMAGES})
TEXTE = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{titre}</title></head>'
    '<body><pre style="white-space:pre-wrap;max-width:46rem;margin:1.5rem auto">'
    "{texte}</pre></body></html>"
)


class SansApercu(Exception):
    """The file cannot be shown in a page; its words say why, in French."""


@dataclass(frozen=True, kw_only=True)
class Apercu:
    octets: bytes
    genre: str
    entetes: dict[str, str]


def apercu(fichier: Path) -> Apercu:
    """What the frame shows. Raises SansApercu."""
    suffixe, octets = fichier.suffix.lower(), fichier.read_bytes()
    if suffixe == ".pdf":
        return Apercu(octets=octets, genre="application/pdf", entetes=PDF_EN_CADRE)
    if suffixe in IMAGES:
        return Apercu(octets=octets, genre=IMAGES[suffixe], entetes=EN_CADRE)
    if suffixe == ".txt":
        return _page(TEXTE.format(titre=escape(fichier.name), texte=escape(octets.decode("utf-8", "replace"))))
    if suffixe == ".docx":
        try:
            return _page(_a_l_ecran(page_of_word(octets, titre=fichier.stem)))
        except Intransposable as raison:
            raise SansApercu(f"ce document contient {raison}") from raison
    raise SansApercu("ce genre de fichier s’ouvre avec son propre logiciel")


def _a_l_ecran(html: str) -> str:
    """The printed page, its width that of the frame, without its heads and feet."""
    courants = ",".join(COURANT.findall(html)) or ".sans"
    return html.replace("</head>", A_L_ECRAN.replace("COURANTS", courants), 1)


def _page(html: str) -> Apercu:
    return Apercu(octets=html.encode(), genre="text/html; charset=utf-8", entetes=EN_CADRE)
