"""The choices that companies proposed, lot by lot: the last word of each, and whether it was confirmed."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.depots.unicite import insert_once, touched
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.propositions import PropositionChoix
from sqlmodel_store.parmi import parmi


@dataclass(frozen=True, kw_only=True)
class Proposition:
    """What a company chose for a lot, as a dossier writes it; `retenue_le` None while it waits."""

    operation_id: int
    reference: str
    lot: int
    entreprise: str
    modalites: tuple[dict[str, Any], ...]
    referent: dict[str, str] | None
    commentaire: str | None
    recue_le: datetime
    retenue_le: date | None

    @property
    def contenu(self) -> tuple[Any, ...]:
        """What was said, whenever it was."""
        return (self.modalites, self.referent, self.commentaire)


def retenir(session: Session, proposition: Proposition, destinataire: str) -> None:
    """Writes a company's last word in place of the former one; it waits to be confirmed."""
    cle = {champ: getattr(proposition, champ) for champ in ("operation_id", "lot", "entreprise")}
    dit = {
        "destinataire": destinataire,
        "modalites": _ecrire(list(proposition.modalites)),
        "referent": _ecrire(proposition.referent) if proposition.referent else None,
        "commentaire": proposition.commentaire,
        "recue_le": maintenant(),
        "retenue_le": None,
    }
    if not insert_once(session, PropositionChoix, cle | dit, list(cle)):
        session.execute(update(PropositionChoix).where(*_de(**cle)).values(**dit))


def _ecrire(valeur: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(valeur, ensure_ascii=False, sort_keys=True)


def du_destinataire(session: Session, destinataire: str, operation_ids: Collection[int]) -> list[Proposition]:
    """What that address proposed on these operations, confirmed or not."""
    return _lire(session, operation_ids, col(PropositionChoix.destinataire) == destinataire)


def en_attente(session: Session, operation_ids: Collection[int]) -> list[Proposition]:
    """The proposals to be confirmed, of companies that hold their lot still; one statement."""
    return _lire(session, operation_ids, col(PropositionChoix.retenue_le).is_(None))


def _lire(session: Session, operation_ids: Collection[int], condition: ColumnElement[bool]) -> list[Proposition]:
    une = PropositionChoix
    requete = (
        select_colonnes(une, col(Operation.reference))
        .join(Operation, col(Operation.id) == col(une.operation_id))
        .where(parmi(col(une.operation_id), operation_ids), condition, _tenu())
        .order_by(col(Operation.reference), col(une.lot), col(une.entreprise))
    )
    return [_proposition(ligne, reference) for ligne, reference in session.execute(requete)]


def _tenu() -> ColumnElement[bool]:
    """The lot is that company's still: a proposal of one who lost it is nobody's any more."""
    tenant = (
        select(Attribution.id)
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(
            col(Attribution.operation_id) == col(PropositionChoix.operation_id),
            col(Lot.numero) == col(PropositionChoix.lot),
            col(Attribution.entreprise_nom) == col(PropositionChoix.entreprise),
        )
    )
    return tenant.exists()


def _proposition(ligne: PropositionChoix, reference: str) -> Proposition:
    return Proposition(
        operation_id=ligne.operation_id,
        reference=reference,
        lot=ligne.lot,
        entreprise=ligne.entreprise,
        modalites=tuple(json.loads(ligne.modalites)),
        referent=json.loads(ligne.referent) if ligne.referent else None,
        commentaire=ligne.commentaire,
        recue_le=ligne.recue_le,
        retenue_le=ligne.retenue_le,
    )


def confirmer(session: Session, operation_id: int, lot: int, entreprise: str, *, jour: date) -> bool:
    """The facilitateur wrote the choices of that lot, these or others; returns whether a proposal waited."""
    vises = (
        *_de(operation_id=operation_id, lot=lot, entreprise=entreprise),
        col(PropositionChoix.retenue_le).is_(None),
    )
    return touched(session, update(PropositionChoix).where(*vises).values(retenue_le=jour))


def _de(**cle: Any) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 - the columns of the key
    return tuple(getattr(PropositionChoix, champ) == valeur for champ, valeur in cle.items())
