"""The page where one signs in, with what it carries; the page that sends again what a form typed in vain."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from portail.acces import FormulairePerime, de_chez_nous
from portail.erreurs import repondre
from portail.rendu import page
from portail.saisie_gardee import SaisieGardee, portee, recue
from sqlmodel_store.depots import comptes
from sqlmodel_store.session import lecture


def connexion(
    statut: int = 200,
    *,
    courriel: str = "",
    suite: str = "",
    refus: str | None = None,
    gardee: SaisieGardee | None = None,
) -> HTMLResponse:
    """The form by which one signs in; without any account, how to open the first."""
    with lecture() as session:
        sans_compte = comptes.aucun(session)
    mots = {"courriel": courriel, "suite": suite, "refus": refus, "gardee": gardee}
    return page("connexion", statut, sans_compte=sans_compte, **mots)


def renvoi(gardee: SaisieGardee, statut: int = 200, *, suite: str = "", le_meme: bool = False) -> HTMLResponse:
    """What was typed, one button away from where it goes; `le_meme`: who signed in is who typed it."""
    return page("renvoi", statut, gardee=gardee, suite=suite or "/", le_meme=le_meme)


async def reproposer(request: Request, perime: Exception) -> Response:
    """The answer to a form of another visit: sent again under this one, if a page of ours sent it and one says so."""
    gardee = None
    if isinstance(perime, FormulairePerime) and de_chez_nous(request):
        gardee = portee(request, await request.form()) or await recue(request, "")
    return renvoi(gardee, 403) if gardee else repondre(perime, request)
