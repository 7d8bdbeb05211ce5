"""B1 and B2 by themselves, for the step where hours are fixed and no piece of the consultation is written yet.

And what the list of a pack says of them where they are not made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.b1 import Avis, NoteCalibrage
from documents.contextes.b1 import note_calibrage as contexte_note
from documents.contextes.b1_calendrier import Jalon, jalons
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde
from documents.controles import controler_docx, known, require_lawful_texts
from documents.piece import DOSSIER_CONFIDENTIEL, Attendue, Piece, produire
from documents.tableur import csv_b2, tableau_calcul
from metier.missions import CodeDocument


def note_calibrage(demande: DemandePack, avis: Avis | None = None) -> Piece:
    """B1; `avis` is what the facilitateur writes, the places left for it otherwise.

    Raises as `word.render`, and FauteDeSaisie when the template breaks a blocking check.
    """
    attendue = Attendue(code=CodeDocument.B1, contexte=contexte_note(demande, avis))
    piece = produire(attendue, dossier_modeles=demande.dossier_modeles)
    require_lawful_texts(controler_docx(piece.nom, piece.octets, known(demande, avis)))
    return piece


@dataclass(frozen=True, kw_only=True)
class NoteAnnoncee:
    """B1 where it is listed and not made: of its values, those that may be missing or wait for the relay."""

    modele: ClassVar[str] = NoteCalibrage.modele

    garde: Garde
    jalons: tuple[Jalon, ...]


def note_annoncee(demande: DemandePack) -> NoteAnnoncee:
    """What is missing or waits in B1, without any of its figures."""
    return NoteAnnoncee(garde=cover(demande), jalons=jalons(demande))


def tableau_b2(demande: DemandePack) -> Piece:
    """B2, whose edition is the version of the barème: it has no template."""
    return _tableau(demande, CodeDocument.B2.value, "xlsx", tableau_calcul(demande.operation, demande.calibrage))


def tableau_b2_csv(demande: DemandePack) -> Piece:
    """The same table for another spreadsheet."""
    return _tableau(demande, f"{CodeDocument.B2.value} CSV", "csv", csv_b2(demande.operation, demande.calibrage))


def tableaux_a_faire(demande: DemandePack) -> list[Piece]:
    """Both, named and empty: what lists them does not need their bytes."""
    formes = ((CodeDocument.B2.value, "xlsx"), (f"{CodeDocument.B2.value} CSV", "csv"))
    return [_tableau(demande, nom, extension, b"") for nom, extension in formes]


def _tableau(demande: DemandePack, nom: str, extension: str, octets: bytes) -> Piece:
    return Piece(
        code=CodeDocument.B2,
        nom=nom,
        fichier=f"{DOSSIER_CONFIDENTIEL}/B2_tableau_calcul.{extension}",
        octets=octets,
        edition=demande.calibrage.bareme.version,
    )
