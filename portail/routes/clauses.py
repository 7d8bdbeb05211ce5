"""The buyer's page: describe a market, read its regime and its hours, take its pieces; stateless, without account."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from config.droit import mention_lecture
from config.settings import get_settings
from echanges.format_operation import LectureOperation, lire_operation
from echanges.lecture_json import lire_json
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from portail.clauses import contact, modeles, pieces, saisie
from portail.clauses.calcul import calculer
from portail.clauses.corps import Corps, corps
from portail.clauses.lien import lien
from portail.clauses.modeles import Modele
from portail.clauses.saisie import Saisie
from portail.clauses.vue import Page, fautes_par_champ, montrer
from portail.debit import limiter_calculs
from portail.description import description
from portail.erreurs import Message, Refus
from portail.rendu import page
from portail.telechargement import livrer
from workflows.actes import demande_acheteur

routes = APIRouter(prefix="/clauses", dependencies=[Depends(limiter_calculs)])

INVALIDE = 422
LOTS_EN_JSON = 200
PIECE_INCONNUE = Message(
    titre="Ce document n’est pas du lot",
    texte="Le marché décrit n’appelle pas cette pièce. La page précédente montre celles qui vont.",
)
TEXTE_INCONNU = Message(
    titre="Ce texte n’existe pas", texte="La page «\u00a0/clauses/modeles\u00a0» montre tous les textes."
)
Recu = Annotated[Corps, Depends(corps)]


@routes.get("")
def ouvrir(request: Request) -> HTMLResponse:
    """The page; the state of a shared link is calculated at once."""
    dits = dict(request.query_params)
    lue = saisie.lire(dits)
    if lue.vierge:
        depart = saisie.vierge()
        cadre = {nom: dit for nom, dit in lue.cadre.items() if dits.get(nom)}
        return _page(Page(saisie=replace(depart, cadre={**depart.cadre, **cadre})))
    return _calculee(lue, {})


@routes.post("")
def calculer_le_marche(recu: Recu, request: Request) -> HTMLResponse:
    """The page with its answer; a button may choose the share of a lot, add one or take one away, without answer then.

    A script that asks for the answer alone takes faults as an answer too.
    """
    champs = _formulaire(recu)
    lue, dits = saisie.lire(champs), contact.lire(champs)
    action, _, rang = champs.get("action", "").partition(":")
    if action == "ajouter":
        return _page(Page(saisie=_ajouter(lue), contact=dits))
    if action == "retirer":
        return _page(Page(saisie=_retirer(lue, rang), contact=dits))
    if action == "part":
        lue = _retenir_part(lue, rang)
    reponse = _calculee(lue, dits)
    if "hx-request" in request.headers:
        reponse.status_code = 200
    return reponse


@routes.get("/modeles")
def lister_les_textes() -> HTMLResponse:
    """Every text of the clauses, with its edition and the law it was written for."""
    return page("clauses_modeles", modeles=modeles.lister(), droit=mention_lecture(), relais=get_settings().relais)


@routes.get("/modeles/{code}")
def lire_un_texte(code: str) -> HTMLResponse:
    """A text, filled with a fictional market."""
    trouve = _modele(code)
    return page(
        "clauses_modele", un=trouve, blocs=trouve.blocs(), droit=mention_lecture(), relais=get_settings().relais
    )


@routes.get("/modeles/{code}/fichier")
def telecharger_un_texte(code: str) -> Response:
    """The same as a Word document."""
    trouve = _modele(code)
    return livrer(trouve.fichier, trouve.piece.octets)


@routes.get("/openapi.json")
def decrire() -> JSONResponse:
    """What programs may ask of the portal, for the tools of buyers."""
    return JSONResponse(description())


@routes.post("/dce")
async def faire_les_pieces(recu: Recu) -> Response:
    """The zip of the pack, or one document of it (`piece`); 422 with the fault of each field."""
    if recu.json:
        return await run_in_threadpool(_pieces_json, recu.octets)
    return await run_in_threadpool(_pieces_formulaire, _formulaire(recu))


@routes.post("/facilitateur")
def prevenir(recu: Recu) -> HTMLResponse:
    """Keeps the buyer's address and the market as a mail that the facilitateur confirms; the page stays as typed.

    The same request sent again the same day is the same mail.
    """
    champs = _formulaire(recu)
    lue, dits = saisie.lire(champs), contact.lire(champs)
    fautes: list[FauteDeSaisie] = []
    lecture = None
    try:
        lecture = saisie.operation(lue, pour_pieces=True)
        calculer(lecture)
    except FauteDeSaisie as faute:
        fautes = faute.fautes if isinstance(faute, FautesDeSaisie) else [faute]
    try:
        contact.verifier(dits, fautes)
        assert lecture is not None
        demande_acheteur.deposer(
            demande_acheteur.Demande(
                courriel=dits["courriel"],
                marche=saisie.marche(lue, lecture),
                message=dits["message"],
                adresse=f"{get_settings().adresse_portail}{lien(lue)}",
            )
        )
    except FauteDeSaisie as faute:
        return _calculee(lue, dits, faute=faute)
    return _calculee(lue, dits, transmis=True)


def _modele(code: str) -> Modele:
    trouve = modeles.trouver(code)
    if trouve is None:
        raise Refus(404, TEXTE_INCONNU)
    return trouve


def _formulaire(recu: Corps) -> dict[str, str]:
    if recu.json:
        raise Refus(
            415, Message(titre="Cet envoi n’est pas celui de la page", texte="Seul « /clauses/dce » lit du JSON.")
        )
    return recu.champs()


def _pieces_json(octets: bytes) -> Response:
    try:
        fichier = pieces.zip_strict(_bornee(lire_operation(lire_json(octets))))
    except FauteDeSaisie as faute:
        toutes = faute.fautes if isinstance(faute, FautesDeSaisie) else [faute]
        fautes = [{"champ": une.champ, "phrase": une.phrase} for une in toutes]
        return JSONResponse({"fautes": fautes}, status_code=INVALIDE)
    return livrer(fichier.nom, fichier.octets)


def _bornee(lue: LectureOperation) -> LectureOperation:
    """Anyone may ask: what would hold the machine for long is refused. Raises FauteDeSaisie naming `lots`."""
    nombre = len(lue.operation.lots)
    if nombre > LOTS_EN_JSON:
        phrase = f"lots : {nombre} lots ; {LOTS_EN_JSON} au plus ici, et sans limite par « relais dce »."
        raise FauteDeSaisie("lots", typographier(phrase))
    return lue


def _pieces_formulaire(champs: dict[str, str]) -> Response:
    lue = saisie.lire(champs)
    try:
        fichier = pieces.fichier_de_la_page(saisie.operation(lue, pour_pieces=True), champs.get("piece", ""))
    except FauteDeSaisie as faute:
        return _calculee(lue, contact.lire(champs), faute=faute)
    if fichier is None:
        raise Refus(404, PIECE_INCONNUE)
    return livrer(fichier.nom, fichier.octets)


def _calculee(
    lue: Saisie, dits: dict[str, str], *, faute: FauteDeSaisie | None = None, transmis: bool = False
) -> HTMLResponse:
    """The page with the answer of what can be calculated, and the faults of `faute`, or its own."""
    resultat, fautes = None, fautes_par_champ(faute) if faute else {}
    try:
        resultat = montrer(calculer(saisie.operation(lue)))
    except FauteDeSaisie as trouvee:
        fautes = fautes_par_champ(trouvee) | fautes
    vu = Page(saisie=lue, contact=dits, resultat=resultat, fautes=fautes)
    return _page(vu, INVALIDE if fautes else 200, transmis=transmis)


def _page(vu: Page, statut: int = 200, *, transmis: bool = False) -> HTMLResponse:
    return page("clauses", statut, **vu.contexte(), transmis=transmis)


def _ajouter(lue: Saisie) -> Saisie:
    return replace(lue, lots=(*lue.lots, {})[: saisie.LOTS_MAX])


def _retirer(lue: Saisie, rang: str) -> Saisie:
    ote = int(rang) if re.fullmatch(r"[0-9]{1,3}", rang, re.ASCII) else -1
    return replace(lue, lots=tuple(lot for numero, lot in enumerate(lue.lots) if numero != ote) or ({},))


def _retenir_part(lue: Saisie, choix: str) -> Saisie:
    """The share of labour chosen for a lot, « 0:70 », written in its field; anything else changes nothing."""
    lu = re.fullmatch(r"([0-9]{1,3}):([0-9]{1,3}(?:,[0-9]{1,2})?)", choix, re.ASCII)
    if lu is None:
        return lue
    rang, part = int(lu[1]), lu[2]
    lots = ({**lot, "part_main_oeuvre": part} if numero == rang else lot for numero, lot in enumerate(lue.lots))
    return replace(lue, lots=tuple(lots))
