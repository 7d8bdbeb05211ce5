"""The settings: the list of sections, the form of each, the days off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from config.ecriture_reglages import Chemin
from config.reglages_ecrits import imposes, lire
from documents.logo import OCTETS_MAXIMUM
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import exige
from portail.erreurs import Message, Refus
from portail.refus import phrases_par_champ
from portail.reglages import saisie, vue
from portail.reglages.sections import CALENDRIER, FORMULAIRES, IDENTITE, Section
from portail.rendu import page
from portail.visite import annoncer
from workflows.actes import installation
from workflows.actes.reglages import enregistrement, logo

Regleur = Annotated[Acces, Depends(exige(Droit.REGLER))]
MODE, REEL, CONFIRME = "mail_mode", "reel", "confirmer_reel"
A_CONFIRMER = "Cochez la case\u00a0: en mode réel, les courriels en attente partiront vers les personnes."
SECTION_INCONNUE = Message(
    titre="Cette page de réglages n’existe pas", texte="Repartez de la liste des réglages\u00a0: elle les montre tous."
)
SANS_LOGO = Message(titre="Il n’y a pas de logo", texte="Déposez-en un dans les réglages, à la page « Identité ».")

routes = APIRouter(prefix="/reglages", dependencies=[Depends(exige(Droit.REGLER))])


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
    trouve, _ = vue.logo()
    if trouve is None:
        raise Refus(404, SANS_LOGO)
    return Response(trouve.octets, media_type=f"image/{trouve.genre}")


@routes.post("/logo")
def deposer(
    acces: Regleur,
    signature: Annotated[str, Form(max_length=60)] = "",
    action: Annotated[str, Form(max_length=20)] = "",
    fichier: Annotated[UploadFile | str, File()] = "",
) -> Response:
    """Another logo, or none any more."""
    octets = b"" if isinstance(fichier, str) else fichier.file.read(OCTETS_MAXIMUM + 1)
    try:
        if action == "retirer":
            logo.retirer(acces, signature=signature)
        else:
            logo.poser(acces, octets, signature=signature)
    except FauteDeSaisie as faute:
        return _formulaire(acces, IDENTITE, faute=faute)
    annoncer(
        "Logo retiré." if action == "retirer" else "Logo enregistré\u00a0: il figurera sur les prochains documents."
    )
    return RedirectResponse("/reglages/identite", status_code=303)


@routes.get("/{code}")
def montrer(code: str, acces: Regleur) -> HTMLResponse:
    """The form of a section."""
    return _formulaire(acces, _section(code))


@routes.post("/{code}")
async def enregistrer(code: str, acces: Regleur, request: Request) -> Response:
    """Change what the form changes, all or nothing."""
    return await run_in_threadpool(_enregistrer, acces, _section(code), await request.form())


def _section(code: str) -> Section:
    if code not in FORMULAIRES:
        raise Refus(404, SECTION_INCONNUE)
    return FORMULAIRES[code]


def _enregistrer(acces: Acces, section: Section, envoye: FormData) -> Response:
    champs = {cle: [str(un) for un in envoye.getlist(cle)] for cle in envoye}
    try:
        changements = saisie.lire(section, champs, lire(), imposes())
        _faire_confirmer(changements, champs)
        changees = enregistrement.enregistrer(acces, changements, signature=str(envoye.get("signature", "")))
    except FauteDeSaisie as faute:
        return _formulaire(acces, section, champs, faute)
    annoncer(_raconter(section, changees))
    return RedirectResponse(f"/reglages/{section.code}", status_code=303)


def _faire_confirmer(changements: Mapping[Chemin, Any], champs: Mapping[str, list[str]]) -> None:
    """Raises FauteDeSaisie when mail would begin to reach people without a word from whoever asks."""
    if changements.get(("", MODE)) == REEL and CONFIRME not in champs:
        raise FauteDeSaisie(MODE, A_CONFIRMER)


def _raconter(section: Section, changees: tuple[str, ...]) -> str:
    libelles = {saisie.nom(chemin): champ.libelle for chemin, champ in section.champs.items()}
    if not changees:
        return "Rien n’avait changé\u00a0: rien n’est écrit."
    return f"Réglages enregistrés\u00a0: {', '.join(libelles[cle] for cle in changees)}."


def _formulaire(
    acces: Acces,
    section: Section,
    champs: dict[str, list[str]] | None = None,
    faute: FauteDeSaisie | None = None,
) -> HTMLResponse:
    ecrits, illisible = vue.lire_ou_dire()
    fautes = ({"": illisible} if illisible else {}) | (phrases_par_champ(faute) if faute and not illisible else {})
    dessin, raison = vue.logo() if section is IDENTITE else (None, "")
    return page(
        "reglages_section",
        422 if faute else 200,
        section=section,
        valeurs=saisie.revenir(section, champs) if champs else saisie.montrer(section, ecrits),
        tenus=saisie.tenus(section),
        fautes=fautes,
        ailleurs=[phrase for champ, phrase in fautes.items() if champ not in map(saisie.nom, section.champs)],
        signature=ecrits.signature,
        peut=installation.peut_signer(acces) if section is IDENTITE else installation.peut_regler(acces),
        logo=dessin,
        sans_logo=raison,
    )
