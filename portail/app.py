"""The web portal: routes, pages, headers, errors."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles

from portail.acces import FormulairePerime, verifier_jeton
from portail.adresses import Adresses
from portail.comptes.formulaire import reproposer
from portail.entetes import Entetes
from portail.erreurs import Pannes, declarer
from portail.portier import Portier
from portail.rendu import STATIQUES
from portail.routes import (
    accueil,
    actes,
    choix,
    clauses,
    comptes,
    connexion,
    declaration,
    deroulements,
    envois,
    modeles,
    moi,
    mois,
    mois_repetition,
    mot_de_passe,
    notes,
    notifications,
    nouvelle,
    operations,
    personnes,
    pieces,
    pieces_jointes,
    reglages,
    reglages_baremes,
    reglages_boites,
    reglages_relais,
    reprise,
    reseau,
    sante,
)
from portail.tailles import Tailles
from portail.tetes import Tetes

ROUTES = (
    sante,
    connexion,
    mot_de_passe,
    moi,
    comptes,
    accueil,
    nouvelle,
    notifications,
    operations,
    pieces,
    notes,
    actes,
    mois,
    mois_repetition,
    personnes,
    envois,
    deroulements,
    declaration,
    choix,
    clauses,
    pieces_jointes,
    reprise,
    reseau,
    modeles,
    reglages_boites,
    reglages_baremes,
    reglages_relais,
    reglages,
)


def creer_app() -> FastAPI:
    """The application; its interactive documentation is off, because it loads scripts from elsewhere."""
    app = FastAPI(
        title="Relais",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(verifier_jeton)],
        lifespan=_servir,
    )
    for module in ROUTES:
        app.include_router(module.routes)
    app.mount("/static", StaticFiles(directory=STATIQUES), name="static")
    declarer(app)
    app.add_exception_handler(FormulairePerime, reproposer)
    app.add_middleware(Portier, chemins=_chemins())
    app.add_middleware(Adresses)
    app.add_middleware(Tailles)
    app.add_middleware(Pannes)
    app.add_middleware(Entetes)
    app.add_middleware(Tetes)
    return app


@asynccontextmanager
async def _servir(_app: FastAPI) -> AsyncIterator[None]:
    """What was loaded to start stays: looking for garbage in it again and again took a sixth of the time of pages."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def _chemins() -> frozenset[str]:
    """The paths that the portal answers, as the menu looks for them."""
    routes = (route for module in ROUTES for route in module.routes.routes)
    return frozenset(route.path for route in routes if isinstance(route, APIRoute))
