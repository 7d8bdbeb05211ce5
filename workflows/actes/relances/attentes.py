"""What reminders in vain wait for: a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from documents.contextes.demande import enumerate_
from formats.dates import date_courte
from metier.cycle import ETAPES_AVAL, Responsable
from metier.echeances import apres
from metier.relances import epuisee
from sqlmodel_store.depots import attributions
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action
from workflows.actes.lectures import Lectures
from workflows.actes.relances.relance import faites, ouverts_de
from workflows.actes.relances.retards import Attente, d_operations

DELAI = 5  # working days given to the facilitateur


def sans_reponse(session: Session, operations: Sequence[Operation], lues: Lectures | None = None) -> list[Action]:
    """Who was reminded as often as may be and does not answer, by operation: the facilitateur takes over."""
    numeros = [une.id for une in operations if une.etape in ETAPES_AVAL]
    if not numeros:
        return []
    jour = aujourdhui()
    retards = d_operations(session, jour, lues or Lectures(session, operations))
    passees, tenants = faites(session, retards, jour), attributions.entreprises(session, numeros)
    actions = []
    for adresse, attentes in retards.items():
        presents, siennes = ouverts_de(attentes, jour), passees.get(adresse, ())
        if epuisee(presents, siennes):
            derniere = max(une.jour for une in siennes if une.niveau)
            par_operation = {une.reference: une for une in presents}
            actions += [_reprendre(une, derniere, tenants) for une in par_operation.values()]
    return actions


def _reprendre(attente: Attente, derniere: date, tenants: Mapping[tuple[int, int], Sequence[str]]) -> Action:
    return Action(
        libelle=f"Appeler {attente.organisation}, sans réponse aux relances (dernière le {date_courte(derniere)}), ou "
        + _autre_voie(attente, tenants),
        qui=Responsable.FACILITATEUR.libelle,
        depuis=derniere,
        avant_le=apres(derniere, DELAI, feries()),
        reference=attente.reference,
        lot=attente.lot,
        ensemble="Appeler qui ne répond pas aux relances, {}",
    )


def _autre_voie(attente: Attente, tenants: Mapping[tuple[int, int], Sequence[str]]) -> str:
    """E4a is addressed to who holds a lot; the others are bound to the company of the lot, not to the buyer."""
    siens = [nom for (operation, _), noms in tenants.items() if operation == attente.operation_id for nom in noms]
    if attente.organisation in siens:
        return "préparer l’invitation à présenter des observations (E4a)"
    entreprises = enumerate_(tuple(tenants.get((attente.operation_id, attente.lot), ())))
    return f"en parler avec l’entreprise du lot {attente.lot}" + (f", {entreprises}" if entreprises else "")
