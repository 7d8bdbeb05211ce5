"""One's own account: the password, the browsers that one is signed in with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from metier.droits import Acces
from metier.fautes import FauteDeSaisie
from portail.acces import AccesCourant
from portail.comptes import moi
from portail.comptes.connexion import TropDEssais
from portail.comptes.moi import Changement
from portail.comptes.mots_de_passe import LONGUEUR
from portail.refus import phrases_par_champ
from portail.rendu import page
from portail.routes.connexion import attendre
from portail.visite import annoncer, visite

MotDePasse = Annotated[str, Form(max_length=1000)]

routes = APIRouter(prefix="/mon-compte")


@routes.get("")
def montrer(acces: AccesCourant) -> HTMLResponse:
    """The account, the form of another password, its sessions."""
    return _page(acces)


@routes.post("/mot-de-passe")
def changer(
    acces: AccesCourant, actuel: MotDePasse = "", nouveau: MotDePasse = "", encore: MotDePasse = ""
) -> Response:
    """The new password, or what is wrong beside each field; nothing typed comes back."""
    try:
        moi.changer(acces, Changement(actuel=actuel, nouveau=nouveau, encore=encore), ici=_ici())
    except TropDEssais as trop:
        return _page(acces, 429, {"actuel": attendre(trop.jusqua)})
    except FauteDeSaisie as faute:
        return _page(acces, 422, phrases_par_champ(faute))
    annoncer("Mot de passe changé\u00a0: vos autres sessions sont fermées.")
    return RedirectResponse("/mon-compte", status_code=303)


@routes.post("/sessions")
def fermer(acces: AccesCourant) -> Response:
    """Ends the other sessions."""
    fermees = moi.fermer_les_autres(acces, ici=_ici())
    dites = "Aucune autre session n’était ouverte." if not fermees else f"Sessions fermées\u00a0: {fermees}."
    annoncer(dites)
    return RedirectResponse("/mon-compte", status_code=303)


def _ici() -> int:
    """The session of this browser; none is 0."""
    return visite().session or 0


def _page(acces: Acces, statut: int = 200, refus: dict[str, str] | None = None) -> HTMLResponse:
    return page("moi", statut, compte=moi.lire(acces), celle_ci=_ici(), refus=refus or {}, longueur=LONGUEUR)
