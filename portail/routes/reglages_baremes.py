"""The barèmes: what each says, one's own put in force or taken out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import exige
from portail.erreurs import Message, Refus
from portail.reglages import vue
from portail.reglages.sections import BAREMES
from portail.rendu import page
from portail.routes.reglages import SECTION_INCONNUE
from portail.telechargement import telecharger
from portail.visite import annoncer
from workflows.actes import installation
from workflows.actes.reglages import bareme

Regleur = Annotated[Acces, Depends(exige(Droit.REGLER))]
ADRESSE = "/reglages/baremes"
ANCIEN_ABSENT = Message(
    titre="Cet ancien barème n’est plus gardé",
    texte="Repartez de la page des barèmes\u00a0: elle montre ceux qui le sont.",
)

routes = APIRouter(prefix=ADRESSE, dependencies=[Depends(exige(Droit.REGLER))])


@routes.get("")
def montrer(acces: Regleur) -> HTMLResponse:
    """Every barème and its values with their sources."""
    return _page(acces)


@routes.post("")
def deposer(acces: Regleur, fichier: Annotated[UploadFile | str, File()] = "") -> Response:
    """Put one's own in force."""
    octets = b"" if isinstance(fichier, str) else fichier.file.read(bareme.OCTETS_MAX + 1)
    try:
        pose = bareme.poser(acces, octets)
    except FauteDeSaisie as faute:
        return _page(acces, faute)
    annoncer(f"Barème «\u00a0{pose.nom}\u00a0» en service, version {pose.version}.")
    return RedirectResponse(ADRESSE, status_code=303)


@routes.post("/{nom}/retirer")
def retirer(nom: str, acces: Regleur) -> Response:
    """Take one's own out; the supplied one of that name, if any, is in force again."""
    try:
        bareme.retirer(acces, nom)
    except FauteDeSaisie as faute:
        return _page(acces, faute)
    annoncer(f"Barème «\u00a0{nom}\u00a0» retiré\u00a0; son fichier est gardé.")
    return RedirectResponse(ADRESSE, status_code=303)


@routes.get("/{nom}/avant/{avant}")
def relire(nom: str, avant: str, acces: Regleur) -> HTMLResponse:
    """What a former file of a barème says, to be put in force again."""
    return _relire(acces, nom, avant)


@routes.post("/{nom}/avant/{avant}")
def remettre(nom: str, avant: str, acces: Regleur) -> Response:
    """Put it in force again."""
    try:
        remis = bareme.remettre(acces, nom, avant)
    except FauteDeSaisie as faute:
        return _relire(acces, nom, avant, faute)
    annoncer(f"Barème «\u00a0{remis.nom}\u00a0» remis en service, version {remis.version}.")
    return RedirectResponse(ADRESSE, status_code=303)


@routes.get("/{nom}/fichier")
def fichier(nom: str) -> Response:
    """The file of a barème, to be filled or changed."""
    trouve = vue.fichier_de_bareme(nom)
    if trouve is None:
        raise Refus(404, SECTION_INCONNUE)
    return telecharger(trouve)


def _relire(acces: Acces, nom: str, avant: str, faute: FauteDeSaisie | None = None) -> HTMLResponse:
    try:
        _, ancien = bareme.ancien(acces, nom, avant)
    except FauteDeSaisie:
        raise Refus(404, ANCIEN_ABSENT) from None
    return page(
        "reglages_bareme_remise",
        422 if faute else 200,
        section=BAREMES,
        remise=f"{ADRESSE}/{quote(nom, safe='')}/avant/{avant}",
        le=bareme.instant_garde(avant),
        ancien=ancien,
        present=next((un.lu for un in vue.baremes() if un.nom == nom), None),
        faute=faute.phrase if faute else None,
        peut=installation.peut_regler(acces),
    )


def _page(acces: Acces, faute: FauteDeSaisie | None = None) -> HTMLResponse:
    return page(
        "reglages_baremes",
        422 if faute else 200,
        section=BAREMES,
        baremes=vue.baremes(),
        faute=faute.phrase if faute else None,
        peut=installation.peut_regler(acces),
        changements=bareme.changements(acces),
        instant_garde=bareme.instant_garde,
    )
