"""The month in one grid: read, entered on behalf of employers, validated, closed; a line amended or settled."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from config.horloge import aujourdhui
from formats.dates import de_mois, mois_long
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from portail.acces import AccesCourant, exige
from portail.entetes import PDF_EN_CADRE
from portail.erreurs import DOCUMENT_INCONNU, Message, Refus
from portail.formulaires.saisie import Envoi
from portail.mois import cloture, courriers, ligne, releves, saisie
from portail.mois.annonces import raconter
from portail.mois.grille import Page, lire_page
from portail.mois.saisie import Saisie
from portail.mois.vue import PAR_PAGE, Situation, Vue
from portail.rendu import page
from portail.telechargement import livrer
from portail.visite import Ton, annoncer
from sqlmodel_store.session import lecture
from workflows.actes.heures import feuille
from workflows.actes.heures.declaration import LigneDite
from workflows.actes.heures.feuille import FauteDePartie

routes = APIRouter(prefix="/mois", dependencies=[Depends(exige(Droit.LIRE))])
Conducteur = Annotated[Acces, Depends(exige(Droit.CONDUIRE))]

MOIS_INCONNU = Message(
    titre="Ce mois n’existe pas",
    texte="L’adresse doit finir par un mois, comme 2026-10. Repartez du menu «\u00a0Mois\u00a0».",
)
LIGNE_INCONNUE = Message(
    titre="Cette ligne n’existe pas",
    texte="Aucun contrat de ce mois ne porte ce numéro, ou il n’est pas des vôtres. Repartez de la grille du mois.",
)


def mois_de(mois: str) -> Mois:
    """A dependency: the month of the address, 404 for what is none."""
    try:
        lu = Mois.lire(mois)
        _ = lu.precedent.debut, lu.suivant.fin
    except (FauteDeSaisie, ValueError):
        raise Refus(404, MOIS_INCONNU) from None
    return lu


class Cherche(BaseModel):
    """What the address of the grid says of what is looked for."""

    q: str = Field("", max_length=200)
    employeur: str = Field("", max_length=200)
    situation: str = Field("", max_length=40)
    page: int = Field(1, ge=1, le=1_000_000)
    releve: int = Field(0, ge=0, le=2**31 - 1)


def vue_de(mois: Annotated[Mois, Depends(mois_de)], dit: Annotated[Cherche, Query()]) -> Vue:
    """A dependency: what is looked for; a situation that the page does not know filters nothing."""
    connue = Situation(dit.situation) if dit.situation in set(Situation) else None
    return Vue(mois=mois, mots=dit.q, employeur=dit.employeur, situation=connue, numero=dit.page, releve=dit.releve)


Periode = Annotated[Mois, Depends(mois_de)]
VueDemandee = Annotated[Vue, Depends(vue_de)]


@routes.get("")
def courant() -> RedirectResponse:
    """The month whose hours are being gathered: the one that is over."""
    return RedirectResponse(f"/mois/{Mois.de(aujourdhui()).precedent}", status_code=303)


@routes.get("/{mois}")  # noqa: FAST003 - the view reads it
def montrer(vue: VueDemandee, acces: AccesCourant) -> HTMLResponse:
    """The grid."""
    with lecture() as session:
        lue = lire_page(session, acces, vue)
    return _grille(acces, lue, saisie.telle_quelle(lue.lignes))


@routes.post("/{mois}")  # noqa: FAST003 - the view reads it
async def envoyer(vue: VueDemandee, acces: Conducteur, request: Request) -> Response:
    """What a button asks for: fill a group without saving, save, save and validate what is ticked."""
    return await run_in_threadpool(_envoyer, acces, vue, await request.form(max_fields=10 * PAR_PAGE))


def _envoyer(acces: Acces, vue: Vue, envoye: FormData) -> Response:
    envoi = Envoi(envoye.multi_items())
    lue, dite = _relire(acces, vue, envoi)
    action, _, vise = envoi.texte("action").partition(":")
    if action in ("rien", "precedent"):
        groupe = next((un for un in lue.groupes if un.cle == vise), None)
        return _grille(acces, lue, saisie.remplir(dite, groupe, action) if groupe else dite, a_enregistrer=True)
    if action == "accord":
        return _accorder(acces, vue, envoi, vise)
    demandees = saisie.parties(lue.lignes, dite, valider=action == "valider")
    if dite.fautes:
        return _grille(acces, lue, dite, 422)
    if not demandees:
        rien = "Cochez les lignes à valider." if action == "valider" else "Rien n’a changé\u00a0: rien à enregistrer."
        return _grille(acces, lue, dite, 422, refus=rien)
    try:
        issues = feuille.enregistrer(acces, vue.mois, demandees)
    except FauteDeSaisie as faute:
        lue, dite = _relire(acces, vue, envoi)
        if isinstance(faute, FauteDePartie) and not dite.fautes:
            dite = saisie.marquer(
                lue.lignes, dite, reference=faute.reference, contrat=faute.contrat, phrase=faute.phrase
            )
        return _grille(acces, lue, dite, 422, refus=faute.phrase)
    raconter(issues, "enregistrée", (une.contrat for une in lue.lignes))
    return RedirectResponse(vue.ici, status_code=303)


def _accorder(acces: Acces, vue: Vue, envoi: Envoi, vise: str) -> Response:
    """A disagreement settled on what one side says; what else was typed waits to be saved."""
    lue, dite = _relire(acces, vue, envoi)
    numero, _, qui = vise.partition(":")
    une = next((un for un in lue.lignes if str(un.id) == numero), None)
    retenue = une.dite_par(qui) if une else None
    if une is None or retenue is None:
        return _grille(acces, lue, dite, 422, refus="Cette ligne n’est plus en désaccord\u00a0: relisez-la.")
    accord = LigneDite(contrat=une.contrat.contrat, heures=retenue.heures, dont_formation=retenue.dont_formation)
    try:
        issue = feuille.accorder(acces, vue.mois, une.contrat.reference, accord, vue=dite.champs[une.id].vue)
    except FauteDeSaisie as faute:
        return _grille(acces, *_relire(acces, vue, envoi), 422, refus=faute.phrase)
    raconter({une.contrat.reference: issue}, "réglée")
    if not dite.sans(une.id).touchees:
        return RedirectResponse(vue.ici, status_code=303)
    return _grille(acces, *_relire(acces, vue, envoi), a_enregistrer=True)


def _relire(acces: Acces, vue: Vue, envoi: Envoi) -> tuple[Page, Saisie]:
    """The page as it stands, with what was typed; of the lines that were sent, even those that no filter keeps now."""
    envoyees = frozenset(int(dit) for dit in envoi.tous("l") if dit.isdecimal())
    with lecture() as session:
        lue = lire_page(session, acces, vue, voulues=envoyees)
    return lue, saisie.lire(lue.groupes, envoi)


def _grille(
    acces: Acces,
    lue: Page,
    dite: Saisie,
    statut: int = 200,
    *,
    refus: str | None = None,
    a_enregistrer: bool = False,
) -> HTMLResponse:
    with lecture() as session:
        conduit = acces.peut(Droit.CONDUIRE)
        recus = courriers.recus(session, acces, lue.vue.mois, lue.declarants)
        choisi = next((un for un in recus if un.id == lue.vue.releve), None)
        ouvert = releves.ouvrir(session, choisi, lue.vue.mois) if choisi else None
    return page(
        "mois",
        statut,
        lue=lue,
        courriers=recus,
        attendent=[un for un in recus if un.attend],
        ouvert=ouvert,
        vue=lue.vue,
        dite=dite,
        conduit=conduit,
        situations=Situation,
        titre=mois_long(lue.vue.mois),
        de_mois=de_mois(lue.vue.mois),
        refus=refus,
        a_enregistrer=a_enregistrer,
    )


@routes.get("/{mois}/courriers/{numero}/{rang}")
def piece_jointe(mois: Periode, numero: int, rang: int, acces: Conducteur, *, voir: bool = False) -> Response:
    """An attachment of a mail of the month: saved, or shown when it is a picture or a PDF and the page asks for it."""
    with lecture() as session:
        declarants = lire_page(session, acces, Vue(mois=mois)).declarants
        recu = courriers.trouver(session, acces, mois, numero, declarants)
        trouvee = releves.piece(session, recu, rang) if recu else None
    if trouvee is None:
        raise Refus(404, DOCUMENT_INCONNU)
    nom, octets = trouvee
    genre = releves.genre_visible(octets) if voir else None
    if genre is None:
        return livrer(nom, octets)
    return Response(octets, media_type=genre, headers=PDF_EN_CADRE if genre == releves.PDF else None)


@routes.get("/{mois}/cloture")
def montrer_cloture(mois: Periode, acces: Conducteur) -> HTMLResponse:
    """The operations of the month: those that may be closed, what holds the others open."""
    return _cloture(acces, mois)


@routes.post("/{mois}/cloture")
async def clore(mois: Periode, acces: Conducteur, request: Request) -> Response:
    """Close the month of the ticked operations, all or none; asked again where it ends what a company may contest."""
    envoye = await request.form(max_fields=10 * PAR_PAGE)
    references, sues = (
        tuple(dit for dit in envoye.getlist(nom) if isinstance(dit, str)) for nom in ("reference", "su")
    )
    return await run_in_threadpool(_clore, acces, mois, references, sues)


def _clore(acces: Acces, mois: Mois, references: tuple[str, ...], sues: tuple[str, ...]) -> Response:
    """`sues`: the operations of which one was told that closing ends what a company may contest."""
    if not references:
        return _cloture(acces, mois, 422, refus="Cochez les opérations dont le mois est à clore.")
    with lecture() as session:
        etats = cloture.lire(session, acces, mois)
    if any(un.contestables and un.reference in references and un.reference not in sues for un in etats):
        return _cloture(acces, mois, cochees=references, a_confirmer=True)
    try:
        issues = feuille.clore(acces, mois, references)
    except FauteDeSaisie as faute:
        return _cloture(acces, mois, 422, refus=faute.phrase, cochees=references)
    combien = len(issues)
    annoncer(f"{mois_long(mois).capitalize()} est clos pour {combien} opération{'s' if combien > 1 else ''}.")
    for reference, une in issues.items():
        for alerte in une.alertes:
            annoncer(f"{reference}\u00a0: {alerte}", Ton.ATTENTION)
    return RedirectResponse(f"/mois/{mois}/cloture", status_code=303)


def _cloture(
    acces: Acces,
    mois: Mois,
    statut: int = 200,
    *,
    refus: str | None = None,
    cochees: tuple[str, ...] = (),
    a_confirmer: bool = False,
) -> HTMLResponse:
    """`a_confirmer`: what closing the ticked ones ends is told, and asked again."""
    with lecture() as session:
        etats = cloture.lire(session, acces, mois)
    perdus = [un for un in etats if a_confirmer and un.contestables and un.reference in cochees]
    mots = {"titre": mois_long(mois), "de_mois": de_mois(mois)}
    return page("mois_cloture", statut, mois=mois, etats=etats, refus=refus, cochees=cochees, perdus=perdus, **mots)


@routes.get("/{mois}/lignes/{numero}")
def montrer_ligne(mois: Periode, numero: int, acces: Conducteur) -> HTMLResponse:
    """A line: what each side says, what was amended, and the form that settles or amends it."""
    return _ligne(_fiche(acces, mois, numero))


@routes.post("/{mois}/lignes/{numero}")
async def regler(mois: Periode, numero: int, acces: Conducteur, request: Request) -> Response:
    """Settle contested hours, or amend validated ones with a reason."""
    return await run_in_threadpool(_regler, acces, mois, numero, Envoi((await request.form()).multi_items()))


def _regler(acces: Acces, mois: Mois, numero: int, envoi: Envoi) -> Response:
    fiche = _fiche(acces, mois, numero)
    demande = ligne.lire(fiche, envoi)
    if demande.fautes:
        return _ligne(fiche, demande, 422)
    try:
        issue = ligne.faire(acces, mois, fiche, demande)
    except FauteDeSaisie as faute:
        return _ligne(_fiche(acces, mois, numero), demande, 422, refus=faute)
    raconter({fiche.contrat.reference: issue}, "réglée" if fiche.a_accorder else "rectifiée")
    return RedirectResponse(f"/mois/{mois}?q={quote(fiche.contrat.reference)}", status_code=303)


def _fiche(acces: Acces, mois: Mois, numero: int) -> ligne.Fiche:
    with lecture() as session:
        trouvee = ligne.trouver(session, acces, mois, numero)
    if trouvee is None:
        raise Refus(404, LIGNE_INCONNUE)
    return trouvee


def _ligne(
    fiche: ligne.Fiche, demande: ligne.Demande | None = None, statut: int = 200, *, refus: FauteDeSaisie | None = None
) -> HTMLResponse:
    dit = refus.phrase.removeprefix(refus.champ).lstrip("\u00a0\u202f :") if refus else None
    return page(
        "mois_ligne",
        statut,
        fiche=fiche,
        demande=demande or ligne.depart(fiche),
        titre=mois_long(fiche.mois),
        de_mois=de_mois(fiche.mois),
        refus=dit,
    )
