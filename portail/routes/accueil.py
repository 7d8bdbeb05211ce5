"""The home page: what waits for whom today."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from config.paths import Paths
from config.settings import get_settings
from metier.droits import Droit
from portail import navigation
from portail.acces import AccesCourant
from portail.journee import lire_journee
from portail.rendu import page
from workflows.service_prefect import lire_etat

routes = APIRouter()


@routes.get("/")
def accueil(acces: AccesCourant) -> Response:
    """The day's work, or what to do first where there is nothing yet; another page for whoever reads no operation."""
    if not acces.peut(Droit.LIRE):
        return RedirectResponse(navigation.premiere_page(acces), status_code=303)
    return _journee(acces)


def _journee(acces: AccesCourant) -> HTMLResponse:
    paths = Paths(get_settings().home)
    service = lire_etat(paths)
    return page(
        "accueil",
        journee=lire_journee(acces),
        courrier_entrant=paths.courrier_entrant,
        prefect=service.prefect if service and acces.peut(Droit.REGLER) else None,
    )
