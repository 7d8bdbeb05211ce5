"""The hours of a month declared from a signed link: reading shows, only an explicit sending writes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from config.identites import Identite, identite
from metier.fautes import FauteDeSaisie
from portail.debit import limiter
from portail.declaration import releve, saisie, vue
from portail.declaration.formulaire import champs
from portail.declaration.liens_morts import FERMES, statut_de
from portail.declaration.releve import Depot, Reponse, recevoir
from portail.declaration.saisie import ACCORD, DESACCORD, Saisie
from portail.rendu import page
from sqlmodel_store.session import lecture
from workflows.actes import jetons
from workflows.actes.courrier_recu.declarations import champs_proposes
from workflows.actes.demande_heures import mois as lecture_du_mois
from workflows.actes.demande_heures.declaration import Avis, DitesEntreTemps, HeuresSaisies, enregistrer
from workflows.actes.demande_heures.mois import MoisDuDestinataire, qui_appeler
from workflows.actes.jetons import Lien, LienMort

routes = APIRouter(prefix="/declaration", dependencies=[Depends(limiter)])

REPONSE_MAX = 2**31 - 1
CLOS = ("Ce mois est clos", "Les heures sont arrêtées. Une erreur\u00a0? Le facilitateur peut les rectifier avec vous.")
VIDE = (
    "Rien à déclarer pour ce mois",
    "Aucun contrat en cours ne vous concerne. Il en manque un\u00a0? Dites-le au facilitateur.",
)
REVENIR = "private, max-age=0"
SANS_HEURES = "Aucune heure n’est écrite. S’il n’y en a aucune, le bouton «\u00a0Rien ce mois-ci\u00a0» le dit."


@routes.get("/{jeton}")
def montrer(
    jeton: str,
    merci: Annotated[str, Query(max_length=10)] = "",
    reponse: Annotated[int, Query(ge=0, le=REPONSE_MAX)] = 0,
) -> HTMLResponse:
    """The form of the month; `reponse`: the review of what an answer by mail was understood to say."""
    trouve = _ouvrir(jeton)
    if isinstance(trouve, HTMLResponse):
        return trouve
    lien, mois = trouve
    if proposees := _comprises(lien, reponse):
        return _relire_ou_corriger(mois, saisie.proposee(mois, proposees), jeton)
    return _formulaire(mois, saisie.deja_dite(mois), jeton=jeton, merci=merci)


@routes.post("/{jeton}")
def envoyer(jeton: str, envoyes: Annotated[dict[str, str], Depends(champs)]) -> Response:
    """What a button of the form asks for; « declarer » alone writes."""
    trouve = _ouvrir(jeton)
    if isinstance(trouve, HTMLResponse):
        return trouve
    lien, mois = trouve
    lue, action = saisie.lire(mois, envoyes), envoyes.get("action", "relire")
    refus = mois.refus({nom.removeprefix("h:"): dit for nom, dit in envoyes.items() if nom.startswith("h:")})
    if refus or action in ("corriger", "precedent"):
        lue = lue if refus or action == "corriger" else saisie.comme_avant(lue)
        return _formulaire(mois, lue, 422 if refus else 200, jeton=jeton, refus=refus)
    if action == "rien":
        return _relire_ou_corriger(mois, saisie.rien(lue), jeton)
    if action == "garder":
        return _garder(mois, saisie.sans_remplacer(lue), jeton)
    if action == "declarer" and not (lue.fautes or lue.entre_temps) and (lue.remplies or lue.avis_remplis):
        return _declarer(lien, mois, lue, jeton, envoyes)
    return _relire_ou_corriger(mois, lue, jeton)


@routes.post("/{jeton}/releve")
def deposer(jeton: str, depot: Annotated[Depot, Depends(recevoir)]) -> Response:
    """The form filled with what a file says, row by row told; nothing is written, nothing typed is lost."""
    trouve = _ouvrir(jeton)
    if isinstance(trouve, HTMLResponse):
        return trouve
    _, mois = trouve
    reponse = releve.lire(mois, depot)
    lue = saisie.reportee(saisie.lire(mois, depot.champs), reponse.lues)
    return _formulaire(mois, lue, 422 if reponse.refus else 200, jeton=jeton, reponse=reponse)


@routes.get("/{jeton}/releve")
def revenir(jeton: str) -> RedirectResponse:
    """A page reloaded after a file: the form."""
    return RedirectResponse(f"/declaration/{jeton}", status_code=303)


def _comprises(lien: Lien, reponse: int) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    if not reponse:
        return {}
    with lecture() as session:
        return champs_proposes(session, lien, reponse)


def _relire_ou_corriger(mois: MoisDuDestinataire, lue: Saisie, jeton: str) -> HTMLResponse:
    """The review, or the form again with what is to be corrected at each field."""
    if lue.fautes:
        return _formulaire(mois, lue, 422, jeton=jeton)
    if not (lue.remplies or lue.avis_remplis):
        return _formulaire(mois, lue, 422, jeton=jeton, refus=SANS_HEURES)
    return _gardee(
        _page("declaration_relire", identite=mois.identite, vue=vue.composer(mois, lue), jeton_du_lien=jeton)
    )


def _garder(mois: MoisDuDestinataire, lue: Saisie, jeton: str) -> Response:
    """What is left to send once what was said meanwhile stays; the form where that is nothing."""
    if any(not une.telle_quelle for une in lue.remplies) or lue.avis_remplis:
        return _relire_ou_corriger(mois, lue, jeton)
    return RedirectResponse(f"/declaration/{jeton}", status_code=303)


def _declarer(lien: Lien, mois: MoisDuDestinataire, lue: Saisie, jeton: str, envoyes: dict[str, str]) -> Response:
    lignes = [
        HeuresSaisies(contrat=une.contrat, heures=une.heures.valeur, dont_formation=une.formation.valeur or Decimal(0))
        for une in lue.remplies
        if une.heures.valeur is not None
    ]
    avis = [
        Avis(contrat=un.contrat, heures=un.heures.valeur if un.avis == DESACCORD else None, motif=un.motif)
        for un in lue.avis_remplis
    ]
    try:
        enregistrer(lien, lignes, avis)
    except DitesEntreTemps:
        return envoyer(jeton, saisie.connues(lue) | envoyes)
    except FauteDeSaisie as faute:
        return _formulaire(mois, lue, 422, jeton=jeton, refus=_sans_chemin(faute))
    return RedirectResponse(f"/declaration/{jeton}?merci={'recu' if lignes else 'avis'}", status_code=303)


def _sans_chemin(faute: FauteDeSaisie) -> str:
    """The sentence of a refusal without the path of the field, which the page does not show."""
    return faute.phrase.removeprefix(faute.champ).lstrip("\u00a0 :")


def _ouvrir(jeton: str) -> tuple[Lien, MoisDuDestinataire] | HTMLResponse:
    """The month of the link, or the page that says why it opens nothing, and whom to call."""
    try:
        with lecture() as session:
            lien = jetons.ouvrir(session, jeton)
            mois = lecture_du_mois.lire(session, lien)
    except LienMort as mort:
        return _ferme(*FERMES[mort.etat], statut_de(mort.etat))
    if mois.vide:
        return _ferme(*VIDE, 200)
    return _ferme(*CLOS, 410, mois.identite) if mois.ferme else (lien, mois)


def _ferme(titre: str, texte: str, statut: int, qui: Identite | None = None) -> HTMLResponse:
    return _page("declaration_fermee", statut, identite=qui or identite(), titre=titre, texte=texte)


def _formulaire(
    mois: MoisDuDestinataire,
    lue: Saisie,
    statut: int = 200,
    *,
    jeton: str,
    merci: str = "",
    refus: str | None = None,
    reponse: Reponse | None = None,
) -> HTMLResponse:
    mots = {"jeton_du_lien": jeton, "merci": merci, "refus": refus, "reponse": reponse}
    return _gardee(_page("declaration", statut, identite=mois.identite, vue=vue.composer(mois, lue), **mots))


def _gardee(reponse: HTMLResponse) -> HTMLResponse:
    """What the browser alone may show again when one goes back, with what was typed in it."""
    reponse.headers["Cache-Control"] = REVENIR
    return reponse


def _page(nom: str, statut: int = 200, *, identite: Identite, **contexte: Any) -> HTMLResponse:  # noqa: ANN401 - what a page shows is its own
    mots = {"cle": vue.nom, "dates": vue.dates, "figee": vue.figee, "telle": saisie.telle, "a_deux": saisie.a_deux}
    signe = {"contact": qui_appeler(identite), "relais": identite.relais.nom or "Le relais"}
    return page(nom, statut, **contexte, **mots, **signe, accord=ACCORD, desaccord=DESACCORD)
