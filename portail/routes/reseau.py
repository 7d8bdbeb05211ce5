"""The network: every relay at a glance, the consolidation of a year made, looked at, downloaded."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from config.horloge import aujourdhui
from metier.consolidation import lire_annees
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail import travaux
from portail.acces import exige
from portail.erreurs import Message, Refus
from portail.refus import phrases_par_champ
from portail.rendu import page
from portail.reseau import vue
from portail.telechargement import telecharger
from portail.visite import Ton, annoncer
from workflows.actes import reseau
from workflows.actes.reseau import Demande

Consolideur = Annotated[Acces, Depends(exige(Droit.CONSOLIDER))]
Annee = Annotated[str, Query(max_length=10)]
Code = Annotated[str, Query(max_length=100)]
ADRESSE = "/reseau/consolidation"
SANS_FICHIER = Message(
    titre="Cette consolidation n’est pas encore faite",
    texte="Produisez-la depuis la page « Réseau », puis téléchargez ses fichiers.",
)

routes = APIRouter(prefix="/reseau", dependencies=[Depends(exige(Droit.CONSOLIDER))])


@routes.get("")
def montrer(acces: Consolideur) -> HTMLResponse:
    """A line per relay, and the form of a consolidation."""
    return _page(acces, {"annee": str(aujourdhui().year), "depuis": "", "relais": ""})


@routes.post("/consolidation")
def produire(
    acces: Consolideur,
    annee: Annotated[str, Form(max_length=10)] = "",
    depuis: Annotated[str, Form(max_length=10)] = "",
    relais: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Add up and write I3; its page shows it."""
    try:
        demande = _demande(annee, depuis, relais)
    except FauteDeSaisie as faute:
        saisis = {"annee": annee, "depuis": depuis, "relais": relais}
        return _page(acces, saisis, {cle.lower(): dit for cle, dit in phrases_par_champ(faute).items()})
    titre = f"Consolidation {demande.periode}"
    return travaux.mener(acces, titre, "/reseau", partial(_produire, acces, demande))


def _produire(acces: Acces, demande: Demande) -> Response:
    if not reseau.produire(acces, demande):
        annoncer(f"{demande.periode}\u00a0: aucune opération n’a d’activité, rien n’est écrit.", Ton.ATTENTION)
        return RedirectResponse("/reseau", status_code=303)
    annoncer(f"Consolidation {demande.periode} produite.")
    return RedirectResponse(f"{ADRESSE}?{_requete(demande)}", status_code=303)


@routes.get("/consolidation")
def voir(acces: Consolideur, annee: Annee = "", depuis: Annee = "", relais: Code = "") -> Response:
    """The figures of the last time, as charts and tables, and its files."""
    demande = _lire(annee, depuis, relais)
    resume = reseau.resume(acces, demande)
    if resume is None:
        raise Refus(404, SANS_FICHIER)
    noms, _ = reseau.perimetres(acces)
    return page(
        "consolidation",
        demande=demande,
        requete=_requete(demande),
        noms=noms,
        resume=resume,
        totaux=vue.totaux(resume.totaux),
        par_relais={noms.get(code, code): vue.totaux(chiffres) for code, chiffres in resume.par_relais.items()},
        graphiques=vue.graphiques(resume),
    )


@routes.get("/consolidation/fichier")
def fichier(
    acces: Consolideur,
    annee: Annee = "",
    depuis: Annee = "",
    relais: Code = "",
    genre: Annotated[str, Query(max_length=10)] = "xlsx",
) -> Response:
    """The report, the workbook, or the lots as CSV."""
    trouve = reseau.fichier(acces, _lire(annee, depuis, relais), genre)
    if trouve is None:
        raise Refus(404, SANS_FICHIER)
    return telecharger(trouve)


def _lire(annee: str, depuis: str, relais: str) -> Demande:
    try:
        return _demande(annee, depuis, relais)
    except FauteDeSaisie:
        raise Refus(404, SANS_FICHIER) from None


def _demande(annee: str, depuis: str, relais: str) -> Demande:
    premiere, derniere = lire_annees(annee.strip(), depuis.strip() or None)
    return Demande(depuis=premiere, annee=derniere, relais=relais.strip() or None)


def _requete(demande: Demande) -> str:
    dits = {"annee": str(demande.annee), "depuis": str(demande.depuis), "relais": demande.relais or ""}
    return urlencode({cle: dit for cle, dit in dits.items() if dit})


def _page(acces: Acces, saisis: dict[str, str], fautes: dict[str, str] | None = None) -> HTMLResponse:
    codes, tout = reseau.perimetres(acces)
    return page(
        "reseau",
        422 if fautes else 200,
        relais=vue.relais_vus(acces),
        codes=codes,
        tout=tout,
        saisis=saisis,
        fautes=fautes or {},
    )
