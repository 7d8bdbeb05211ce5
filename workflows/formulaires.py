"""The forms that start a transition from the Prefect interface, and the way from a form to a request that is done.

A relay's own processes fill the same forms, with the id of a request that the database already holds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from typing import Any

from prefect import get_run_logger
from prefect.runtime import flow_run
from pydantic import BaseModel, Field

from metier.acteurs import RoleContact
from metier.cycle import Transition
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie, PanneExterne
from metier.gestes import Geste
from metier.operation import Nature, TypeMaitreOuvrage
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.expedition import expedier
from workflows.artefacts import montrer_transition
from workflows.discretion import discretement

SANS_PERSONNE = "Aucun nom de personne : ce texte est visible de tous les administrateurs."


class SurOperation(BaseModel, ABC):
    """What every form of a transition asks."""

    reference: str = Field(title="Référence de l’opération")
    demande: int | None = Field(None, title="Demande", description="Réservé à Relais : laisser vide depuis cette page.")

    @abstractmethod
    def transition(self) -> Transition | Geste:
        """What the form asks for."""

    def donnees(self) -> dict[str, Any]:
        """What the transition receives (contract §6)."""
        return {}


class Reponse(Enumeration):
    ACCEPTER = "accepter", "le relais prend l’opération"
    REFUSER = "refuser", "le relais ne peut pas la prendre"


class Faisabilite(SurOperation):
    reponse: Reponse = Field(Reponse.ACCEPTER, title="Réponse du relais")
    reserves: str = Field("", title="Réserves, s’il y en a", description=SANS_PERSONNE)
    motif: str = Field("", title="Motif, pour refuser", description=SANS_PERSONNE)
    relais_propose: str = Field("", title="Autre relais proposé, pour refuser")

    def transition(self) -> Transition:
        return Transition(self.reponse.value)

    def donnees(self) -> dict[str, Any]:
        champs = ("reserves",) if self.reponse is Reponse.ACCEPTER else ("motif", "relais_propose")
        return {champ: texte for champ in champs if (texte := getattr(self, champ).strip())}


class Calibrage(SurOperation):
    def transition(self) -> Transition:
        return Transition.CALIBRER


class Redaction(SurOperation):
    date_publication_prevue: date | None = Field(None, title="Publication prévue de l’avis")

    def transition(self) -> Transition:
        return Transition.REDIGER

    def donnees(self) -> dict[str, Any]:
        prevue = self.date_publication_prevue
        return {"date_publication_prevue": prevue.isoformat()} if prevue else {}


class Demarrage(SurOperation):
    date_reunion: date | None = Field(None, title="Réunion de démarrage le")
    heure: str = Field("", title="Heure, par exemple 14:00")
    lieu: str = Field("", title="Lieu", description=SANS_PERSONNE)
    convoquee_par: RoleContact = Field(RoleContact.MAITRE_OUVRAGE, title="Convoquée par")

    def transition(self) -> Transition:
        return Transition.DEMARRER

    def donnees(self) -> dict[str, Any]:
        if self.date_reunion is None:
            return {}
        reunion = {"date": self.date_reunion.isoformat(), "convoquee_par": self.convoquee_par.value}
        return {"reunion": reunion | {nom: dit for nom in ("heure", "lieu") if (dit := getattr(self, nom).strip())}}


class MiseEnOeuvre(SurOperation):
    def transition(self) -> Transition:
        return Transition.METTRE_EN_OEUVRE


class BilanFinal(SurOperation):
    def transition(self) -> Transition:
        return Transition.CONCLURE


class FormulaireGeste(SurOperation):
    """Filled by Relais only: the request already holds the data."""

    geste: Geste = Field(title="Geste")

    def transition(self) -> Geste:
        return self.geste


class NouvelleOperation(BaseModel):
    intitule: str = Field(title="Intitulé de l’opération", min_length=3)
    maitre_ouvrage: str = Field(title="Maître d’ouvrage", min_length=2)
    type_maitre_ouvrage: TypeMaitreOuvrage = Field(TypeMaitreOuvrage.COLLECTIVITE, title="Type de maître d’ouvrage")
    nature: Nature = Field(Nature.TRAVAUX, title="Nature du marché")
    reference: str = Field("", title="Référence de l’acheteur", description="Laisser vide pour en recevoir une.")
    commune: str = Field("", title="Commune")
    date_avis: date | None = Field(None, title="Envoi de l’avis prévu le")


def nommer(acte: str) -> Callable[[], str]:
    """The name of a run: « calibrage de 2026-THI-014 »."""

    def nom() -> str:
        formulaire = flow_run.parameters.get("formulaire")
        reference = formulaire.get("reference") if isinstance(formulaire, dict) else formulaire.reference
        return f"{acte} de {reference}"

    return nom


def conduire(formulaire: SurOperation) -> None:
    """Do the request that a form names, or the one it makes; then send what it posted."""
    with discretement(f"{formulaire.transition().value} {formulaire.reference}"):
        resultat = executer(formulaire.demande if formulaire.demande is not None else _demander(formulaire))
        if resultat.courriels:
            expedier_sans_echouer()
        montrer_transition(resultat)


def expedier_sans_echouer() -> None:
    """Send what waits: the act is done whatever becomes of the mail, which waits in the outbox."""
    try:
        expedier()
    except (PanneExterne, FauteDeSaisie) as empechement:
        get_run_logger().warning("Courrier en attente : %s", empechement.phrase)


def _demander(formulaire: SurOperation) -> int:
    """The same run, tried again, makes one request."""
    appel = Appel(
        reference=formulaire.reference,
        transition=formulaire.transition(),
        donnees=formulaire.donnees(),
        par="prefect",
        cle=f"formulaire:{flow_run.id}",
    )
    return demander(appel)
