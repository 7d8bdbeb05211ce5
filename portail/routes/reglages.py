"""The settings: the list of sections, the form of each, its former states, the days off."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import HTMLResponse, Response

from documents.logo import OCTETS_MAXIMUM
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import exige
from portail.erreurs import Message, Refus
from portail.reglages import formulaire, remise, vue
from portail.reglages.envoi import Envoyes
from portail.reglages.formulaire import PageDeReglages
from portail.reglages.sections import BOITES, CALENDRIER, FORMULAIRES, IDENTITE
from portail.rendu import page
from workflows.actes import installation
from workflows.actes.reglages import enregistrement

Regleur = Annotated[Acces, Depends(exige(Droit.REGLER))]
SECTION_INCONNUE = Message(
    titre="Cette page de réglages n’existe pas", texte="Repartez de la liste des réglages\u00a0: elle les montre tous."
)

routes = APIRouter(prefix="/reglages", dependencies=[Depends(exige(Droit.REGLER))])


def page_de(code: str) -> PageDeReglages:
    """The page of settings that is a form. Raises Refus 404 for any other."""
    if code not in FORMULAIRES:
        raise Refus(404, SECTION_INCONNUE)
    return PageDeReglages(section=FORMULAIRES[code])


def page_a_remettre(code: str) -> PageDeReglages:
    """The same, the mailboxes included: they are forms too, of another make."""
    return PageDeReglages(section=BOITES) if code == BOITES.code else page_de(code)


@routes.get("")
def lister(acces: Regleur) -> HTMLResponse:
    """Every section and how it stands; a file changed by hand is read again on the way."""
    try:
        enregistrement.rafraichir()
        faute = None
    except FauteDeSaisie as erreur:
        faute = erreur.phrase
    return page(
        "reglages",
        sections=vue.sections(),
        autres=vue.autres_relais(acces),
        faute=faute,
        fichier=vue.emplacement(),
        peut=installation.peut_regler(acces),
    )


@routes.get("/calendrier")
def calendrier() -> HTMLResponse:
    """The days that are not worked."""
    return page("reglages_calendrier", section=CALENDRIER, annees=vue.jours_feries())


@routes.get("/logo")
def image() -> Response:
    """The logo in use, as a picture."""
    return formulaire.image()


@routes.post("/logo")
def deposer(
    acces: Regleur,
    signature: Annotated[str, Form(max_length=60)] = "",
    action: Annotated[str, Form(max_length=20)] = "",
    fichier: Annotated[UploadFile | str, File()] = "",
) -> Response:
    """Another logo, or none any more."""
    octets = b"" if isinstance(fichier, str) else fichier.file.read(OCTETS_MAXIMUM + 1)
    une = PageDeReglages(section=IDENTITE)
    return formulaire.deposer_logo(une, acces, octets, action=action, signature=signature)


@routes.get("/{code}")
def montrer(code: str, acces: Regleur) -> HTMLResponse:
    """The form of a section."""
    return formulaire.montrer(page_de(code), acces)


@routes.post("/{code}")
def enregistrer(code: str, acces: Regleur, envoyes: Envoyes) -> Response:
    """Change what the form changes, all or nothing."""
    return formulaire.garder(page_de(code), acces, envoyes)


@routes.get("/{code}/avant/{nom}")
def relire(code: str, nom: str, acces: Regleur) -> HTMLResponse:
    """What putting a former state back would change."""
    return remise.montrer(page_a_remettre(code), acces, nom)


@routes.post("/{code}/avant/{nom}")
def remettre(code: str, nom: str, acces: Regleur, envoyes: Envoyes) -> Response:
    """Put a former state back."""
    return remise.remettre(page_a_remettre(code), acces, nom, envoyes)


@routes.get("/{code}/avant/{nom}/logo")
def ancien_logo(code: str, nom: str, acces: Regleur) -> Response:
    """The logo of a former state."""
    return remise.image(page_a_remettre(code), acces, nom)
