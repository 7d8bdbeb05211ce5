"""The mailboxes: the form of each server, and a button that tries it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from config.ecriture_reglages import Chemin
from config.reglages_ecrits import Ecrits, lire
from config.settings import get_settings
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import exige
from portail.erreurs import Refus
from portail.refus import phrases_par_champ
from portail.reglages import boites, changements, vue
from portail.reglages.sections import BOITES
from portail.rendu import page
from portail.routes.reglages import SECTION_INCONNUE
from portail.visite import Ton, annoncer
from workflows.actes import installation
from workflows.actes.reglages.enregistrement import enregistrer
from workflows.actes.reglages.essai import Liaison, essayer

Regleur = Annotated[Acces, Depends(exige(Droit.REGLER))]
ADRESSE = "/reglages/boites"
SERVEURS = (Liaison.SMTP, Liaison.IMAP, Liaison.TRACE)

routes = APIRouter(prefix=ADRESSE, dependencies=[Depends(exige(Droit.REGLER))])


@routes.get("")
def montrer(acces: Regleur) -> HTMLResponse:
    """Every server; no password is ever shown."""
    return _page(acces)


@routes.post("/{liaison}")
async def garder(liaison: str, acces: Regleur, request: Request) -> Response:
    """Keep a server, or none."""
    envoye = {cle: str(valeur) for cle, valeur in (await request.form()).items()}
    return await run_in_threadpool(_garder, acces, _liaison(liaison), envoye)


@routes.post("/{liaison}/essai")
def tenter(liaison: str, acces: Regleur) -> Response:
    """Try the server in use; the next page says what it answered."""
    voulue = _liaison(liaison)
    reponse = essayer(acces, voulue)
    annoncer(f"{voulue.libelle[:1].upper()}{voulue.libelle[1:]}\u00a0: {reponse.phrase}", _ton(reponse.bonne))
    return RedirectResponse(f"{ADRESSE}#{voulue.value}", status_code=303)


def _ton(bonne: bool) -> Ton:
    return Ton.FAIT if bonne else Ton.ATTENTION


def _liaison(code: str) -> Liaison:
    if code not in set(Liaison):
        raise Refus(404, SECTION_INCONNUE)
    return Liaison(code)


def _garder(acces: Acces, liaison: Liaison, envoye: dict[str, str]) -> Response:
    try:
        enregistrer(acces, _changements(liaison, envoye, lire()), signature=envoye.get("signature", ""))
    except FauteDeSaisie as faute:
        return _page(acces, liaison, envoye, faute)
    annoncer(f"{liaison.libelle[:1].upper()}{liaison.libelle[1:]}\u00a0: réglage enregistré.")
    return RedirectResponse(f"{ADRESSE}#{liaison.value}", status_code=303)


def _changements(liaison: Liaison, envoye: dict[str, str], ecrits: Ecrits) -> dict[Chemin, Any]:
    if liaison is Liaison.OAUTH:
        return boites.lire_oauth(envoye, ecrits)
    return {boites.chemin(liaison): boites.lire(liaison, envoye, ecrits)}


def _page(
    acces: Acces,
    fautive: Liaison | None = None,
    envoye: dict[str, str] | None = None,
    faute: FauteDeSaisie | None = None,
) -> HTMLResponse:
    ecrits, illisible = vue.lire_ou_dire()
    dites = {"": illisible} if illisible else phrases_par_champ(faute) if faute else {}
    fautes = {_court(champ): phrase for champ, phrase in dites.items()}
    serveurs = [boites.montrer(une, ecrits) for une in SERVEURS]
    oauth = boites.montrer_oauth(ecrits)
    if fautive is Liaison.OAUTH:
        oauth = boites.revenir_oauth(envoye or {}, oauth, fautes)
    elif fautive is not None:
        rang = SERVEURS.index(fautive)
        serveurs[rang] = boites.revenir(fautive, envoye or {}, serveurs[rang], fautes)
    return page(
        "reglages_boites",
        422 if faute else 200,
        section=BOITES,
        serveurs=serveurs,
        oauth=oauth,
        fautes=fautes,
        ailleurs=[fautes[""]] if "" in fautes else [],
        signature=ecrits.signature,
        reel=get_settings().mail_mode == "reel",
        peut=installation.peut_regler(acces),
        adresse=ADRESSE,
        changements=changements.lister(acces, BOITES),
    )


def _court(champ: str) -> str:
    """The name of a field in the form: what is wrong with a whole address is told of its server."""
    if champ.endswith("_url") and champ != "oauth.token_url":
        return "hote"
    return champ.removeprefix("oauth.")
