"""Asking the Prefect server for runs: which flow does what, under which key.

Prefect answers the same key with the same run, ended ones included. What is asked here is known not to be done: a run
that is over, or that has been in the hands of a runner for too long to be still alive, gives way to the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from config.horloge import maintenant
from metier.cycle import Transition
from metier.gestes import GESTES as REGLES_DES_GESTES
from metier.gestes import Geste
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.journal import Demande
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.service_prefect import attendre, lancer

FLUX = {
    Transition.ACCEPTER: "faisabilite",
    Transition.REFUSER: "faisabilite",
    Transition.CALIBRER: "calibrage",
    Transition.REDIGER: "redaction",
    Transition.DEMARRER: "demarrage",
    Transition.METTRE_EN_OEUVRE: "mise_en_oeuvre",
    Transition.CONCLURE: "bilan_final",
}
GESTE = "geste"


PRIS_EN_MAIN = frozenset({"PENDING", "RUNNING", "CANCELLING"})
PERDU = timedelta(minutes=10)


def lancer_reception(courrier: int, *, depart: bool = False) -> str:
    """A run that reads a stored mail, its id; the one already asked for, while it may still do it.

    `depart`: whoever executed runs before is gone.
    """
    with lecture() as session:
        ligne = session.get_one(CourrierEntrant, courrier)
    depart = depart or maintenant() - ligne.recu_le > PERDU
    return _lancer_encore("reception", {"courrier": courrier}, _cle(f"courrier:{courrier}", ligne.recu_le), depart)


def lancer_demande(demande: int, *, depart: bool = False) -> str | None:
    """A run that does a request, its id; None for an act that produces nothing and has no flow."""
    with lecture() as session:
        ligne = session.get_one(Demande, demande)
        reference = session.get_one(Operation, ligne.operation_id).reference
    flux = _flux(ligne.acte)
    if flux is None:
        return None
    formulaire: dict[str, object] = {"reference": reference, "demande": demande}
    if ligne.transition is Transition.REFUSER:
        formulaire["reponse"] = Transition.REFUSER.value
    if ligne.geste is not None:
        formulaire["geste"] = ligne.geste.value
    depart = depart or maintenant() - ligne.demandee_le > PERDU
    cle = _cle(f"{reference}:{ligne.acte.value}:{demande}", ligne.demandee_le)
    return _lancer_encore(flux, {"formulaire": formulaire}, cle, depart)


def _flux(acte: Transition | Geste) -> str | None:
    if isinstance(acte, Geste):
        return GESTE if REGLES_DES_GESTES[acte].produit else None
    return FLUX.get(acte)


def lancer_echeances(*, depart: bool = False) -> str:
    """A run that does what is due today; the one already asked for within the minute, while it may still do it."""
    return _lancer_encore("echeances", {}, f"echeances:{maintenant():%Y%m%d%H%M}", depart)


def lancer_expedition(*, depart: bool = False) -> str:
    """A run that empties the outbox; the one already asked for within the minute, while it may still do it."""
    return _lancer_encore("expedition", {}, f"expedition:{maintenant():%Y%m%d%H%M}", depart)


def _lancer_encore(flux: str, parametres: Mapping[str, Any], cle: str, depart: bool) -> str:
    """The run of the first attempt that is not over, nor lost where `depart` says that nobody holds it any more."""
    for essai in count():
        run = lancer(flux, parametres, f"{cle}:{essai}")
        fin = attendre(run, 0)
        if not fin.termine and not (depart and fin.etat in PRIS_EN_MAIN):
            return run
    raise AssertionError  # count() has no end


def _cle(objet: str, cree_le: datetime) -> str:
    """The instant tells a row from the one that bore its number in a lost database."""
    return f"{objet}:{cree_le:%Y%m%d%H%M%S%f}"
