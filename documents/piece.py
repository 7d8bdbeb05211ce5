"""A document ready to be written: what it is, its bytes, the template that made it. The one way from context to file.

A context of a Word template gives a .docx, one of a report a .pdf: tagged where it is mailed, with its data inside
where it is archived; a report may also be asked for in Word, to be reworked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from documents.contextes.garde import shorten
from documents.lecture_page import read_blocks
from documents.lecture_word import read_paragraphs
from documents.page_word import Proprietes, word_of_page
from documents.pdf import ARCHIVE, ENVOYE, Variante, origin, render_html, render_pdf
from documents.word import render
from metier.missions import CONFIDENTIELS, CodeDocument

DOSSIER_CONFIDENTIEL = "confidentiel"
ARCHIVES = frozenset({CodeDocument.I1, CodeDocument.I2, CodeDocument.I3})
EXTENSIONS = {".docx": ".docx", ".html": ".pdf"}


class AvecModele(Protocol):
    """Any context: it names its template (`marches/a3_ccap.docx`, `rapports/i1_bilan.html`)."""

    @property
    def modele(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A document made. `nom` tells it from its likes (`A7 lot 2`); `fichier` is its path inside the folder.

    `modele` and its sha256 are empty for a spreadsheet, which has no template.
    """

    code: CodeDocument
    nom: str
    fichier: str
    octets: bytes
    edition: str
    modele: str = ""
    modele_sha256: str = ""

    @property
    def confidentiel(self) -> bool:
        return self.fichier.startswith(f"{DOSSIER_CONFIDENTIEL}/")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Attendue:
    """A document about to be made; `precision` tells it from others of its code: « lot 2 », « directe ».

    `nom_fichier` where its name does not follow from its template; `en_word`: a report as .docx, not as .pdf.
    """

    code: CodeDocument
    contexte: AvecModele
    precision: str = ""
    nom_fichier: str = ""
    en_word: bool = False

    @property
    def nom(self) -> str:
        return f"{self.code.value} {self.precision}".strip()

    @property
    def fichier(self) -> str:
        """« a7_annexe_ae.docx » for lot 2 becomes « A7_annexe_ae_lot-2.docx »."""
        modele = PurePosixPath(self.contexte.modele)
        parties = (f"{self.code.value}{modele.stem[len(self.code.value) :]}", self.precision.replace(" ", "-"))
        extension = ".docx" if self.en_word else EXTENSIONS[modele.suffix]
        nom = self.nom_fichier or "_".join(filter(None, parties)) + extension
        return f"{DOSSIER_CONFIDENTIEL}/{nom}" if self.code in CONFIDENTIELS else nom


def produire(attendue: Attendue, *, dossier_modeles: Path | None = None) -> Piece:
    """The document of a context. Raises as `word.render` and `pdf.render_pdf`."""
    contexte: Any = attendue.contexte
    if attendue.en_word and contexte.modele.endswith(".html"):
        return _en_word(attendue, contexte)
    if contexte.modele.endswith(".docx"):
        rendu: Any = render(contexte.modele, contexte, dossier_modeles=dossier_modeles)
    else:
        jointes = getattr(contexte, "donnees", ())
        rendu = render_pdf(contexte.modele, contexte, variante=_variante(attendue.code), pieces_jointes=jointes)
    return Piece(
        code=attendue.code,
        nom=attendue.nom,
        fichier=attendue.fichier,
        octets=rendu.octets,
        edition=rendu.edition,
        modele=contexte.modele,
        modele_sha256=rendu.modele_sha256,
    )


def _en_word(attendue: Attendue, contexte: Any) -> Piece:  # noqa: ANN401 - a context of a report
    edition, empreinte = origin(contexte.modele)
    page = contexte.page
    proprietes = Proprietes(
        code=attendue.code.value,
        titre=f"{page.titre} – {page.reference}",
        sujet=page.sujet,
        reference=page.reference,
        intitule=shorten(page.intitule),
        pied=page.pied,
        edition=edition,
        logo=page.logo,
    )
    return Piece(
        code=attendue.code,
        nom=attendue.nom,
        fichier=attendue.fichier,
        octets=word_of_page(render_html(contexte.modele, contexte), proprietes),
        edition=edition,
        modele=contexte.modele,
        modele_sha256=empreinte,
    )


def lire(attendue: Attendue, piece: Piece) -> tuple[str, ...]:
    """What the document says, a text per paragraph, cell or heading, for its checks."""
    if piece.fichier.endswith(".docx"):
        return read_paragraphs(piece.octets)
    return read_blocks(render_html(attendue.contexte.modele, attendue.contexte))


def _variante(code: CodeDocument) -> Variante:
    return ARCHIVE if code in ARCHIVES else ENVOYE
