"""A new operation: opened by hand with the little that is known, or announced by a mail handed over or pasted."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from echanges.champs import DateIso, Format, Reference, TexteRempli
from echanges.donnees import lire_donnees
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from metier.operation import Nature, TypeMaitreOuvrage
from portail import actes
from portail.acces import exige
from portail.formulaires.champs import avec_options, decrire, sans
from portail.formulaires.saisie import Envoi, ecrire, lire
from portail.rendu import page
from portail.tailles import FICHIERS_MAX
from portail.visite import Ton, annoncer
from sqlmodel_store.depots import relais
from sqlmodel_store.session import lecture
from workflows.actes import creation, tri


class NouvelleOperation(Format):
    intitule: TexteRempli
    maitre_ouvrage: TexteRempli
    type_maitre_ouvrage: TypeMaitreOuvrage
    nature: Nature
    commune: TexteRempli | None = None
    date_avis: DateIso | None = None
    reference: Reference | None = None
    relais: Reference | None = None


DEPART = {"type_maitre_ouvrage": "collectivite", "nature": "travaux"}
Conducteur = Annotated[Acces, Depends(exige(Droit.CONDUIRE))]

routes = APIRouter(prefix="/operations/nouvelle")


@routes.get("")
def montrer(acces: Conducteur) -> HTMLResponse:
    """The form."""
    return _formulaire(acces, DEPART)


@routes.post("")
async def ouvrir(acces: Conducteur, request: Request) -> Response:
    """Open the operation, in a relay of the account's; the same form twice opens one."""
    return await run_in_threadpool(_ouvrir, acces, await request.form())


@routes.post("/courriel")
def deposer(acces: Conducteur, fichier: Annotated[UploadFile | str, File()] = "") -> Response:
    """Take in a mail that was saved as a file, then show it beside what is read in it."""
    octets = b"" if isinstance(fichier, str) else fichier.file.read(FICHIERS_MAX)
    try:
        depot = tri.deposer(acces, octets)
    except FauteDeSaisie as faute:
        return _formulaire(acces, DEPART, courriel={"faute": actes.sans_chemin(faute)})
    return _vers_le_courriel(depot)


@routes.post("/texte")
def coller(
    acces: Conducteur,
    texte: Annotated[str, Form()] = "",
    expediteur: Annotated[str, Form(max_length=320)] = "",
    objet: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Take in the text of a mail, pasted, then show it beside what is read in it."""
    try:
        depot = tri.coller(acces, texte, expediteur=expediteur, objet=objet)
    except FauteDeSaisie as faute:
        saisi = {"texte": texte, "expediteur": expediteur, "objet": objet}
        return _formulaire(acces, DEPART, courriel=saisi | {"champ": faute.champ, "faute": actes.sans_chemin(faute)})
    return _vers_le_courriel(depot)


def _vers_le_courriel(depot: tri.Depot) -> RedirectResponse:
    if not depot.nouveau:
        annoncer("Ce courriel avait déjà été reçu\u00a0: le voici, rien n’a été ajouté.", Ton.ATTENTION)
    return RedirectResponse(f"/notifications/{depot.courrier}", status_code=303)


def _ouvrir(acces: Acces, envoye: FormData) -> Response:
    envoi = Envoi(envoye.multi_items())
    donnees = lire(decrire(NouvelleOperation), envoi)
    try:
        dite = lire_donnees(NouvelleOperation, donnees)
        reference = creation.creer(_saisie(acces, dite, envoi.texte("cle")[:80] or uuid4().hex))
    except FauteDeSaisie as faute:
        return _formulaire(acces, donnees, faute)
    annoncer(f"Opération {reference} ouverte\u00a0: vérifiez-la et complétez-la par «\u00a0Instruire\u00a0».")
    return RedirectResponse(f"/operations/{quote(reference, safe='')}", status_code=303)


def _saisie(acces: Acces, dite: NouvelleOperation, cle: str) -> creation.Saisie:
    """What the act takes. Raises FauteDeSaisie for a relay that is not the account's."""
    connus = _codes(acces)
    choisi = dite.relais or connus[0]
    if choisi not in connus:
        raise FauteDeSaisie(
            "relais", "relais\u00a0: ce relais n’est pas l’un des vôtres, choisissez-en un de la liste."
        )
    return creation.Saisie(
        cle=f"portail:{cle}",
        intitule=dite.intitule,
        maitre_ouvrage=dite.maitre_ouvrage,
        type_maitre_ouvrage=dite.type_maitre_ouvrage,
        nature=dite.nature,
        reference=dite.reference,
        commune=dite.commune,
        date_avis=dite.date_avis,
        relais=choisi,
        par=acces.nom,
    )


def _codes(acces: Acces) -> list[str]:
    with lecture() as session:
        return relais.codes(session, acces.relais)


def _formulaire(
    acces: Acces, donnees: dict[str, Any], faute: FauteDeSaisie | None = None, courriel: dict[str, str] | None = None
) -> HTMLResponse:
    """The page; `courriel`: what was sent of a mail, and what is wrong with it."""
    codes = _codes(acces)
    champs = decrire(NouvelleOperation)
    if len(codes) > 1:
        champs = avec_options(champs, {"relais": tuple((code, code) for code in codes)})
    else:
        champs = sans(champs, "relais")
    valeurs, fautes = ecrire(champs, donnees), actes.par_champ(faute) if faute else {}
    return page(
        "nouvelle",
        422 if faute or courriel else 200,
        champs_montres=champs,
        valeurs=valeurs,
        fautes=fautes,
        ailleurs=[dite for chemin, dite in fautes.items() if chemin not in valeurs],
        cle=uuid4().hex,
        courriel={"faute": "", "champ": "", "texte": "", "expediteur": "", "objet": ""} | (courriel or {}),
    )
