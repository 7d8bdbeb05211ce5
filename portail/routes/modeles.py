"""The Word templates: listed, read, examined, previewed, put in use, taken out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from documents.verification.paquet import TAILLE_MAX
from metier.droits import Acces, AccesRefuse, Droit
from metier.fautes import FauteDeSaisie
from portail import travaux
from portail.acces import AccesCourant
from portail.erreurs import Message, Refus
from portail.modeles import vue
from portail.rendu import page
from portail.telechargement import livrer, telecharger
from portail.visite import annoncer
from workflows.actes import installation
from workflows.actes.modeles import examens, service
from workflows.actes.modeles.examens import Examine

PNG = ".png"
INCONNU = Message(
    titre="Ce modèle n’existe pas",
    texte="Aucun modèle ne porte ce nom, ou ce fichier n’est plus gardé. Repartez de la liste des modèles.",
)


def lecteur(acces: AccesCourant) -> Acces:
    """A dependency: who reads the operations or settles the relay; templates hold nobody's name."""
    if not (acces.peut(Droit.LIRE) or acces.peut(Droit.REGLER)):
        raise AccesRefuse(Droit.LIRE)
    return acces


Lecteur = Annotated[Acces, Depends(lecteur)]
Empreinte = Annotated[str, Form(max_length=64)]

routes = APIRouter(prefix="/modeles", dependencies=[Depends(lecteur)])


@routes.get("")
def lister(acces: Lecteur) -> HTMLResponse:
    """Every template in use."""
    groupes = vue.lister()
    return page("modeles", groupes=groupes, propres=vue.propres(groupes), peut=installation.peut_regler(acces))


@routes.get("/{nom}")
def montrer(nom: str, acces: Lecteur) -> HTMLResponse:
    """One template: its fields, its versions, what its examination found."""
    return _fiche(acces, nom)


@routes.post("/{nom}")
def proposer(nom: str, acces: Lecteur, fichier: Annotated[UploadFile | str, File()] = "") -> Response:
    """Examine a file; one without a blocking fault is kept, to be looked at and put in use."""
    _exiger(acces, nom)
    octets = b"" if isinstance(fichier, str) else fichier.file.read(TAILLE_MAX + 1)
    return _mener(acces, nom, partial(_examiner, acces, nom, partial(service.proposer, acces, nom, octets)))


@routes.post("/{nom}/verifier")
def verifier(nom: str, acces: Lecteur) -> Response:
    """Examine the template in use."""
    _exiger(acces, nom)
    return _mener(acces, nom, partial(_examiner, acces, nom, partial(service.verifier, acces, nom)))


@routes.post("/{nom}/installer")
def installer(nom: str, acces: Lecteur, empreinte: Empreinte = "") -> Response:
    """Put the file that was sent in use."""
    _exiger(acces, nom)
    dit = "en service\u00a0: les prochains documents le suivent."
    return _mener(acces, nom, partial(_changer, acces, nom, partial(service.installer, acces, nom, empreinte), dit))


@routes.post("/{nom}/remettre")
def remettre(nom: str, acces: Lecteur, empreinte: Empreinte = "") -> Response:
    """Put a version of before in use again."""
    _exiger(acces, nom)
    dit = "remis en service dans cette version."
    return _mener(acces, nom, partial(_changer, acces, nom, partial(service.remettre, acces, nom, empreinte), dit))


@routes.post("/{nom}/retirer")
def retirer(nom: str, acces: Lecteur) -> Response:
    """Go back to the supplied template."""
    _exiger(acces, nom)
    try:
        service.retirer(acces, nom)
    except FauteDeSaisie as faute:
        return _fiche(acces, nom, faute=faute.phrase)
    annoncer(f"Modèle «\u00a0{nom}\u00a0» retiré\u00a0: celui qui est fourni sert de nouveau, le vôtre est gardé.")
    return RedirectResponse(f"/modeles/{nom}", status_code=303)


@routes.get("/{nom}/fichier")
def fichier(nom: str) -> Response:
    """The file in use."""
    modele = service.trouver(nom)
    if modele is None:
        raise Refus(404, INCONNU)
    return telecharger(modele.fichier)


@routes.get("/{nom}/fourni")
def fourni(nom: str) -> Response:
    """The supplied file, to begin from."""
    trouve = vue.fichier_fourni(nom)
    if trouve is None:
        raise Refus(404, INCONNU)
    return telecharger(trouve)


@routes.get("/{nom}/versions/{empreinte}")
def version(nom: str, empreinte: str) -> Response:
    """The file of a version of before."""
    trouve = vue.fichier_de_version(nom, empreinte)
    if trouve is None:
        raise Refus(404, INCONNU)
    return livrer(f"{nom}_{empreinte}.docx", trouve.read_bytes())


@routes.get("/{nom}/examens/{empreinte}")
def examen(nom: str, empreinte: str, acces: Lecteur) -> HTMLResponse:
    """What an examination found, with the pictures of the trial."""
    trouve = examens.connu(nom, empreinte) if service.trouver(nom) else None
    fiche = vue.lire(nom)
    if trouve is None or fiche is None:
        raise Refus(404, INCONNU)
    return page("modele_examen", fiche=fiche, examen=trouve, peut=installation.peut_regler(acces))


@routes.get("/{nom}/examens/{empreinte}/{piece}")
def piece(nom: str, empreinte: str, piece: str) -> Response:
    """A page of the trial as a picture, or the trial itself."""
    trouve = examens.piece(nom, empreinte, piece) if service.trouver(nom) else None
    if trouve is None or not trouve.is_file():
        raise Refus(404, INCONNU)
    return Response(trouve.read_bytes(), media_type="image/png") if trouve.suffix == PNG else telecharger(trouve)


def _exiger(acces: Acces, nom: str) -> None:
    """Who may change nothing learns nothing; a template that does not exist is said so."""
    installation.exiger(acces)
    if service.trouver(nom) is None:
        raise Refus(404, INCONNU)


def _mener(acces: Acces, nom: str, faire: Callable[[], Response]) -> Response:
    """An examination fills the template and draws its pages: it is followed where it lasts."""
    return travaux.mener(acces, f"Vérification du modèle «\u00a0{nom}\u00a0»", f"/modeles/{nom}", faire)


def _examiner(acces: Acces, nom: str, examiner: Callable[[], Examine]) -> Response:
    """What the examination found: at its own page, or what blocks it at the template's."""
    try:
        fait = examiner()
    except FauteDeSaisie as faute:
        return _fiche(acces, nom, faute=faute.phrase)
    if fait.bloquants:
        return _fiche(acces, nom, refuse=fait)
    return RedirectResponse(f"/modeles/{fait.nom}/examens/{fait.empreinte}", status_code=303)


def _changer(acces: Acces, nom: str, examiner: Callable[[], Examine], dit: str) -> Response:
    """The same, the template being changed unless something blocks it."""
    try:
        fait = examiner()
    except FauteDeSaisie as faute:
        return _fiche(acces, nom, faute=faute.phrase)
    if fait.bloquants:
        return _fiche(acces, nom, refuse=fait)
    annoncer(f"Modèle «\u00a0{nom}\u00a0» {dit}")
    return RedirectResponse(f"/modeles/{nom}", status_code=303)


def _fiche(acces: Acces, nom: str, *, faute: str | None = None, refuse: Examine | None = None) -> HTMLResponse:
    fiche = vue.lire(nom)
    if fiche is None:
        raise Refus(404, INCONNU)
    return page(
        "modele",
        422 if faute or refuse else 200,
        fiche=fiche,
        faute=faute,
        refuse=refuse,
        peut=installation.peut_regler(acces),
    )
