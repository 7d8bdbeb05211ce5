"""The lots that the companies of one address hold, with what is written down of how they carry out their hours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import false, func, or_
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.operation import Mission
from sqlmodel_store.depots.engagements import SUIVIES
from sqlmodel_store.modeles.acteurs import Attribution, Avenant, Modalite
from sqlmodel_store.modeles.operation import Lot, Operation


@dataclass(frozen=True, kw_only=True)
class LotTenu:
    """A lot of a company; `heures`: due, amendments included, None where they are not written."""

    operation: Operation
    lot: Lot
    attribution: Attribution
    heures: Decimal | None
    modalites: tuple[Modalite, ...]


def de_l_adresse(session: Session, adresse: str) -> list[LotTenu]:
    """Those whose company, or its referent, has that address, in followed operations; two statements."""
    avenants = select(func.sum(Avenant.centiemes)).where(col(Avenant.attribution_id) == col(Attribution.id))
    requete = (
        select_colonnes(Operation, Lot, Attribution, avenants.scalar_subquery())
        .join(Attribution, col(Attribution.operation_id) == col(Operation.id))
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(
            or_(
                func.lower(col(Attribution.courriel)) == adresse,
                func.lower(col(Attribution.referent_courriel)) == adresse,
            ),
            col(Operation.etape).in_(SUIVIES),
            col(Lot.clause).is_not(false()),
        )
        .order_by(col(Operation.reference), col(Lot.numero), col(Attribution.rang))
    )
    lignes = [ligne for ligne in session.execute(requete) if _suivie(ligne[0])]
    modalites = _modalites(session, [attribution.id for _, _, attribution, _ in lignes])
    return [
        LotTenu(
            operation=operation,
            lot=lot,
            attribution=attribution,
            heures=_dues(attribution, ajoutes or 0),
            modalites=tuple(modalites[attribution.id]),
        )
        for operation, lot, attribution, ajoutes in lignes
    ]


def _suivie(operation: Operation) -> bool:
    return operation.missions is None or Mission.AVAL_SUIVI.value in operation.missions


def _dues(attribution: Attribution, avenants: int) -> Decimal | None:
    if attribution.centiemes is None:
        return None
    return Decimal(attribution.centiemes + avenants) / 100


def _modalites(session: Session, attributions: list[int]) -> dict[int, list[Modalite]]:
    trouvees: dict[int, list[Modalite]] = defaultdict(list)
    requete = select(Modalite).where(col(Modalite.attribution_id).in_(attributions)).order_by(col(Modalite.rang))
    for une in session.exec(requete):
        trouvees[une.attribution_id].append(une)
    return trouvees
