"""People to validate, many at once or one by one, and contracts that call for something, over all operations."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from config.horloge import aujourdhui
from formats.dates import mois_long
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import exige
from portail.actes import sans_chemin
from portail.eligibilites import attente, contrats, decision
from portail.eligibilites.attente import Attente
from portail.eligibilites.contrats import Alerte, Vue
from portail.eligibilites.decision import Demande
from portail.formulaires.saisie import Envoi
from portail.rendu import page
from portail.visite import Ton, annoncer
from sqlmodel_store.session import lecture

Conducteur = Annotated[Acces, Depends(exige(Droit.CONDUIRE))]
Numero = Annotated[int, Query(alias="page", ge=1, le=1_000_000)]

routes = APIRouter(prefix="/personnes")


@routes.get("")
def montrer(acces: Conducteur, numero: Numero = 1) -> HTMLResponse:
    """Who waits to be validated."""
    with lecture() as session:
        lue = attente.lire(session, acces, numero)
    return _attente(lue, decision.depart())


@routes.post("")
async def valider(acces: Conducteur, request: Request) -> Response:
    """What a button asks for: see beforehand, correct, validate those that are ticked."""
    envoye = await request.form(max_fields=4 * attente.PAR_PAGE)
    return await run_in_threadpool(_valider, acces, Envoi(envoye.multi_items()))


def _valider(acces: Acces, envoi: Envoi) -> Response:
    cochees = frozenset(envoi.tous("p"))
    with lecture() as session:
        lue = attente.lire(session, acces, int(envoi.texte("page") or 1) if envoi.texte("page").isdecimal() else 1)
        choisies = attente.lire(session, acces, cles=cochees).choisies(cochees)
    action, cle = envoi.texte("action"), envoi.texte("cle")[:80] or uuid4().hex
    if action == "faire" and not choisies:
        return RedirectResponse("/personnes", status_code=303)
    demande = decision.lire(envoi, choisies)
    if demande.fautes or action == "corriger":
        return _attente(lue, demande, cochees=cochees, statut=422 if demande.fautes else 200)
    try:
        if action != "faire":
            prevus = decision.prevoir(acces, demande, choisies)
            return page("personnes_apercu", prevus=prevus, choisies=choisies, demande=demande, cle=cle)
        alertes = decision.faire(acces, demande, choisies, cle=cle)
    except FauteDeSaisie as faute:
        return _attente(lue, demande, cochees=cochees, statut=422, refus=sans_chemin(faute))
    combien = len(choisies)
    annoncer(f"{combien} personne{'s validées' if combien > 1 else ' validée'}.")
    for alerte in alertes:
        annoncer(alerte, Ton.ATTENTION)
    return RedirectResponse("/personnes", status_code=303)


def _attente(
    lue: Attente,
    demande: Demande,
    *,
    cochees: frozenset[str] = frozenset(),
    statut: int = 200,
    refus: str | None = None,
) -> HTMLResponse:
    return page("personnes", statut, lue=lue, demande=demande, cochees=cochees, refus=refus, aujourdhui=aujourdhui())


@routes.get("/contrats")
def montrer_contrats(
    acces: Conducteur,
    q: Annotated[str, Query(max_length=200)] = "",
    alerte: Annotated[str, Query(max_length=40)] = "",
    numero: Numero = 1,
) -> HTMLResponse:
    """The contracts that are running; a filter that the page does not know filters nothing."""
    connue = Alerte(alerte) if alerte in set(Alerte) else None
    with lecture() as session:
        lue = contrats.lire_page(session, acces, Vue(mots=q, alerte=connue, numero=numero))
    return page("personnes_contrats", lue=lue, vue=lue.vue, alertes=Alerte, mois=mois_long(lue.mois))
