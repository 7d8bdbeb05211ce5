"""A follow-up spreadsheet taken over: sent, its columns settled, tried, then imported."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from echanges.reprise.resultat import phrases_du_compte
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import exige
from portail.erreurs import Message, Refus
from portail.formulaires.saisie import Envoi
from portail.rendu import page
from portail.reprise import colonnes
from portail.reprise.depot import Absent, Depot, deposer, purger, reprendre_le_depot
from portail.visite import annoncer
from workflows.actes.reprise import demande_de, relais_de, reprendre, retenir

Conducteur = Annotated[Acces, Depends(exige(Droit.CONDUIRE))]
OCTETS_MAX = 20_000_001
LIGNES_MAX = 200
PARTI = Message(
    titre="Ce tableau n’est plus là",
    texte="Un tableau envoyé est gardé un jour, pour la personne qui l’a envoyé. Envoyez-le de nouveau.",
)

routes = APIRouter(prefix="/reprise", dependencies=[Depends(exige(Droit.CONDUIRE))])


@routes.get("")
def montrer() -> HTMLResponse:
    """Where a spreadsheet is sent."""
    purger()
    return page("reprise", faute=None)


@routes.post("")
def envoyer(acces: Conducteur, fichier: Annotated[UploadFile | str, File()] = "") -> Response:
    """Keep the file, then show its columns."""
    if isinstance(fichier, str):
        return _envoyer(acces, b"", "")
    return _envoyer(acces, fichier.file.read(OCTETS_MAX), fichier.filename or "")


def _envoyer(acces: Acces, octets: bytes, nom: str) -> Response:
    try:
        cle = deposer(acces, octets, nom)
    except FauteDeSaisie as faute:
        return page("reprise", 422, faute=faute.phrase)
    return RedirectResponse(f"/reprise/{cle}", status_code=303)


def depot_de(cle: str, acces: Conducteur) -> Depot:
    """A dependency: what the account sent; 404 when it is no longer there, or is somebody else's."""
    try:
        return reprendre_le_depot(acces, cle)
    except Absent:
        raise Refus(404, PARTI) from None


DepotCourant = Annotated[Depot, Depends(depot_de)]


@routes.get("/{cle}")  # noqa: FAST003 - the dependency reads it
def choisir(depot: DepotCourant) -> HTMLResponse:
    """The columns, as they are understood, to be corrected."""
    return _colonnes(depot)


@routes.post("/{cle}")  # noqa: FAST003 - same
async def corriger(depot: DepotCourant, request: Request) -> Response:
    """Keep the corrected columns, then try them."""
    return await run_in_threadpool(_corriger, depot, await request.form())


def _corriger(depot: Depot, envoye: FormData) -> Response:
    try:
        depot.garder(colonnes.lire_le_formulaire(Envoi(envoye.multi_items()), depot.modele))
    except FauteDeSaisie as faute:
        return _colonnes(depot, faute)
    return RedirectResponse(f"/reprise/{depot.cle}/essai", status_code=303)


@routes.get("/{cle}/essai")  # noqa: FAST003 - same
def essayer(depot: DepotCourant, acces: Conducteur) -> HTMLResponse:
    """What would be created, completed and refused, row by row; nothing is written."""
    return _essai(depot, acces)


@routes.post("/{cle}/importer")  # noqa: FAST003 - same
async def importer(depot: DepotCourant, acces: Conducteur, request: Request) -> Response:
    """Import, all or nothing."""
    return await run_in_threadpool(_importer, depot, acces, await request.form())


def _importer(depot: Depot, acces: Acces, envoye: FormData) -> Response:
    envoi = Envoi(envoye.multi_items())
    try:
        demande = demande_de(acces, relais=envoi.texte("relais") or None, partiel=envoi.texte("partiel") == "oui")
        faite = reprendre(depot.tableur, depot.modele, demande)
    except FauteDeSaisie as faute:
        return _essai(depot, acces, faute)
    if not faite.faite:
        return _essai(depot, acces)
    retenir(depot.tableur, depot.modele)
    depot.oublier()
    annoncer(f"Tableau repris\u00a0: {phrases_du_compte(faite.compte)}")
    return RedirectResponse("/operations", status_code=303)


def _colonnes(depot: Depot, faute: FauteDeSaisie | None = None) -> HTMLResponse:
    return page(
        "reprise_colonnes",
        422 if faute else 200,
        depot=depot,
        feuilles=colonnes.composer(depot.tableur.feuilles, depot.modele, depot.tableur.propose),
        laissees=depot.tableur.laissees(depot.modele),
        groupes=colonnes.groupes(),
        faute=faute.phrase if faute else None,
    )


def _essai(depot: Depot, acces: Acces, faute: FauteDeSaisie | None = None) -> HTMLResponse:
    try:
        faite = reprendre(depot.tableur, depot.modele, demande_de(acces, essai=True))
    except FauteDeSaisie as erreur:
        return _colonnes(depot, erreur)
    suites = faite.suites
    autres = [une for une in suites.lignes if une.refus is None and (une.ajouts or une.remarques)]
    return page(
        "reprise_essai",
        422 if faute else 200,
        depot=depot,
        compte=phrases_du_compte(faite.compte),
        rien=faite.compte.rien,
        refusees=suites.refusees[:LIGNES_MAX],
        nombre_refusees=len(suites.refusees),
        lignes=autres[:LIGNES_MAX],
        nombre_lignes=len(autres),
        muettes=len(suites.lignes) - len(autres) - len(suites.refusees),
        remarques=suites.remarques,
        relais=relais_de(acces),
        faute=faute.phrase if faute else None,
    )
