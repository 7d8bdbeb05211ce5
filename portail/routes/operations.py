"""The list of operations, the page of one, and its documents."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from config.paths import Paths
from config.settings import get_settings
from metier.cycle import Etape
from metier.droits import Droit
from portail.acces import AccesCourant, exige
from portail.erreurs import DOCUMENT_INCONNU, FICHIER_DISPARU, OPERATION_INCONNUE, Refus
from portail.fiche.operation import lire_fiche, trouver
from portail.fiche.pieces import connait, fichier_sur_disque
from portail.liste import Etat, Filtre, lire_page
from portail.rendu import page
from portail.telechargement import telecharger
from sqlmodel_store.session import lecture

routes = APIRouter(prefix="/operations", dependencies=[Depends(exige(Droit.LIRE))])


def filtre_voulu(
    q: Annotated[str, Query(max_length=200)] = "",
    etape: Annotated[str, Query(max_length=40)] = "",
    etat: Annotated[str, Query(max_length=40)] = "",
    relais: Annotated[str, Query(max_length=100)] = "",
) -> Filtre:
    """A dependency: what is looked for; a value that a filter does not know filters nothing."""
    return Filtre(
        mots=q,
        etape=Etape(etape) if etape in set(Etape) else None,
        etat=Etat(etat) if etat in set(Etat) else Etat.TOUTES,
        relais=relais,
    )


@routes.get("")
def liste(
    acces: AccesCourant,
    filtre: Annotated[Filtre, Depends(filtre_voulu)],
    numero: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """What is looked for among the operations."""
    courrier_entrant = Paths(get_settings().home).courrier_entrant
    return page(
        "operations",
        liste=lire_page(acces, filtre, numero),
        etats=Etat,
        courrier_entrant=courrier_entrant,
        ouvrir=acces.peut(Droit.CONDUIRE),
    )


@routes.get("/{reference}")
def operation(reference: str, acces: AccesCourant) -> HTMLResponse:
    """Everything of one operation on one page."""
    with lecture() as session:
        trouvee = trouver(session, acces, reference)
        if trouvee is None:
            raise Refus(404, OPERATION_INCONNUE)
        fiche = lire_fiche(session, trouvee, acces)
    return page("operation", fiche=fiche)


@routes.get("/{reference}/documents/{chemin:path}")
def document(reference: str, chemin: str, acces: AccesCourant) -> Response:
    """A file of the operation: one that the database knows, the notice of the pack or its zip, nothing else."""
    with lecture() as session:
        trouvee = trouver(session, acces, reference)
        if trouvee is None or not connait(session, trouvee, chemin):
            raise Refus(404, DOCUMENT_INCONNU)
    fichier = fichier_sur_disque(reference, chemin)
    if fichier is None:
        raise Refus(404, FICHIER_DISPARU)
    return telecharger(fichier)
