"""The runs of the technical server in French, asked again when they failed; an act that takes its time."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from metier.droits import Acces, AccesRefuse, Droit
from metier.fautes import FauteDeSaisie, PanneExterne
from portail import actes
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
