"""Which of the parts that tell how far an operation went it has."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlmodel import Session, col

from sqlmodel_store.modeles.acteurs import Attribution, Modalite
from sqlmodel_store.modeles.insertion import Contrat


def presents(session: Session, operation_id: int) -> tuple[bool, bool, bool]:
    """Whether an operation has contracts, modalities chosen, attributions; one statement."""
    attributions = select(col(Attribution.id)).where(col(Attribution.operation_id) == operation_id)
    contrats, modalites, attribuee = session.execute(
        select(
            exists().where(col(Contrat.operation_id) == operation_id),
            exists().where(col(Modalite.attribution_id).in_(attributions)),
            attributions.exists(),
        )
    ).one()
    return bool(contrats), bool(modalites), bool(attribuee)
