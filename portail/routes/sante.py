"""What probes ask: is it alive, is it ready."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from portail.preparation import examiner

routes = APIRouter()


@routes.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"statut": "vivant"}


@routes.get("/readyz")
def readyz() -> JSONResponse:
    """What the portal needs in order to work; 503 when something is missing."""
    etat = examiner()
    return JSONResponse(etat.en_json(), status_code=200 if etat.pret else 503)
