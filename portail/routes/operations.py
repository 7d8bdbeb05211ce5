"""The page of an operation, and its documents."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from portail.acces import machine_seulement
from portail.erreurs import DOCUMENT_INCONNU, FICHIER_DISPARU, OPERATION_INCONNUE, Refus
from portail.fiche.operation import lire_fiche, trouver
from portail.fiche.pieces import connait, fichier_sur_disque
from portail.rendu import page
from portail.telechargement import telecharger
from sqlmodel_store.session import lecture

routes = APIRouter(prefix="/operations", dependencies=[Depends(machine_seulement)])


@routes.get("/{reference}")
def operation(reference: str) -> HTMLResponse:
    """Everything of one operation on one page."""
    with lecture() as session:
        trouvee = trouver(session, reference)
        if trouvee is None:
            raise Refus(404, OPERATION_INCONNUE)
        fiche = lire_fiche(session, trouvee)
    return page("operation", fiche=fiche)


@routes.get("/{reference}/documents/{chemin:path}")
def document(reference: str, chemin: str) -> Response:
    """A file of the operation: one that the database knows, the notice of the pack or its zip, nothing else."""
    with lecture() as session:
        trouvee = trouver(session, reference)
        if trouvee is None or not connait(session, trouvee, chemin):
            raise Refus(404, DOCUMENT_INCONNU)
    fichier = fichier_sur_disque(reference, chemin)
    if fichier is None:
        raise Refus(404, FICHIER_DISPARU)
    return telecharger(fichier)
