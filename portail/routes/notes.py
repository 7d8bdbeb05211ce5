"""Notes and reminders of an operation: written, changed by their author, done."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from formats.dates import date_longue
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import exige
from portail.erreurs import OPERATION_INCONNUE, Message, Refus
from portail.fiche.operation import trouver
from portail.rendu import page
from portail.visite import annoncer
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes import notes
from workflows.actes.notes import PasLaSienne

Conducteur = Annotated[Acces, Depends(exige(Droit.CONDUIRE))]
Texte = Annotated[str, Form(max_length=20_000)]
Court = Annotated[str, Form(max_length=80)]

routes = APIRouter(prefix="/operations/{reference}")

PAS_LA_VOTRE = Message(
    titre="Cette note n’est pas la vôtre",
    texte="Seule la personne qui a écrit une note, ou posé un rappel, peut y toucher\u00a0; ou bien il n’y est plus. "
    "Revenez à la page de l’opération.",
)


def operation_de(reference: str, acces: Conducteur) -> Operation:
    """A dependency: the operation, 404 for one that the account does not see."""
    with lecture() as session:
        trouvee = trouver(session, acces, reference)
    if trouvee is None:
        raise Refus(404, OPERATION_INCONNUE)
    return trouvee


Visee = Annotated[Operation, Depends(operation_de)]


@routes.post("/notes")
def ecrire(operation: Visee, acces: Conducteur, texte: Texte = "", cle: Court = "") -> Response:
    """A new note."""
    try:
        notes.ecrire(acces, operation.reference, texte, cle=cle or uuid4().hex)
    except FauteDeSaisie as faute:
        return _reprendre(operation, faute, texte=texte)
    return _retour(operation, "Note écrite.")


@routes.post("/notes/{numero}")
def modifier(operation: Visee, acces: Conducteur, numero: int, texte: Texte = "", action: Court = "") -> Response:
    """Another text, or no note any more."""
    try:
        if action == "retirer":
            notes.retirer(acces, operation.reference, _raisonnable(numero))
            return _retour(operation, "Note retirée.")
        notes.modifier(acces, operation.reference, _raisonnable(numero), texte)
    except PasLaSienne:
        raise Refus(404, PAS_LA_VOTRE) from None
    except FauteDeSaisie as faute:
        return _reprendre(operation, faute, texte=texte, numero=numero)
    return _retour(operation, "Note modifiée.")


@routes.post("/rappels")
def poser(operation: Visee, acces: Conducteur, le: Court = "", texte: Texte = "", cle: Court = "") -> Response:
    """A new reminder."""
    try:
        jour = notes.poser_rappel(acces, operation.reference, le, texte, cle=cle or uuid4().hex)
    except FauteDeSaisie as faute:
        return _reprendre(operation, faute, texte=texte, le=le, rappel=True)
    return _retour(operation, f"Rappel posé pour le {date_longue(jour)}.")


@routes.post("/rappels/{numero}")
def clore(operation: Visee, acces: Conducteur, numero: int) -> Response:
    """It is done."""
    try:
        notes.clore_rappel(acces, operation.reference, _raisonnable(numero))
    except PasLaSienne:
        raise Refus(404, PAS_LA_VOTRE) from None
    return _retour(operation, "Rappel fait\u00a0: il ne paraîtra plus.")


def _raisonnable(numero: int) -> int:
    """A number that a database can hold."""
    return numero if 0 < numero < 2**31 else 0


def _retour(operation: Operation, fait: str) -> RedirectResponse:
    annoncer(fait)
    return RedirectResponse(f"/operations/{quote(operation.reference, safe='')}#notes", status_code=303)


def _reprendre(
    operation: Operation, faute: FauteDeSaisie, *, texte: str, le: str = "", rappel: bool = False, numero: int = 0
) -> HTMLResponse:
    """The form again, with what was typed."""
    return page(
        "note",
        422,
        operation=operation,
        faute=faute,
        texte=texte,
        le=le,
        rappel=rappel,
        suite=f"rappels{f'/{numero}' if numero else ''}" if rappel else f"notes{f'/{numero}' if numero else ''}",
        cle=uuid4().hex,
    )
