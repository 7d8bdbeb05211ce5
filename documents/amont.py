"""The pieces that the relay makes on its own: the calibration note with its table, the answer to an announcement."""

from __future__ import annotations

from documents.contextes.c0 import DemandeReponse, ReponsePriseEnCharge, reponse
from documents.contextes.demande import DemandePack
from documents.pack import Piece, due, make_pieces
from documents.word import render
from metier.missions import CodeDocument

NOTE = (CodeDocument.B1, CodeDocument.B2)


def note(demande: DemandePack) -> tuple[Piece, ...]:
    """B1 and B2, where something was calculated. Raises FauteDeSaisie as the pack does."""
    return make_pieces(demande, tuple(code for code in due(demande) if code in NOTE))


def reponse_c0(demande: DemandeReponse) -> Piece:
    """C0. Raises FauteDeSaisie naming `motif` when a refusal gives no reason."""
    rendu = render(ReponsePriseEnCharge.modele, reponse(demande), dossier_modeles=demande.dossier_modeles)
    return Piece(
        code=CodeDocument.C0,
        nom="C0",
        fichier="C0_reponse.docx",
        octets=rendu.octets,
        edition=rendu.edition,
        modele=ReponsePriseEnCharge.modele,
        modele_sha256=rendu.modele_sha256,
    )
