"""The runs of the technical server in French, asked again when they failed; an act that takes its time."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from metier.droits import Acces, AccesRefuse, Droit
from metier.fautes import FauteDeSaisie, PanneExterne
from portail import actes, travaux
from portail.acces import acces_courant, exige
from portail.deroulements.suivi import lire_suivi
from portail.deroulements.vue import lire_page, peut_relancer
from portail.erreurs import Message, Refus
from portail.rendu import page
from portail.visite import Ton, annoncer
from workflows import deroulements

IDENTIFIANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INCONNU = Message(
    titre="Ce traitement n’existe pas",
    texte="Aucun traitement ne porte ce numéro, ou il n’est pas des vôtres. "
    "Repartez du menu «\u00a0Traitements\u00a0».",
)
TRAVAIL_INCONNU = Message(
    titre="Ce travail n’est plus suivi",
    texte="Il n’est pas des vôtres, ou le portail a redémarré entre-temps. Demandez-le de nouveau : rien ne sera "
    "fait deux fois.",
)


def lecteur() -> Acces:
    """A dependency: who reads operations, or looks after the installation."""
    acces = acces_courant()
    if not (acces.peut(Droit.LIRE) or acces.peut(Droit.REGLER)):
        raise AccesRefuse(Droit.LIRE)
    return acces


Lecteur = Annotated[Acces, Depends(lecteur)]
routes = APIRouter(prefix="/deroulements", dependencies=[Depends(lecteur)])


@routes.get("")
def montrer(acces: Lecteur, tous: Annotated[str, Query(max_length=10)] = "") -> HTMLResponse:
    """What runs and what ran; what the journal knows where no server answers."""
    return page("deroulements", vus=lire_page(acces, tous=tous == "oui"))


@routes.post("/{run}/relancer")
def relancer(run: str, acces: Lecteur) -> Response:
    """Ask again for one that failed."""
    trouve = deroulements.trouver(run) if IDENTIFIANT.fullmatch(run) else None
    if trouve is None or not peut_relancer(acces, trouve):
        raise Refus(404, INCONNU)
    try:
        deroulements.relancer(trouve)
        annoncer("Traitement relancé.")
    except (FauteDeSaisie, PanneExterne) as erreur:
        annoncer(erreur.phrase, Ton.ATTENTION)
    return RedirectResponse("/deroulements", status_code=303)


@routes.get("/travaux/{cle}")
def suivre_travail(cle: str, acces: Lecteur, request: Request) -> Response:
    """Work under way, or what it answers; a fragment leads the whole page there."""
    travail = travaux.trouver(acces, cle)
    if travail is None:
        raise Refus(404, TRAVAIL_INCONNU)
    if not travail.reponse.done():
        return page("travail", travail=travail, adresse=travaux.ADRESSE)
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": f"{travaux.ADRESSE}/{cle}"})
    return travail.reponse.result()


@routes.get("/demandes/{numero}", dependencies=[Depends(exige(Droit.LIRE))])
def suivre(numero: int, acces: Lecteur) -> HTMLResponse:
    """An act under way, or its end."""
    suivi = lire_suivi(acces, numero if 0 < numero < 2**31 else 0)
    if suivi is None:
        raise Refus(404, INCONNU)
    return page("deroulement", suivi=suivi)


@routes.post("/demandes/{numero}")
def reprendre(numero: int, acces: Annotated[Acces, Depends(exige(Droit.CONDUIRE))]) -> Response:
    """Take up again an act that was interrupted: it is done once, whoever asks."""
    suivi = lire_suivi(acces, numero if 0 < numero < 2**31 else 0)
    if suivi is None:
        raise Refus(404, INCONNU)
    try:
        actes.conduire(numero)
    except FauteDeSaisie as faute:
        annoncer(faute.phrase, Ton.ATTENTION)
    return RedirectResponse(f"/deroulements/demandes/{numero}", status_code=303)
