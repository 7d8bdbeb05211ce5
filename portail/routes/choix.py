"""Modalities and referent, chosen from a signed link: reading shows, only an explicit sending writes a proposal."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from config.identites import Identite, identite
from metier.fautes import FauteDeSaisie
from metier.modalites import TypeModalite
from portail.choix import saisie
from portail.choix.saisie import Saisie
from portail.debit import limiter
from portail.declaration.formulaire import champs
from portail.declaration.liens_morts import FERMES, statut_de
from portail.rendu import page
from sqlmodel_store.session import lecture
from workflows.actes import jetons
from workflows.actes.choix_entreprise import lots as lecture_des_lots
from workflows.actes.choix_entreprise.lots import LotsDuDestinataire
from workflows.actes.choix_entreprise.proposition import proposer
from workflows.actes.demande_heures.demande import nommer_lot
from workflows.actes.demande_heures.mois import qui_appeler
from workflows.actes.jetons import LienMort

routes = APIRouter(prefix="/choix", dependencies=[Depends(limiter)])

VIDE = (
    "Rien à choisir pour l’instant",
    "Aucun lot en cours ne vous est attribué. Il en manque un\u00a0? Dites-le au facilitateur.",
)
EXPLICATIONS = {
    TypeModalite.EMBAUCHE_DIRECTE: "vous embauchez la personne",
    TypeModalite.MISE_A_DISPOSITION: "une structure vous prête une personne qu’elle emploie",
    TypeModalite.SOUS_TRAITANCE: "une structure réalise une partie du marché pour vous",
    TypeModalite.COTRAITANCE: "une structure tient le marché avec vous, prévue dès l’offre",
}
RIEN = "Écrivez des heures pour au moins une modalité, ou le nom de votre référent."


@routes.get("/{jeton}")
def montrer(jeton: str, merci: Annotated[str, Query(max_length=10)] = "") -> HTMLResponse:
    """The lots of the company, with what it said so far."""
    lots = _ouvrir(jeton)
    if isinstance(lots, HTMLResponse):
        return lots
    return _formulaire(lots, saisie.deja_dite(lots), jeton=jeton, merci=merci)


@routes.post("/{jeton}")
def envoyer(jeton: str, envoyes: Annotated[dict[str, str], Depends(champs)]) -> Response:
    """What a button of the form asks for; « envoyer » alone writes."""
    lots = _ouvrir(jeton)
    if isinstance(lots, HTMLResponse):
        return lots
    lue, action = saisie.lire(lots, envoyes), envoyes.get("action", "relire")
    if action.startswith("plus|") or action == "corriger":
        return _formulaire(lots, lue, jeton=jeton)
    dits = saisie.a_proposer(lue)
    if lue.fautes or not dits:
        return _formulaire(lots, lue, 422, jeton=jeton, refus=None if lue.fautes else RIEN)
    if action != "envoyer":
        return _page("choix_relire", identite=lots.identite, saisie=lue, jeton_du_lien=jeton)
    try:
        proposer(lots.destinataire, dits)
    except FauteDeSaisie as faute:
        return _formulaire(lots, lue, 422, jeton=jeton, refus=faute.phrase)
    return RedirectResponse(f"/choix/{jeton}?merci=oui", status_code=303)


def _ouvrir(jeton: str) -> LotsDuDestinataire | HTMLResponse:
    """The lots of the link, or the page that says why it opens nothing, and whom to call."""
    try:
        with lecture() as session:
            lots = lecture_des_lots.lire(session, jetons.ouvrir_choix(session, jeton))
    except LienMort as mort:
        return _ferme(*FERMES[mort.etat], statut_de(mort.etat))
    return lots if lots.lots else _ferme(*VIDE, 200)


def _ferme(titre: str, texte: str, statut: int) -> HTMLResponse:
    return _page("declaration_fermee", statut, identite=identite(), titre=titre, texte=texte)


def _formulaire(
    lots: LotsDuDestinataire,
    lue: Saisie,
    statut: int = 200,
    *,
    jeton: str,
    merci: str = "",
    refus: str | None = None,
) -> HTMLResponse:
    mots = {"jeton_du_lien": jeton, "merci": merci, "refus": refus}
    return _page("choix", statut, identite=lots.identite, saisie=lue, **mots)


def _page(nom: str, statut: int = 200, *, identite: Identite, **contexte: Any) -> HTMLResponse:  # noqa: ANN401 - what a page shows is its own
    mots = {"contact": qui_appeler(identite), "relais": identite.relais.nom or "Le relais"}
    return page(nom, statut, **contexte, **mots, nommer_lot=nommer_lot, explications=EXPLICATIONS)
