"""C0, the relay's answer to an alert, as a document ready to be written and sent."""

from __future__ import annotations

from documents.connu import Connu, own_words
from documents.contextes.c0 import DemandeReponse, reponse
from documents.controles import controler_docx, require_lawful_texts
from documents.manques import collect_manques, require_complete
from documents.piece import Attendue, Piece, produire
from metier.missions import CodeDocument


def reponse_c0(demande: DemandeReponse) -> Piece:
    """The letter.

    Raises FauteDeSaisie: `motif` when a refusal gives no reason, the first gap of a definitive edition, a template
    that cannot be rendered or that breaks a blocking check.
    """
    attendue = Attendue(code=CodeDocument.C0, contexte=reponse(demande))
    if demande.definitif:
        require_complete(collect_manques(attendue.contexte))
    piece = produire(attendue, dossier_modeles=demande.dossier_modeles)
    require_lawful_texts(controler_docx(piece.nom, piece.octets, _connu(demande)))
    return piece


def _connu(demande: DemandeReponse) -> Connu:
    """What the facilitateur and the buyer wrote is theirs: the checks look at the template's words."""
    mots = own_words(demande, demande.relais.model_dump(), demande.facilitateur.model_dump())
    return Connu(propres=mots, definitif=demande.definitif)
