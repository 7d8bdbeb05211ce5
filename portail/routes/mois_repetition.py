"""The rehearsal of a month's dashboards: shown, each held back or let go, each document made to be looked at."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from formats.dates import de_mois, mois_long
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from portail.acces import AccesCourant, exige
from portail.mois import repetition
from portail.rendu import page
from portail.routes.mois import Conducteur, Periode
from portail.telechargement import livrer
from portail.visite import annoncer
from sqlmodel_store.session import lecture
from workflows.actes.mensuel import au_nom
from workflows.actes.mensuel.retenues import TOUS

routes = APIRouter(prefix="/mois/{mois}/repetition", dependencies=[Depends(exige(Droit.LIRE))])

MOTIF_MAX = 300


@routes.get("")
def montrer(
    mois: Periode,
    acces: AccesCourant,
    q: Annotated[str, Query(max_length=200)] = "",
    numero: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """What would leave, and what changed since the month before."""
    return _page(acces, mois, q, numero)


@routes.post("")
def trancher(
    mois: Periode,
    acces: Conducteur,
    action: Annotated[str, Form(max_length=20)] = "",
    destinataire: Annotated[str, Form(max_length=320)] = "",
    motif: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Hold back a recipient, or let it go."""
    qui = destinataire.strip().casefold()
    try:
        if action == "retenir":
            au_nom.retenir(acces, mois, qui, " ".join(motif.split())[:MOTIF_MAX] or None)
        else:
            au_nom.liberer(acces, mois, qui)
    except FauteDeSaisie as faute:
        refus = faute.phrase.removeprefix(faute.champ).lstrip("\u00a0\u202f :")
        return _page(acces, mois, "", 1, 422, refus=refus[:1].upper() + refus[1:])
    nom = "Tout le mois" if qui == TOUS else qui
    annoncer(f"{nom}\u00a0: {'retenu, ne partira pas' if action == 'retenir' else 'libéré'}.")
    return RedirectResponse(f"/mois/{mois}/repetition", status_code=303)


@routes.get("/{reference}/{rang}")
def produire(
    mois: Periode,
    reference: str,
    rang: int,
    acces: AccesCourant,
    piece: Annotated[int, Query(ge=0, le=9)] = 0,
) -> Response:
    """A dashboard made now, to be looked at; nothing is recorded."""
    return livrer(*repetition.produire(acces, mois, reference, rang, piece))


def _page(
    acces: Acces, mois: Mois, mots: str, numero: int, statut: int = 200, *, refus: str | None = None
) -> HTMLResponse:
    with lecture() as session:
        lue = repetition.lire(session, acces, mois, mots, numero)
    noms = {
        "titre": mois_long(mois),
        "de_mois": de_mois(mois),
        "du_suivant": de_mois(lue.suivant),
        "conduit": acces.peut(Droit.CONDUIRE),
        "tous": TOUS,
    }
    return page("mois_repetition", statut, lue=lue, mots=mots, refus=refus, **noms)
