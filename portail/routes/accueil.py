"""The home page: what waits for whom today."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from config.paths import Paths
from config.settings import get_settings
from metier.droits import Acces, Droit
from portail import navigation
from portail.acces import AccesCourant
from portail.journee import lire_journee
from portail.rendu import page
from workflows.service_prefect import lire_etat

routes = APIRouter()


@routes.get("/")
def accueil(
    acces: AccesCourant,
    qui: Annotated[str, Query(max_length=60)] = "",
    numero: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> Response:
    """The day's work, or what to do first where there is nothing yet; another page for whoever reads no operation."""
    if not acces.peut(Droit.LIRE):
        return RedirectResponse(navigation.premiere_page(acces), status_code=303)
    return _journee(acces, qui, numero)


def _journee(acces: Acces, qui: str, numero: int) -> HTMLResponse:
    paths = Paths(get_settings().home)
    service = lire_etat(paths)
    return page(
        "accueil",
        journee=lire_journee(acces, qui, numero),
        courrier_entrant=paths.courrier_entrant,
        prefect=service.prefect if service and acces.peut(Droit.REGLER) else None,
    )
