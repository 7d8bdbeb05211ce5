"""Where things stand: of one operation, and of all of them today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from config.horloge import PARIS
from config.jours_ouvres import feries
from config.paths import Paths
from config.settings import get_settings
from metier.courriers import NatureCourrier
from metier.cycle import transitions_possibles
from metier.echeances import apres
from sqlmodel_store.depots import courriers_entrants, courriers_sortants, documents, operations, reception
from sqlmodel_store.modeles.courriers import CourrierEntrant
from workflows.actes import boite_muette, envois_a_regler, notes
from workflows.actes.attentes import Action
from workflows.actes.courrier_recu.attentes import differees
from workflows.actes.sujets import attentes, empechees_hors_operation

LECTURE = 2  # working days to read a mail
A_LIRE = {
    NatureCourrier.A_TRANCHER: "à trancher",
    NatureCourrier.QUARANTAINE: "mis en quarantaine",
    NatureCourrier.REPONSE: "sans opération",
}
"""What waits for a reader, as the day's list counts it."""


def du_jour(session: Session) -> list[Action]:
    """Every open action, overdue first, then by date: mails that wait for a person, everyone's reminders included."""
    toutes = attentes(session, operations.lister(session))
    return par_date([*toutes, *hors_operation(session), *notes.attentes(session)])


def par_date(actions: Iterable[Action]) -> list[Action]:
    """Overdue first, then by date."""
    return sorted(actions, key=lambda action: (action.avant_le or date.max, action.depuis, action.reference or ""))


def montrer(session: Session, reference: str) -> dict[str, Any]:
    """The document of `operation montrer --json`. Raises FauteDeSaisie when no operation has that reference."""
    operation = operations.exiger(session, reference)
    assert operation.id is not None
    dossier = Paths(get_settings().home).documents(reference)
    return {
        "reference": operation.reference,
        "etape": operation.etape.value,
        "transitions": [possible.value for possible in transitions_possibles(operations.situation(operation))],
        "actions": [action.en_json() for action in attentes(session, [operation])],
        "documents": [
            {
                "code": document.code,
                "fichier": str(dossier / document.fichier),
                "sha256": document.sha256,
                "edition": document.edition,
                "produit_le": document.produit_le.isoformat().replace("+00:00", "Z"),
            }
            for document in documents.lister(session, operation.id)
        ],
        "courriels": [
            {
                "cle": courrier.cle,
                "destinataire": courrier.destinataire,
                "objet": courrier.objet,
                "etat": courrier.etat.value,
            }
            for courrier in courriers_sortants.lister(session, operation_id=operation.id)
        ],
    }


def registre(session: Session) -> dict[str, Any]:
    """The document of `courrier etat --json`: every mail in and out."""
    references = {operation.id: operation.reference for operation in operations.lister(session)}
    return {
        "entrants": [
            {
                "message_id": recu.message_id,
                "nature": recu.nature.value if recu.nature else None,
                "raison": recu.raison,
                "operation": references[recu.operation_id] if recu.operation_id else None,
            }
            for recu in courriers_entrants.registre(session)
        ],
        "sortants": [asdict(sortant) | {"etat": sortant.etat.value} for sortant in courriers_sortants.lignes(session)],
    }


def hors_operation(session: Session) -> list[Action]:
    """One action for the mails that a person must read, then those that did not leave and are about no operation."""
    a_lire = _courriers_a_lire(session)
    trouvees = [
        *boite_muette.attentes(session),
        *empechees_hors_operation(session),
        *envois_a_regler.hors_operation(session),
        *differees(session),
    ]
    if a_lire:
        trouvees.append(_action_courrier(_dire_a_lire(a_lire), min(recu.recu_le for recu in a_lire)))
    return trouvees


def _courriers_a_lire(session: Session) -> list[CourrierEntrant]:
    """What waits for a reader; an answer that belongs to no operation is seen nowhere else."""
    lus = reception.tranches(session)
    return [
        recu
        for recu in courriers_entrants.de_nature(session, set(A_LIRE))
        if recu.id not in lus and (recu.nature is not NatureCourrier.REPONSE or recu.operation_id is None)
    ]


def _dire_a_lire(a_lire: Sequence[CourrierEntrant]) -> str:
    """« Lire les courriels reçus à trancher (12), mis en quarantaine (7) »: counted as the ledger does."""
    comptes = Counter(recu.nature for recu in a_lire)
    dits = [f"{dit} ({comptes[nature]})" for nature, dit in A_LIRE.items() if comptes[nature]]
    return f"Lire les courriels reçus {', '.join(dits)}"


def _action_courrier(libelle: str, instant: datetime) -> Action:
    depuis = instant.astimezone(PARIS).date()
    return Action(libelle=libelle, qui="facilitateur", depuis=depuis, avant_le=apres(depuis, LECTURE, feries()))
