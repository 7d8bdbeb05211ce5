"""The home page: the operations, what each one waits for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from config.paths import Paths
from config.settings import get_settings
from portail.acces import machine_seulement
from portail.liste import lire_page
from portail.rendu import page
from workflows.service_prefect import lire_etat

routes = APIRouter(dependencies=[Depends(machine_seulement)])


@routes.get("/")
def accueil(numero: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1) -> HTMLResponse:
    """The list, or what to do first where there is none."""
    paths = Paths(get_settings().home)
    service = lire_etat(paths)
    return page(
        "accueil",
        liste=lire_page(numero),
        courrier_entrant=paths.courrier_entrant,
        prefect=service.prefect if service else None,
    )
