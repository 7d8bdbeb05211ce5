"""The documents of an operation beyond their download: read in the page, made again, a signed one joined."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import AccesCourant, exige
from portail.erreurs import ACTE_INCONNU, DOCUMENT_INCONNU, FICHIER_DISPARU, OPERATION_INCONNUE, Refus
from portail.fiche.apercu import LISIBLES, SansApercu, apercu
from portail.fiche.operation import trouver
from portail.fiche.pieces import connait, fichier_sur_disque, lire_pieces
from portail.rendu import page
from portail.visite import Ton, annoncer
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes import documents_signes, refaire
from workflows.actes.documents_signes import OCTETS_MAX, Depot
from workflows.actes.refaire import Famille

routes = APIRouter(prefix="/operations/{reference}", dependencies=[Depends(exige(Droit.LIRE))])
Conducteur = Annotated[Acces, Depends(exige(Droit.CONDUIRE))]


@routes.get("/apercu/{chemin:path}")
def apercevoir(reference: str, chemin: str, acces: AccesCourant) -> HTMLResponse:
    """A document read in the page, or why it cannot be."""
    operation, fichier = _fichier(reference, chemin, acces)
    sans = None if fichier.suffix.lower() in LISIBLES else "ce genre de fichier s’ouvre avec son propre logiciel"
    if fichier.suffix.lower() == ".docx":
        try:
            apercu(fichier)
        except SansApercu as raison:
            sans = str(raison)
    return page("apercu", operation=operation, chemin=chemin, sans=sans, pdf=fichier.suffix.lower() == ".pdf")


@routes.get("/vue/{chemin:path}")
def montrer(reference: str, chemin: str, acces: AccesCourant) -> Response:
    """What the frame of that page shows."""
    _, fichier = _fichier(reference, chemin, acces)
    try:
        vue = apercu(fichier)
    except SansApercu:
        raise Refus(404, DOCUMENT_INCONNU) from None
    return Response(vue.octets, media_type=vue.genre, headers={**vue.entetes, "Content-Disposition": "inline"})


@routes.get("/signer")
def choisir(reference: str, acces: Conducteur) -> HTMLResponse:
    """The form that joins a signed document."""
    return _signer(_operation(reference, acces))


@routes.post("/signer")
def joindre(
    reference: str,
    acces: Conducteur,
    fichier: Annotated[UploadFile | str, File()] = "",
    document: Annotated[str, Form(max_length=300)] = "",
    intitule: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Keep it among the documents."""
    operation = _operation(reference, acces)
    octets = b"" if isinstance(fichier, str) else fichier.file.read(OCTETS_MAX + 1)
    try:
        garde = documents_signes.joindre(acces, reference, Depot(octets=octets, document=document, intitule=intitule))
    except FauteDeSaisie as faute:
        return _signer(operation, faute, document=document, intitule=intitule)
    annoncer(f"Document signé joint sous le nom {garde.rpartition('/')[2]}.")
    return _retour(reference)


@routes.get("/refaire/{famille}")
def prevoir(reference: str, famille: str, acces: Conducteur) -> Response:
    """Which documents would change."""
    operation = _operation(reference, acces)
    voulue = _famille(famille)
    try:
        prevu = refaire.apercevoir(acces, reference, voulue)
    except FauteDeSaisie as faute:
        annoncer(faute.phrase, Ton.ATTENTION)
        return _retour(reference)
    return page("refaire", operation=operation, famille=voulue, prevu=prevu)


@routes.post("/refaire/{famille}")
def faire(reference: str, famille: str, acces: Conducteur) -> Response:
    """Make them again."""
    _operation(reference, acces)
    try:
        fait = refaire.refaire(acces, reference, _famille(famille))
    except FauteDeSaisie as faute:
        annoncer(faute.phrase, Ton.ATTENTION)
        return _retour(reference)
    combien = len(fait.changes)
    annoncer(f"{combien} document{'s refaits' if combien > 1 else ' refait'}." if combien else "Rien n’a changé.")
    for alerte in fait.alertes:
        annoncer(alerte, Ton.ATTENTION)
    return _retour(reference)


def _famille(dite: str) -> Famille:
    if dite not in set(Famille):
        raise Refus(404, ACTE_INCONNU)
    return Famille(dite)


def _operation(reference: str, acces: Acces) -> Operation:
    with lecture() as session:
        operation = trouver(session, acces, reference)
    if operation is None:
        raise Refus(404, OPERATION_INCONNUE)
    return operation


def _fichier(reference: str, chemin: str, acces: Acces) -> tuple[Operation, Path]:
    with lecture() as session:
        operation = trouver(session, acces, reference)
        if operation is None or not connait(session, operation, chemin):
            raise Refus(404, DOCUMENT_INCONNU)
    fichier = fichier_sur_disque(reference, chemin)
    if fichier is None:
        raise Refus(404, FICHIER_DISPARU)
    return operation, fichier


def _signer(
    operation: Operation, faute: FauteDeSaisie | None = None, *, document: str = "", intitule: str = ""
) -> HTMLResponse:
    with lecture() as session:
        connus = [une for une in lire_pieces(session, operation).lignes if not une.signe]
    return page(
        "signer",
        422 if faute else 200,
        operation=operation,
        connus=connus,
        faute=faute.phrase if faute else None,
        document=document,
        intitule=intitule,
        mo=OCTETS_MAX // 1_000_000,
    )


def _retour(reference: str) -> RedirectResponse:
    return RedirectResponse(f"/operations/{quote(reference, safe='')}#documents", status_code=303)
