"""C0, the relay's answer to an alert, as a document ready to be written and sent."""

from __future__ import annotations

from documents.connu import Connu, own_words
from documents.contextes.c0 import DemandeReponse, ReponsePriseEnCharge, reponse
from documents.controles import controler_docx, require_lawful_texts
from documents.manques import collect_manques, require_complete
from documents.pack import Piece
from documents.word import render
from metier.missions import CodeDocument

FICHIER = "C0_reponse.docx"


def reponse_c0(demande: DemandeReponse) -> Piece:
    """The letter.

    Raises FauteDeSaisie: `motif` when a refusal gives no reason, the first gap of a definitive edition, a template
    that cannot be rendered or that breaks a blocking check.
    """
    contexte = reponse(demande)
    if demande.definitif:
        require_complete(collect_manques(contexte))
    rendu = render(ReponsePriseEnCharge.modele, contexte, dossier_modeles=demande.dossier_modeles)
    require_lawful_texts(controler_docx(CodeDocument.C0.value, rendu.octets, _connu(demande)))
    return Piece(
        code=CodeDocument.C0,
        nom=CodeDocument.C0.value,
        fichier=FICHIER,
        octets=rendu.octets,
        edition=rendu.edition,
        modele=ReponsePriseEnCharge.modele,
        modele_sha256=rendu.modele_sha256,
    )


def _connu(demande: DemandeReponse) -> Connu:
    """What the facilitateur and the buyer wrote is theirs: the checks look at the template's words."""
    mots = own_words(demande, demande.relais.model_dump(), demande.facilitateur.model_dump())
    return Connu(propres=mots, definitif=demande.definitif)
