"""An attachment too heavy for its mail, given by a signed link: that file alone, read only, without an account."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse

from portail.debit import limiter
from portail.erreurs import Message, Refus
from portail.telechargement import INCONNU, TYPES
from sqlmodel_store.session import lecture
from workflows.actes import pieces_liees
from workflows.actes.jetons import EtatLien, LienMort

routes = APIRouter(prefix="/pieces", dependencies=[Depends(limiter)])

DEMANDER = "Répondez au courriel qui le contenait\u00a0: le relais vous enverra le fichier."
FERMES = {
    EtatLien.INCONNU: Message(
        titre="Ce lien n’ouvre rien",
        texte="L’adresse est peut-être coupée\u00a0: recopiez-la en entier depuis le courriel.",
    ),
    EtatLien.EXPIRE: Message(titre="Ce lien a expiré", texte=DEMANDER),
    EtatLien.REVOQUE: Message(titre="Ce lien a été retiré", texte=DEMANDER),
}
DISPARU = Message(titre="Ce fichier n’est plus là", texte=DEMANDER)


@routes.get("/{jeton}")
def telecharger_piece(jeton: str) -> FileResponse:
    """The file, to be saved under its name."""
    try:
        with lecture() as session:
            piece = pieces_liees.ouvrir(session, jeton)
    except LienMort as mort:
        raise Refus(404 if mort.etat is EtatLien.INCONNU else 410, FERMES[mort.etat]) from None
    if not piece.fichier.is_file():
        raise Refus(410, DISPARU)
    _, point, suffixe = piece.nom.rpartition(".")
    genre = TYPES.get(f"{point}{suffixe}".lower(), INCONNU)
    return FileResponse(piece.fichier, media_type=genre, filename=piece.nom)
