"""A password forgotten, or not yet chosen: the request, then the link that came by mail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import HTMLResponse

from metier.fautes import FauteDeSaisie
from portail.comptes import oubli
from portail.comptes.connexion import TropDEssais
from portail.comptes.gestion import exiger_adresse
from portail.comptes.mots_de_passe import LONGUEUR
from portail.comptes.oubli import ADRESSE
from portail.rendu import page
from portail.routes.connexion import attendre

routes = APIRouter(prefix=ADRESSE)

DEUX_FOIS = "Les deux saisies diffèrent\u00a0: écrivez deux fois le même mot de passe."


@routes.get("")
def oublie() -> HTMLResponse:
    """Which account."""
    return page("mot_de_passe", refus=None, courriel="")


@routes.post("")
def demander(
    request: Request, taches: BackgroundTasks, courriel: Annotated[str, Form(max_length=320)] = ""
) -> HTMLResponse:
    """The same answer, as fast, whether the account exists or not."""
    try:
        exiger_adresse(courriel)
    except FauteDeSaisie as faute:
        return page("mot_de_passe", 422, refus=faute.phrase, courriel=courriel)
    try:
        oubli.compter_demande(courriel, request.client.host if request.client else "")
    except TropDEssais as trop:
        return page("mot_de_passe", 429, refus=attendre(trop.jusqua), courriel=courriel)
    taches.add_task(oubli.envoyer_lien, courriel)
    return page("mot_de_passe_envoye", courriel=courriel)


@routes.get("/{jeton}")
def lien(jeton: str) -> HTMLResponse:
    """The form; a mail scanner that opens the link uses nothing."""
    return _choix() if oubli.compte_du_lien(jeton) else page("mot_de_passe_mort", 410)


@routes.post("/{jeton}")
def choisir(
    jeton: str,
    mot_de_passe: Annotated[str, Form(max_length=1000)] = "",
    encore: Annotated[str, Form(max_length=1000)] = "",
) -> HTMLResponse:
    """The new password, or what is wrong with it."""
    if mot_de_passe != encore:
        return _choix(422, refus=DEUX_FOIS)
    try:
        fait = oubli.choisir(jeton, mot_de_passe)
    except FauteDeSaisie as faute:
        return _choix(422, refus=faute.phrase)
    return page("mot_de_passe_change") if fait else page("mot_de_passe_mort", 410)


def _choix(statut: int = 200, *, refus: str | None = None) -> HTMLResponse:
    return page("mot_de_passe_choisir", statut, refus=refus, longueur=LONGUEUR)
