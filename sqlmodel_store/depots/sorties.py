"""What became of the persons, milestone by milestone, and whom to send the attestations to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_modele

from metier.publics import Jalon, SituationSortie
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Sortie
from sqlmodel_store.modeles.operation import Lot
from sqlmodel_store.parmi import liste, parmi_les

JALONS = tuple(Jalon)


class FinDeParcours(NamedTuple):
    """The persons of an operation who have had no contract since a day; of how many nothing is said.

    `a_dire`: one count for each milestone, in the order of `JALONS`.
    """

    operation_id: int
    fin: date
    a_dire: tuple[int, ...]


def beneficiaire(session: Session, operation_id: int, code: str) -> int | None:
    """The row of a person of an operation, by the dossier's id."""
    requete = select_modele(Beneficiaire.id).where(Beneficiaire.operation_id == operation_id, Beneficiaire.code == code)
    return session.exec(requete).one_or_none()


def noter(session: Session, beneficiaire_id: int, jalon: Jalon, *, jour: date, situation: SituationSortie) -> None:
    """Writes where a person stands at a milestone, in place of what was written of it."""
    siennes = session.exec(select_modele(Sortie).where(Sortie.beneficiaire_id == beneficiaire_id)).all()
    connue = next((une for une in siennes if une.jalon is jalon), None)
    if connue is None:
        rang = max((une.rang for une in siennes), default=-1) + 1
        session.add(Sortie(beneficiaire_id=beneficiaire_id, rang=rang, jalon=jalon, date=jour, situation=situation))
        return
    connue.date, connue.situation = jour, situation


def fins_de_parcours(session: Session, operation_ids: Collection[int]) -> list[FinDeParcours]:
    """The persons of these operations with no running contract, by operation and last day, in one statement."""
    return [
        FinDeParcours(operation, fin, tuple([personnes - dit for dit in dits]))
        for operation, fin, personnes, *dits in session.execute(_finis(), {"operations": liste(operation_ids)})
    ]


@cache
def _finis() -> Any:  # noqa: ANN401 - a query
    """Of the operations that `operations` lists: persons, and of how many something is said, by day and milestone."""
    ouverts = func.sum(case((col(Contrat.fin).is_(None), 1), else_=0))
    finis = (
        select(col(Beneficiaire.id), col(Beneficiaire.operation_id), func.max(col(Contrat.fin)).label("fin"))
        .join(Contrat, col(Contrat.beneficiaire_id) == col(Beneficiaire.id))
        .where(parmi_les(col(Beneficiaire.operation_id), "operations"))
        .group_by(col(Beneficiaire.id), col(Beneficiaire.operation_id))
        .having(ouverts == 0)
        .subquery()
    )
    dits = [func.sum(case((_dit(finis, jalon), 1), else_=0)) for jalon in JALONS]
    groupe = (finis.c.operation_id, finis.c.fin)
    return select(*groupe, func.count(), *dits).select_from(finis).group_by(*groupe).order_by(*groupe)


def _dit(finis: Any, jalon: Jalon) -> Any:  # noqa: ANN401 - a subquery, a condition
    siennes = col(Sortie.beneficiaire_id) == finis.c.id
    return select(col(Sortie.beneficiaire_id)).where(siennes, col(Sortie.jalon) == jalon).exists()


def adresses(session: Session, operation_id: int) -> dict[tuple[int, str], str | None]:
    """The address of each company, by lot and name: the referent's, else the company's."""
    requete = (
        select(
            col(Lot.numero),
            col(Attribution.entreprise_nom),
            func.coalesce(col(Attribution.referent_courriel), col(Attribution.courriel)),
        )
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(col(Attribution.operation_id) == operation_id)
        .order_by(col(Lot.numero), col(Attribution.rang))
    )
    return {(numero, nom): adresse for numero, nom, adresse in session.execute(requete)}
