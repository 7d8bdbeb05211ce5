"""B1 and B2 by themselves, for the step where hours are fixed and no piece of the consultation is written yet."""

from __future__ import annotations

from documents.contextes.b1 import Avis, NoteCalibrage
from documents.contextes.b1 import note_calibrage as contexte_note
from documents.contextes.demande import DemandePack
from documents.controles import controler_docx, known, require_lawful_texts
from documents.pack import DOSSIER_CONFIDENTIEL, Piece
from documents.tableur import tableau_calcul
from documents.word import render
from metier.missions import CodeDocument


def note_calibrage(demande: DemandePack, avis: Avis | None = None) -> Piece:
    """B1; `avis` is what the facilitateur writes, the places left for it otherwise.

    Raises as `word.render`, and FauteDeSaisie when the template breaks a blocking check.
    """
    rendu = render(NoteCalibrage.modele, contexte_note(demande, avis), dossier_modeles=demande.dossier_modeles)
    require_lawful_texts(controler_docx(CodeDocument.B1.value, rendu.octets, known(demande, avis)))
    return Piece(
        code=CodeDocument.B1,
        nom=CodeDocument.B1.value,
        fichier=f"{DOSSIER_CONFIDENTIEL}/B1_note_calibrage.docx",
        octets=rendu.octets,
        edition=rendu.edition,
        modele=NoteCalibrage.modele,
        modele_sha256=rendu.modele_sha256,
    )


def tableau_b2(demande: DemandePack) -> Piece:
    """B2, whose edition is the version of the barème: it has no template."""
    return Piece(
        code=CodeDocument.B2,
        nom=CodeDocument.B2.value,
        fichier=f"{DOSSIER_CONFIDENTIEL}/B2_tableau_calcul.xlsx",
        octets=tableau_calcul(demande.operation, demande.calibrage),
        edition=demande.calibrage.bareme.version,
        modele="",
        modele_sha256="",
    )
