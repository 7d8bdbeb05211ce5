"""The way in and out: signing in, signing out."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from config.horloge import PARIS, maintenant
from formats.dates import date_longue
from formats.typographie import typographier
from portail import navigation
from portail.comptes import formulaire, sessions
from portail.comptes.connexion import TropDEssais, connecter
from portail.portier import CONNEXION, ENVOI, OUBLI, PASSAGE, SESSION, en_tete, nom
from portail.saisie_gardee import SaisieGardee, portee
from portail.visite import Visite, commencer, visite

routes = APIRouter()

REFUS = typographier("Courriel ou mot de passe inconnu. Vérifiez l'un et l'autre, puis recommencez.")
SUITE_MAX = 500
FINIES = {
    ENVOI: typographier(
        "Votre session est terminée : ce que vous venez d’envoyer n’a pas été enregistré. Connectez-vous pour revenir "
        "à la page, puis recommencez."
    ),
    OUBLI: typographier("Votre session est terminée. Connectez-vous pour continuer."),
}


@routes.get(CONNEXION)
def connexion(
    suite: Annotated[str, Query(max_length=2000)] = "", fin: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """The form; whoever is signed in already goes on."""
    acces = visite().acces
    if acces is not None:
        return RedirectResponse(_sur_place(suite) or navigation.premiere_page(acces), status_code=303)
    return formulaire.connexion(suite=_sur_place(suite), refus=FINIES.get(fin))


async def gardee_de(request: Request) -> SaisieGardee | None:
    """A dependency: what the form carries of another, sent after the end of a session."""
    return portee(request, await request.form())


@routes.post(CONNEXION)
def entrer(
    request: Request,
    gardee: Annotated[SaisieGardee | None, Depends(gardee_de)],
    courriel: Annotated[str, Form(max_length=320)] = "",
    mot_de_passe: Annotated[str, Form(max_length=1000)] = "",
    suite: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Signs in, or says in the form that it did not; a new session every time."""
    adresse = request.client.host if request.client else ""
    encore = partial(formulaire.connexion, courriel=courriel, suite=_sur_place(suite), gardee=gardee)
    avant = sessions.titulaire(request.cookies.get(nom(SESSION, request), ""))
    try:
        secret = connecter(courriel, mot_de_passe, adresse)
    except TropDEssais as trop:
        return encore(429, refus=attendre(trop.jusqua))
    if secret is None:
        return encore(422, refus=REFUS)
    reponse = _renvoyer(gardee, secret, avant, _sur_place(suite)) if gardee else None
    reponse = reponse or RedirectResponse(_sur_place(suite) or "/", status_code=303)
    reponse.headers.append("set-cookie", en_tete(nom(SESSION, request), secret, request))
    reponse.headers.append("set-cookie", en_tete(nom(PASSAGE, request), "", request, fini=True))
    return reponse


def _renvoyer(gardee: SaisieGardee, secret: str, avant: int | None, suite: str) -> Response | None:
    """The page that sends on what was kept, as the visit that begins; `avant`: whose session was over, if known."""
    ouverte = sessions.retrouver(secret)
    if ouverte is None:
        return None
    commencer(Visite(acces=ouverte.acces, session=ouverte.id, secret=secret))
    return formulaire.renvoi(gardee, suite=suite, le_meme=ouverte.acces.compte == avant)


@routes.post("/deconnexion")
def sortir(request: Request) -> Response:
    """The session is over, here and in the store."""
    sessions.fermer(request.cookies.get(nom(SESSION, request), ""))
    reponse = RedirectResponse(CONNEXION, status_code=303)
    reponse.headers.append("set-cookie", en_tete(nom(SESSION, request), "", request, fini=True))
    return reponse


def _sur_place(suite: str) -> str:
    """Where to go on, if that is a page of ours; else nothing."""
    dehors = not suite.startswith("/") or suite.startswith("//") or "\\" in suite or len(suite) > SUITE_MAX
    seuil = suite.partition("?")[0] in ("/", CONNEXION, "/deconnexion")
    return "" if dehors or not suite.isprintable() or seuil else suite


def attendre(jusqua: datetime) -> str:
    """When to try again."""
    minutes = max(1, -(-int((jusqua - maintenant()).total_seconds()) // 60))
    ici = jusqua.astimezone(PARIS)
    quand = f"à {ici:%H} h {ici:%M}" if ici.date() == maintenant().astimezone(PARIS).date() else date_longue(ici.date())
    duree = f"{minutes} minute{'s' if minutes > 1 else ''}"
    return typographier(
        f"Trop d'essais : réessayez dans {duree}, {quand}. Un mot de passe oublié se change par courriel."
    )
