"""The identity of a further relay of the installation: its form, its logo, its former states; never another's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import HTMLResponse, Response

from documents.logo import OCTETS_MAXIMUM
from portail.acces import AccesCourant
from portail.erreurs import Message, Refus
from portail.reglages import formulaire, remise
from portail.reglages.envoi import Envoyes
from portail.reglages.formulaire import PageDeReglages
from workflows.actes import installation

RELAIS_INCONNU = Message(
    titre="Ce relais n’a pas d’identité propre",
    texte="L’identité du premier relais est dans les réglages de l’installation\u00a0; repartez de leur liste.",
)


def page_vue(code: str, acces: AccesCourant) -> PageDeReglages:
    """The page of the code in the address, 404 unless it is that of a further relay that the account sees."""
    if code not in {un.code for un in installation.autres_relais(acces)}:
        raise Refus(404, RELAIS_INCONNU)
    return PageDeReglages.du_relais(code)


Une = Annotated[PageDeReglages, Depends(page_vue)]
routes = APIRouter(prefix="/reglages/relais/{code}")


@routes.get("")
def montrer(une: Une, acces: AccesCourant) -> HTMLResponse:
    """The form."""
    return formulaire.montrer(une, acces)


@routes.post("")
def enregistrer(une: Une, acces: AccesCourant, envoyes: Envoyes) -> Response:
    """Change what the form changes, all or nothing."""
    return formulaire.garder(une, acces, envoyes)


@routes.get("/logo")
def image(une: Une) -> Response:
    """The logo of the relay, as a picture."""
    return formulaire.image(une.code)


@routes.post("/logo")
def deposer(
    une: Une,
    acces: AccesCourant,
    signature: Annotated[str, Form(max_length=60)] = "",
    action: Annotated[str, Form(max_length=20)] = "",
    fichier: Annotated[UploadFile | str, File()] = "",
) -> Response:
    """Another logo, or none any more."""
    octets = b"" if isinstance(fichier, str) else fichier.file.read(OCTETS_MAXIMUM + 1)
    return formulaire.deposer_logo(une, acces, octets, action=action, signature=signature)


@routes.get("/avant/{nom}")
def relire(une: Une, nom: str, acces: AccesCourant) -> HTMLResponse:
    """What putting a former state back would change."""
    return remise.montrer(une, acces, nom)


@routes.post("/avant/{nom}")
def remettre(une: Une, nom: str, acces: AccesCourant, envoyes: Envoyes) -> Response:
    """Put a former state back."""
    return remise.remettre(une, acces, nom, envoyes)


@routes.get("/avant/{nom}/logo")
def ancien_logo(une: Une, nom: str, acces: AccesCourant) -> Response:
    """The logo of a former state."""
    return remise.image(une, acces, nom)
