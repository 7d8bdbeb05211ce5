"""An operation opened by hand: from a form, with the little that is known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from echanges.dossier import completer
from echanges.format_operation import lire_partielle
from metier.cycle import Etape
from metier.fautes import FauteDeSaisie
from metier.operation import Nature, TypeMaitreOuvrage
from sqlmodel_store.depots import journal, operations
from sqlmodel_store.session import unit_of_work
from workflows.actes.annonce import AVAL
from workflows.actes.pas import avancer_a

OUVERTE = "operation_ouverte"


@dataclass(frozen=True, kw_only=True)
class Saisie:
    """What a form says of an operation; `cle` makes the same form, sent twice, one operation.

    `relais` is the code of the relay that follows it, by default the first; `par` is who fills the form.
    """

    cle: str
    intitule: str
    maitre_ouvrage: str
    type_maitre_ouvrage: TypeMaitreOuvrage
    nature: Nature
    reference: str | None = None
    commune: str | None = None
    date_avis: date | None = None
    relais: str | None = None
    par: str = "formulaire"


def creer(saisie: Saisie) -> str:
    """The reference of the operation that the form opens, at the step « signalée ». Raises FauteDeSaisie."""
    with unit_of_work() as session:
        connue = _deja_ouverte(session, saisie.cle)
        if connue is not None:
            return connue
        reference = saisie.reference or operations.prochaine_reference(session, aujourdhui().year)
        lue = lire_partielle(_objet(saisie, reference)).format
        if operations.par_reference(session, reference):
            raise FauteDeSaisie("reference", f"reference : une opération porte déjà la référence « {reference} ».")
        operation = operations.creer(session, reference, le=aujourdhui(), code=saisie.relais)
        completer(session, operation, lue)
        if saisie.type_maitre_ouvrage is TypeMaitreOuvrage.REGION:
            operation.missions = AVAL
        avancer_a(operation, Etape.SIGNALEE)
        dite = {"cle": saisie.cle, "reference": reference}
        journal.noter(session, OUVERTE, acteur=saisie.par, operation_id=operation.id, **dite)
        return reference


def _deja_ouverte(session: Session, cle: str) -> str | None:
    """The operation that this very form opened before."""
    for evenement in journal.du_genre(session, OUVERTE):
        noted = json.loads(evenement.donnees)
        if noted["cle"] == cle:
            return str(noted["reference"])
    return None


def _objet(saisie: Saisie, reference: str) -> dict[str, object]:
    objet: dict[str, object] = {
        "reference": reference,
        "intitule": saisie.intitule,
        "maitre_ouvrage": {"nom": saisie.maitre_ouvrage, "type": saisie.type_maitre_ouvrage.value},
        "nature": saisie.nature.value,
    }
    if saisie.commune:
        objet["lieu"] = {"commune": saisie.commune}
    if saisie.date_avis:
        objet["date_avis"] = saisie.date_avis.isoformat()
    return objet
