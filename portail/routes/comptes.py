"""The accounts, for whoever manages them: open one, end one, send the link to choose a password again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from metier.roles import Role
from portail.acces import exige
from portail.comptes import gestion, oubli
from portail.comptes.gestion import NouveauCompte
from portail.rendu import page
from portail.visite import annoncer
from sqlmodel_store.depots import comptes
from sqlmodel_store.session import lecture

Gestionnaire = Annotated[Acces, Depends(exige(Droit.GERER_COMPTES))]
Courriel = Annotated[str, Form(max_length=320)]

VIDES: dict[str, object] = {"courriel": "", "nom": "", "role": "", "relais": []}

routes = APIRouter(prefix="/comptes", dependencies=[Depends(exige(Droit.GERER_COMPTES))])


@routes.get("")
def lister() -> HTMLResponse:
    """Every account, and the form of a new one."""
    return _page(VIDES)


@routes.post("")
def ouvrir(
    acces: Gestionnaire,
    courriel: Courriel = "",
    nom: Annotated[str, Form(max_length=100)] = "",
    role: Annotated[str, Form(max_length=20)] = "",
    relais_du_compte: Annotated[list[str] | None, Form(alias="relais", max_length=100)] = None,
) -> Response:
    """Open an account; its owner receives a link to choose a password."""
    saisis: dict[str, object] = {"courriel": courriel, "nom": nom, "role": role, "relais": relais_du_compte or []}
    if role not in set(Role):
        return _page(saisis, refus="Choisissez un rôle.")
    nouveau = NouveauCompte(
        courriel=courriel, role=Role(role), nom=nom.strip() or None, relais=tuple(relais_du_compte or ())
    )
    try:
        gestion.inviter(nouveau, par=acces.nom)
    except FauteDeSaisie as faute:
        return _page(saisis, refus=faute.phrase)
    oubli.expedier_bientot()
    return _retour(f"Compte ouvert pour {comptes.normal(courriel)}\u00a0: un lien lui est envoyé, valable trois jours.")


@routes.post("/lien")
def renvoyer(acces: Gestionnaire, courriel: Courriel = "") -> Response:
    """Send again the link to choose a password."""
    try:
        gestion.renvoyer_lien(courriel, par=acces.nom)
    except FauteDeSaisie as faute:
        return _page(VIDES, refus=faute.phrase)
    oubli.expedier_bientot()
    return _retour(f"Un lien est envoyé à {comptes.normal(courriel)}, valable trois jours.")


@routes.post("/desactiver")
def desactiver(acces: Gestionnaire, courriel: Courriel = "") -> Response:
    """End an account at once; one does not end one's own."""
    try:
        gestion.desactiver(courriel, par=acces.nom, sauf=acces.compte)
    except FauteDeSaisie as faute:
        return _page(VIDES, refus=faute.phrase)
    return _retour(f"Compte de {comptes.normal(courriel)} désactivé, ses sessions sont fermées.")


def _retour(phrase: str) -> RedirectResponse:
    annoncer(phrase)
    return RedirectResponse("/comptes", status_code=303)


def _page(saisis: dict[str, object], *, refus: str | None = None) -> HTMLResponse:
    with lecture() as session:
        connus, codes = comptes.lister(session), gestion.relais_connus(session)
    connus.sort(key=lambda un: (un.utilisateur.desactive_le is not None, un.utilisateur.courriel))
    return page("comptes", 422 if refus else 200, comptes=connus, codes=codes, roles=Role, saisis=saisis, refus=refus)
