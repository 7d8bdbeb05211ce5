"""An act on an operation: its form, what it will produce and send, then the act itself."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from metier.cycle import Transition
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from metier.gestes import Geste
from portail import actes
from portail.acces import exige
from portail.erreurs import ACTE_INCONNU, OPERATION_INCONNUE, Refus
from portail.fiche.operation import trouver
from portail.formulaires.actes import Formulaire, composer
from portail.formulaires.saisie import Envoi, ecrire, lire, plats
from portail.rendu import page
from portail.visite import Ton, annoncer
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes import au_nom_de

Conducteur = Annotated[Acces, Depends(exige(Droit.CONDUIRE))]

routes = APIRouter(prefix="/operations/{reference}/actes")


@routes.get("/{code}")
def montrer(reference: str, code: str, acces: Conducteur) -> HTMLResponse:
    """The form, filled with what is known."""
    operation, formulaire = _ouvrir(acces, reference, code)
    return _formulaire(operation, formulaire, formulaire.connues or formulaire.proposees or _defauts(formulaire))


@routes.post("/{code}")
async def envoyer(reference: str, code: str, acces: Conducteur, request: Request) -> Response:
    """What a button of the form asks for: see beforehand, correct, add a row, do."""
    return await run_in_threadpool(_envoyer, acces, reference, code, await request.form())


def _envoyer(acces: Acces, reference: str, code: str, envoye: FormData) -> Response:
    envoi = Envoi(envoye.multi_items())
    action, cle = envoi.texte("action"), envoi.texte("cle")[:80] or uuid4().hex
    if action == "faire" and actes.deja_faite(acces, reference, cle):
        return _retour(reference)
    operation, formulaire = _ouvrir(acces, reference, code)
    donnees = lire(formulaire.champs, envoi)
    if action.startswith("ajouter:") or action == "corriger":
        return _formulaire(operation, formulaire, donnees, ajoute=action.partition(":")[2])
    corrections = formulaire.corrections(donnees)
    try:
        if action != "faire":
            apercu = actes.apercevoir(acces, reference, formulaire.acte, corrections, operation.etape)
            return _apercu(operation, formulaire, donnees, apercu, cle)
        demande = actes.demander(acces, reference, formulaire.acte, corrections, cle=cle)
        resultat = actes.conduire(demande)
    except FauteDeSaisie as faute:
        return _formulaire(operation, formulaire, donnees, faute=faute)
    if resultat is None:
        return RedirectResponse(f"/deroulements/demandes/{demande}", status_code=303)
    annoncer(actes.raconter(formulaire.acte, resultat))
    for alerte in resultat.alertes:
        annoncer(alerte, Ton.ATTENTION)
    return _retour(reference)


def _retour(reference: str) -> RedirectResponse:
    return RedirectResponse(f"/operations/{quote(reference, safe='')}", status_code=303)


def _ouvrir(acces: Acces, reference: str, code: str) -> tuple[Operation, Formulaire]:
    """The operation and the form of an act that it allows. Raises Refus 404 for another relay's, or another act."""
    acte = actes.acte_de(code)
    with lecture() as session:
        operation = trouver(session, acces, reference)
        if operation is None:
            raise Refus(404, OPERATION_INCONNUE)
        if acte is None or acte not in _possibles(acces, operation):
            raise Refus(404, ACTE_INCONNU)
        return operation, composer(session, operation, acte)


def _possibles(acces: Acces, operation: Operation) -> tuple[Transition | Geste, ...]:
    offerts = au_nom_de.possibles(acces, operation)
    return (*offerts.transitions, *offerts.gestes)


def _defauts(formulaire: Formulaire) -> dict[str, Any]:
    return {champ.nom: champ.defaut for champ in formulaire.champs if champ.defaut}


def _formulaire(
    operation: Operation,
    formulaire: Formulaire,
    donnees: Any,  # noqa: ANN401 - JSON
    *,
    ajoute: str = "",
    faute: FauteDeSaisie | None = None,
) -> HTMLResponse:
    valeurs = ecrire(formulaire.champs, donnees)
    par_champ = actes.par_champ(faute) if faute else {}
    if ajoute in valeurs:
        valeurs[ajoute] += 1
    return page(
        "acte",
        422 if faute else 200,
        operation=operation,
        formulaire=formulaire,
        valeurs=valeurs,
        fautes=par_champ,
        ailleurs=[dite for chemin, dite in par_champ.items() if chemin not in valeurs],
        ajoute=ajoute,
        cle=uuid4().hex,
    )


def _apercu(
    operation: Operation,
    formulaire: Formulaire,
    donnees: dict[str, Any],
    apercu: actes.Apercu,
    cle: str,
) -> HTMLResponse:
    envoyes = plats(ecrire(formulaire.champs, donnees))
    return page("acte_apercu", operation=operation, formulaire=formulaire, apercu=apercu, envoyes=envoyes, cle=cle)
