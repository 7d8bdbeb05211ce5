"""Asking the Prefect server for runs: which flow does what, under which key."""

from __future__ import annotations

from datetime import datetime

from config.horloge import maintenant
from metier.cycle import Transition
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.journal import Demande
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.service_prefect import lancer

FLUX = {
    Transition.ACCEPTER: "faisabilite",
    Transition.REFUSER: "faisabilite",
    Transition.CALIBRER: "calibrage",
    Transition.REDIGER: "redaction",
}


def lancer_reception(courrier: int) -> str:
    """A run that reads a stored mail; the same one while it has not been attempted again. Returns the run's id."""
    with lecture() as session:
        ligne = session.get_one(CourrierEntrant, courrier)
    return lancer("reception", {"courrier": courrier}, _cle(f"courrier:{courrier}", ligne.recu_le, ligne.essais))


def lancer_demande(demande: int) -> str | None:
    """A run that does a request, its id; None for a transition that produces nothing and has no flow."""
    with lecture() as session:
        ligne = session.get_one(Demande, demande)
        reference = session.get_one(Operation, ligne.operation_id).reference
    if ligne.transition not in FLUX:
        return None
    formulaire: dict[str, object] = {"reference": reference, "demande": demande}
    if ligne.transition is Transition.REFUSER:
        formulaire["reponse"] = Transition.REFUSER.value
    cle = _cle(f"{reference}:{ligne.transition.value}:{demande}", ligne.demandee_le, ligne.essais)
    return lancer(FLUX[ligne.transition], {"formulaire": formulaire}, cle)


def lancer_expedition() -> str:
    """A run that empties the outbox, one a minute at most."""
    return lancer("expedition", {}, f"expedition:{maintenant():%Y%m%d%H%M}")


def _cle(objet: str, cree_le: datetime, essais: int) -> str:
    """The same for the same attempt; the instant tells a row from the one that bore its number in a lost database."""
    return f"{objet}:{cree_le:%Y%m%d%H%M%S%f}:{essais}"
