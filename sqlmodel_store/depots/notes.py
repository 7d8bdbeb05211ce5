"""Notes and reminders of operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, update
from sqlmodel import Session, col, select

from config.horloge import aujourdhui, maintenant
from metier.droits import Acces
from sqlmodel_store.depots.unicite import insert_once, touched
from sqlmodel_store.modeles.notes import Note, Rappel
from sqlmodel_store.modeles.operation import Operation


@dataclass(frozen=True, kw_only=True)
class RappelDu:
    """A reminder that waits, and the operation it is about."""

    rappel: Rappel
    reference: str
    intitule: str | None


def ecrire(session: Session, acces: Acces, operation_id: int, texte: str, *, cle: str) -> bool:
    """A note of that account; returns False, and changes nothing, when its key is already there."""
    return insert_once(session, Note, _de(acces, operation_id, texte, cle) | {"ecrite_le": maintenant()}, ["cle"])


def modifier(session: Session, acces: Acces, operation_id: int, numero: int, texte: str) -> bool:
    """Another text for a note; returns False unless it is that account's."""
    ordre = update(Note).where(col(Note.id) == numero, _sienne(Note, acces, operation_id))
    return touched(session, ordre.values(texte=texte, modifiee_le=maintenant()))


def retirer(session: Session, acces: Acces, operation_id: int, numero: int) -> bool:
    """The note is no more; returns False unless it is that account's."""
    return touched(session, delete(Note).where(col(Note.id) == numero, _sienne(Note, acces, operation_id)))


def lister(session: Session, operation_id: int) -> list[Note]:
    """The notes of an operation, the latest first."""
    return list(session.exec(select(Note).where(Note.operation_id == operation_id).order_by(col(Note.id).desc())))


def poser_rappel(session: Session, acces: Acces, operation_id: int, le: date, texte: str, *, cle: str) -> bool:
    """A reminder for that account; returns False, and changes nothing, when its key is already there."""
    valeurs = _de(acces, operation_id, texte, cle) | {"le": le, "pose_le": aujourdhui()}
    return insert_once(session, Rappel, valeurs, ["cle"])


def clore_rappel(session: Session, acces: Acces, operation_id: int, numero: int) -> bool:
    """It is done; returns False unless it waits and is that account's."""
    ordre = update(Rappel).where(
        col(Rappel.id) == numero, col(Rappel.fait_le).is_(None), _sienne(Rappel, acces, operation_id)
    )
    return touched(session, ordre.values(fait_le=maintenant()))


def rappels_de(session: Session, acces: Acces, operation_id: int) -> list[Rappel]:
    """What the account waits for on an operation, the nearest first."""
    requete = select(Rappel).where(_sienne(Rappel, acces, operation_id), col(Rappel.fait_le).is_(None))
    return list(session.exec(requete.order_by(col(Rappel.le), col(Rappel.id))))


def rappels(session: Session, acces: Acces | None = None) -> list[RappelDu]:
    """Every reminder that waits, of all accounts or of one, on the operations that it still sees; the nearest first."""
    requete = (
        select(Rappel, Operation.reference, Operation.intitule)
        .join(Operation, col(Operation.id) == col(Rappel.operation_id))
        .where(col(Rappel.fait_le).is_(None))
        .order_by(col(Rappel.le), col(Rappel.id))
    )
    if acces is not None:
        requete = requete.where(col(Rappel.utilisateur_id) == acces.compte)
        if acces.relais is not None:
            requete = requete.where(col(Operation.relais_id).in_(acces.relais))
    return [RappelDu(rappel=un, reference=reference, intitule=dit) for un, reference, dit in session.exec(requete)]


def _de(acces: Acces, operation_id: int, texte: str, cle: str) -> dict[str, object]:
    return {
        "operation_id": operation_id,
        "utilisateur_id": acces.compte,
        "auteur": acces.nom,
        "texte": texte,
        "cle": cle,
    }


def _sienne(modele: type[Note | Rappel], acces: Acces, operation_id: int) -> ColumnElement[bool]:
    return and_(col(modele.operation_id) == operation_id, col(modele.utilisateur_id) == acces.compte)
