"""Documents made again from what the operation says now: the pieces of the contract, the note of the calculation.

Nothing is sent and the step stays the same; what was published is not made again behind the buyer's back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from echanges.dossier import partielle
from formats.typographie import typographier
from metier.cycle import Etape
from metier.droits import Acces, Droit
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import documents, journal
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.au_nom_de import exiger
from workflows.actes.effets import Effet
from workflows.actes.identites import identite_de
from workflows.actes.pieces import noter_le_calibrage, rediger_le_dce
from workflows.actes.production import ecrire, enregistrer


class Famille(Enumeration):
    DCE = "dce", "les pièces du marché"
    CALIBRAGE = "calibrage", "la note et le tableau de calibrage"


ETAPES = {Famille.DCE: (Etape.CONSULTATION,), Famille.CALIBRAGE: (Etape.REDACTION, Etape.CONSULTATION)}


@dataclass(frozen=True, kw_only=True)
class Refait:
    """What would change, or did: files by their path, and what a person should look at."""

    changes: tuple[str, ...]
    inchanges: tuple[str, ...]
    alertes: tuple[str, ...]


def refaisables(acces: Acces, operation: Operation) -> tuple[Famille, ...]:
    """What the account may ask to be made again now."""
    if not (acces.peut(Droit.CONDUIRE) and acces.voit(operation.relais_id)):
        return ()
    return tuple(une for une in Famille if operation.etape in ETAPES[une] and not operation.publication)


def apercevoir(acces: Acces, reference: str, famille: Famille) -> Refait:
    """What would change; nothing is written. Raises AccesRefuse, FauteDeSaisie."""
    acces.exiger(Droit.CONDUIRE)
    with lecture() as session:
        operation = exiger(session, acces, reference)
        return _comparer(session, operation, _effet(session, acces, operation, famille))


def refaire(acces: Acces, reference: str, famille: Famille) -> Refait:
    """Make them again; what comes out the same keeps its date. Raises AccesRefuse, FauteDeSaisie."""
    acces.exiger(Droit.CONDUIRE)
    with unit_of_work() as session:
        operation = exiger(session, acces, reference)
        verrouiller(session, f"operation {operation.id}")
        effet = _effet(session, acces, operation, famille)
        fait = _comparer(session, operation, effet)
        if fait.changes:
            enregistrer(session, operation.id, effet.pieces)
            noms = ", ".join(fait.changes)
            journal.noter(session, "document_refait", acteur=acces.nom, operation_id=operation.id, fichier=noms)
            session.flush()
        ecrire(operation.reference, effet.pieces, effet.annexes)
    return fait


def _effet(session: Session, acces: Acces, operation: Operation, famille: Famille) -> Effet:
    if famille not in refaisables(acces, operation):
        phrase = (
            f"{operation.reference} : {famille.libelle} ne se refont plus, l’étape « {operation.etape.libelle} » ou la "
            "publication du DCE l’empêche."
        )
        raise FauteDeSaisie("famille", typographier(phrase))
    produire: Callable[..., Effet] = rediger_le_dce if famille is Famille.DCE else noter_le_calibrage
    return produire(identite_de(session, [operation.id]), partielle(session, operation), modifier=_rien)


def _rien(_session: Session, _operation: Operation) -> None:
    return None


def _comparer(session: Session, operation: Operation, effet: Effet) -> Refait:
    connus = {un.fichier: un.sha256 for un in documents.lister(session, operation.id)}
    faits = {une.piece.fichier: une.piece.sha256 for une in effet.pieces}
    return Refait(
        changes=tuple(nom for nom, empreinte in faits.items() if connus.get(nom) != empreinte),
        inchanges=tuple(nom for nom, empreinte in faits.items() if connus.get(nom) == empreinte),
        alertes=effet.alertes,
    )
