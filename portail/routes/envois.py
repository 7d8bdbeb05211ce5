"""The mails that left, or did not: lists, one mail, what a person decides of it, the ledger."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from config.horloge import aujourdhui
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.acces import AccesCourant, exige
from portail.entetes import EN_CADRE
from portail.envois import registre
from portail.envois.courriel import contenu_de, lire_courriel, page_du_courriel, piece_jointe
from portail.envois.listes import BOUTONS, DE_TRAVAIL, TOUTES_DECISIONS, lire_page
from portail.erreurs import OPERATION_INCONNUE, Message, Refus
from portail.rendu import page
from portail.telechargement import livrer
from portail.visite import Ton, annoncer
from sqlmodel_store.depots.envois_vus import ListeEnvois
from sqlmodel_store.session import lecture
from workflows.actes import envois_au_nom_de
from workflows.actes.decisions_envoi import Decision
from workflows.actes.envois_au_nom_de import EnvoiInconnu

routes = APIRouter(prefix="/envois", dependencies=[Depends(exige(Droit.LIRE))])
Conducteur = Annotated[Acces, Depends(exige(Droit.CONDUIRE))]
Numero = Annotated[int, Query(ge=1, le=2**31 - 1)]

INCONNU = Message(
    titre="Ce courriel n’existe pas",
    texte="Aucun courriel envoyé ne porte ce numéro, ou il n’est pas des vôtres. "
    "Repartez du menu «\u00a0Envois\u00a0».",
)
EFFACE = Message(
    titre="Le contenu de ce courriel n’est pas lisible ici",
    texte="Il a été effacé à la fin de sa durée de conservation, ou il n’a pas de quoi être montré ainsi\u00a0: "
    "la page du courriel le dit.",
)


@routes.get("")
def montrer(
    acces: AccesCourant,
    liste: Annotated[str, Query(max_length=40)] = "",
    operation: Annotated[str, Query(max_length=64)] = "",
    numero: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """A list, all by default; one that the page does not know is all."""
    voulue = ListeEnvois(liste) if liste in set(ListeEnvois) else ListeEnvois.TOUS
    with lecture() as session:
        lue = lire_page(session, acces, voulue, operation, numero)
    if lue is None:
        raise Refus(404, OPERATION_INCONNUE)
    return page(
        "envois",
        envois=lue,
        listes=ListeEnvois,
        de_travail=DE_TRAVAIL,
        boutons=BOUTONS,
        ordre=TOUTES_DECISIONS,
    )


@routes.post("/decisions")
def decider(
    acces: Conducteur,
    decision: Annotated[str, Form(max_length=20)] = "",
    envoi: Annotated[list[int] | None, Form()] = None,
    retour: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """What a person says of the mails that are ticked, all or none."""
    suite = RedirectResponse(_retour(retour), status_code=303)
    if decision not in set(Decision) or not envoi:
        annoncer("Cochez au moins un courriel, puis choisissez ce qu’il devient.", Ton.ATTENTION)
        return suite
    try:
        combien = envois_au_nom_de.trancher(acces, envoi, Decision(decision))
    except EnvoiInconnu:
        raise Refus(404, INCONNU) from None
    except FauteDeSaisie as faute:
        annoncer(faute.phrase, Ton.ATTENTION)
        return suite
    annoncer(f"{combien} courriel{'s' if combien > 1 else ''}\u00a0: {Decision(decision).libelle}.")
    return suite


@routes.post("/adresses")
def corriger_adresse(
    acces: Conducteur,
    adresse: Annotated[str, Form(max_length=320)] = "",
    nouvelle: Annotated[str, Form(max_length=320)] = "",
    action: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """The address is right, or another one takes its place."""
    suite = RedirectResponse(f"/envois?liste={ListeEnvois.MAUVAIS_CONTACT.value}", status_code=303)
    try:
        if action == "lever":
            envois_au_nom_de.lever_adresse(acces, adresse.strip())
            annoncer("L’adresse est rétablie\u00a0: les courriels retenus partiront au prochain envoi.")
        else:
            courriels, lieux = envois_au_nom_de.remplacer_adresse(acces, adresse.strip(), nouvelle.strip())
            annoncer(
                f"{courriels} courriel{'s' if courriels > 1 else ''} en partance pour la nouvelle adresse, corrigée à "
                f"{lieux} endroit{'s' if lieux > 1 else ''} des opérations."
            )
    except FauteDeSaisie as faute:
        annoncer(faute.phrase, Ton.ATTENTION)
    return suite


@routes.get("/registre")
def demander_au_registre(acces: AccesCourant) -> HTMLResponse:
    """The question: what did such a person receive, such a day."""
    return _registre(acces, registre.Question())


@routes.post("/registre")
def interroger_le_registre(acces: AccesCourant, question: Annotated[registre.Question, Form()]) -> HTMLResponse:
    """Its answer; sent, not written in an address, since it names a person."""
    return _registre(acces, question, cherche=True)


@routes.post("/registre/export")
def exporter_le_registre(acces: AccesCourant, question: Annotated[registre.Question, Form()]) -> Response:
    """The same lines as a table; the export is journalled."""
    acces.exiger(Droit.CONSOLIDER)
    try:
        octets = registre.exporter(acces, question)
    except FauteDeSaisie as faute:
        return _registre(acces, question, faute=faute)
    return livrer(f"registre-des-envois-{aujourdhui():%Y-%m-%d}.csv", octets)


@routes.get("/{numero}")
def un(numero: int, acces: AccesCourant) -> HTMLResponse:
    """One mail and all that is known of it."""
    with lecture() as session:
        lu = lire_courriel(session, acces, _raisonnable(numero))
    if lu is None:
        raise Refus(404, INCONNU)
    return page("envoi", courriel=lu, boutons=BOUTONS)


@routes.get("/{numero}/vue")
def vue(numero: int, acces: AccesCourant) -> Response:
    """As its receiver saw it, for the frame of the page of the mail."""
    html = page_du_courriel(_octets(acces, numero))
    if html is None:
        raise Refus(404, EFFACE)
    return HTMLResponse(html, headers=EN_CADRE)


@routes.get("/{numero}/courriel.eml")
def fichier(numero: int, acces: AccesCourant) -> Response:
    """The exact bytes."""
    return livrer(f"courriel-{numero}.eml", _octets(acces, numero))


@routes.get("/{numero}/pieces/{rang}")
def piece(numero: int, rang: int, acces: AccesCourant) -> Response:
    """An attachment, to be saved."""
    trouvee = piece_jointe(_octets(acces, numero), rang)
    if trouvee is None:
        raise Refus(404, EFFACE)
    return livrer(" ".join(trouvee.nom.replace("/", "_").split())[-120:] or "piece", trouvee.octets)


def _octets(acces: Acces, numero: int) -> bytes:
    with lecture() as session:
        octets = contenu_de(session, acces, _raisonnable(numero))
    if not octets:
        raise Refus(404, INCONNU if octets is None else EFFACE)
    return octets


def _raisonnable(numero: int) -> int:
    """A number that a database can hold."""
    return numero if 0 < numero < 2**31 else 0


def _retour(dit: str) -> str:
    """Back to a list, or to the mail, by what the form says: never another address."""
    if dit.isdecimal() and dit.isascii():
        return f"/envois/{int(dit)}"
    return f"/envois?liste={dit}" if dit in set(ListeEnvois) else "/envois"


def _registre(
    acces: Acces, question: registre.Question, *, cherche: bool = False, faute: FauteDeSaisie | None = None
) -> HTMLResponse:
    reponse = None
    if cherche:
        try:
            reponse = registre.repondre(acces, question)
        except FauteDeSaisie as erreur:
            faute = erreur
    return page(
        "envois_registre",
        422 if faute else 200,
        question=question,
        reponse=reponse,
        faute=faute.phrase if faute else None,
        exporte=acces.peut(Droit.CONSOLIDER),
        conduit=acces.peut(Droit.CONDUIRE),
        aujourdhui=date.isoformat(aujourdhui()),
    )
