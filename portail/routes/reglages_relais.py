"""The identity of a further relay of the installation: its form, its logo; another's does not exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from config.identites import fichier_de
from config.reglages_ecrits import lire
from documents.logo import OCTETS_MAXIMUM
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import AccesCourant
from portail.erreurs import Message, Refus
from portail.refus import phrases_par_champ
from portail.reglages import saisie, vue
from portail.reglages.sections import identite_propre
from portail.rendu import page
from portail.visite import annoncer
from workflows.actes import installation
from workflows.actes.reglages import identite, logo

RELAIS_INCONNU = Message(
    titre="Ce relais n’a pas d’identité propre",
    texte="L’identité du premier relais est dans les réglages de l’installation\u00a0; repartez de leur liste.",
)
SANS_LOGO = Message(titre="Il n’y a pas de logo", texte="Déposez-en un à la page de l’identité de ce relais.")


def relais_vu(code: str, acces: AccesCourant) -> str:
    """The code in the address, 404 unless it is that of a further relay that the account sees."""
    if code not in {un.code for un in installation.autres_relais(acces)}:
        raise Refus(404, RELAIS_INCONNU)
    return code


Code = Annotated[str, Depends(relais_vu)]
routes = APIRouter(prefix="/reglages/relais/{code}")


@routes.get("")
def montrer(code: Code, acces: AccesCourant) -> HTMLResponse:
    """The form."""
    return _formulaire(acces, code)


@routes.post("")
async def enregistrer(code: Code, acces: AccesCourant, request: Request) -> Response:
    """Change what the form changes, all or nothing."""
    envoye = await request.form()
    champs = {cle: [str(un) for un in envoye.getlist(cle)] for cle in envoye}
    return await run_in_threadpool(_enregistrer, acces, code, champs)


@routes.get("/logo")
def image(code: Code) -> Response:
    """The logo of the relay, as a picture."""
    trouve, _ = vue.logo(code)
    if trouve is None:
        raise Refus(404, SANS_LOGO)
    return Response(trouve.octets, media_type=f"image/{trouve.genre}")


@routes.post("/logo")
def deposer(
    code: Code,
    acces: AccesCourant,
    signature: Annotated[str, Form(max_length=60)] = "",
    action: Annotated[str, Form(max_length=20)] = "",
    fichier: Annotated[UploadFile | str, File()] = "",
) -> Response:
    """Another logo, or none any more."""
    octets = b"" if isinstance(fichier, str) else fichier.file.read(OCTETS_MAXIMUM + 1)
    try:
        if action == "retirer":
            logo.retirer(acces, signature=signature, code=code)
        else:
            logo.poser(acces, octets, signature=signature, code=code)
    except FauteDeSaisie as faute:
        return _formulaire(acces, code, faute=faute)
    annoncer("Logo retiré." if action == "retirer" else "Logo enregistré.")
    return RedirectResponse(_adresse(code), status_code=303)


def _enregistrer(acces: Acces, code: str, champs: Mapping[str, Sequence[str]]) -> Response:
    try:
        changements = saisie.lire(identite_propre(code), champs, lire(fichier_de(code)), ())
        changees = identite.enregistrer(acces, code, changements, signature="".join(champs.get("signature", ())))
    except FauteDeSaisie as faute:
        return _formulaire(acces, code, champs, faute)
    annoncer("Identité enregistrée." if changees else "Rien n’avait changé\u00a0: rien n’est écrit.")
    return RedirectResponse(_adresse(code), status_code=303)


def _formulaire(
    acces: Acces,
    code: str,
    champs: Mapping[str, Sequence[str]] | None = None,
    faute: FauteDeSaisie | None = None,
) -> HTMLResponse:
    section = identite_propre(code)
    ecrits, illisible = vue.lire_ou_dire(fichier_de(code))
    fautes = ({"": illisible} if illisible else {}) | (phrases_par_champ(faute) if faute and not illisible else {})
    dessin, raison = vue.logo(code)
    return page(
        "reglages_section",
        422 if faute else 200,
        section=section,
        code=code,
        liste="/reglages" if acces.peut(Droit.REGLER) else "/reseau",
        adresse=_adresse(code),
        adresse_logo=f"{_adresse(code)}/logo",
        valeurs=saisie.revenir(section, champs) if champs else saisie.montrer(section, ecrits),
        tenus={},
        fautes=fautes,
        ailleurs=[phrase for champ, phrase in fautes.items() if champ not in map(saisie.nom, section.champs)],
        signature=ecrits.signature,
        peut=installation.peut_signer(acces, code),
        logo=dessin,
        sans_logo=raison,
    )


def _adresse(code: str) -> str:
    return f"/reglages/relais/{quote(code, safe='')}"
