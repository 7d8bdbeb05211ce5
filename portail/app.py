"""The web portal: routes, pages, headers, errors."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from portail.entetes import Entetes
from portail.erreurs import Pannes, declarer
from portail.rendu import STATIQUES
from portail.routes import accueil, declaration, operations, sante


def creer_app() -> FastAPI:
    """The application; its interactive documentation is off, because it loads scripts from elsewhere."""
    app = FastAPI(title="Relais", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(sante.routes)
    app.include_router(accueil.routes)
    app.include_router(operations.routes)
    app.include_router(declaration.routes)
    app.mount("/static", StaticFiles(directory=STATIQUES), name="static")
    declarer(app)
    app.add_middleware(Pannes)
    app.add_middleware(Entetes)
    return app
