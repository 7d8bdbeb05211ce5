"""Mail received: what waits for a person, one mail beside what was read in it, the whole box."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from metier.courriers import NatureCourrier
from metier.droits import Acces, Droit
from portail.acces import AccesCourant, exige
from portail.erreurs import Message, Refus
from portail.formulaires.saisie import Envoi
from portail.notifications import decisions
from portail.notifications.courriel import piece
from portail.notifications.fiche import Fiche, octets_de, ouvrir
from portail.notifications.listes import lire_attente, lire_boite
from portail.rendu import page
from portail.telechargement import livrer
from sqlmodel_store.depots.courriers_vus import Recherche

Conducteur = Annotated[Acces, Depends(exige(Droit.CONDUIRE))]
Numero = Annotated[int, Path(ge=1, le=2**31 - 1)]
NumeroDePage = Annotated[int, Query(alias="page", ge=1, le=1_000_000)]

INCONNU = Message(
    titre="Ce courriel n’existe pas",
    texte="Aucun courriel reçu ne porte ce numéro, ou il est rattaché à une opération qui n’est pas des vôtres. "
    "Repartez des notifications.",
)
PIECE_INCONNUE = Message(
    titre="Cette pièce jointe ne peut pas être donnée",
    texte="Ce courriel n’a pas de pièce jointe de ce rang, ou elle est abîmée. Le fichier d’origine du courriel reste "
    "téléchargeable depuis sa page.",
)

routes = APIRouter(dependencies=[Depends(exige(Droit.LIRE))])


@routes.get("/notifications")
def attente(acces: AccesCourant, numero: NumeroDePage = 1) -> HTMLResponse:
    """What waits for a person: mails to settle, operations announced that nobody has confirmed."""
    return page("notifications", attente=lire_attente(acces, numero))


@routes.get("/notifications/boite")
def boite(
    acces: AccesCourant,
    q: Annotated[str, Query(max_length=200)] = "",
    nature: Annotated[str, Query(max_length=40)] = "",
    etat: Annotated[str, Query(max_length=40)] = "",
    numero: NumeroDePage = 1,
) -> HTMLResponse:
    """The mails received; a value that a filter does not know filters nothing."""
    cherche = Recherche(
        mots=q,
        nature=NatureCourrier(nature) if nature in set(NatureCourrier) else None,
        attend=etat == "attend",
    )
    return page("notifications_boite", boite=lire_boite(acces, cherche, numero))


def fiche_de(acces: Acces, numero: int, *, annonce: bool = False) -> Fiche:
    """The mail of that number. Raises Refus 404 for one that the account does not see."""
    fiche = ouvrir(acces, numero, annonce=annonce)
    if fiche is None:
        raise Refus(404, INCONNU)
    return fiche


@routes.get("/notifications/{numero}")
def montrer(numero: Numero, acces: Conducteur, *, annonce: bool = False) -> HTMLResponse:
    """A mail, beside what was read in it; `annonce`: with the form of an announcement, whatever it was read as."""
    return decisions.montrer(fiche_de(acces, numero, annonce=annonce))


@routes.get("/notifications/{numero}/pieces/{rang}")
def jointe(numero: Numero, rang: int, acces: Conducteur) -> Response:
    """An attachment, to be saved; never shown in place."""
    octets = octets_de(fiche_de(acces, numero).vu)
    trouvee = piece(octets, rang) if octets is not None else None
    if trouvee is None:
        raise Refus(404, PIECE_INCONNUE)
    return livrer(*trouvee)


@routes.get("/notifications/{numero}/original")
def original(numero: Numero, acces: Conducteur) -> Response:
    """The mail as it came, to be saved."""
    vu = fiche_de(acces, numero).vu
    octets = octets_de(vu)
    if octets is None:
        raise Refus(404, PIECE_INCONNUE)
    return livrer(f"courriel-{vu.id}.{'msg' if vu.chemin.endswith('.msg') else 'eml'}", octets)


@routes.post("/notifications/{numero}/{decision}")
async def decider(numero: Numero, decision: str, acces: Conducteur, request: Request) -> Response:
    """What a person decides: open, confirm, file, put the operation aside."""
    envoi = Envoi((await request.form()).multi_items())
    return await run_in_threadpool(_decider, acces, numero, decision, envoi)


def _decider(acces: Acces, numero: int, decision: str, envoi: Envoi) -> Response:
    faire = decisions.DECISIONS.get(decision)
    if faire is None:
        raise Refus(404, INCONNU)
    fiche = fiche_de(acces, numero, annonce=decision == "ouvrir")
    return faire(acces, fiche, envoi)
