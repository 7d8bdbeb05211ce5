"""What became of the persons, milestone by milestone, and whom to send the attestations to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_modele

from metier.publics import Jalon, SituationSortie
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Sortie
from sqlmodel_store.modeles.operation import Lot


@dataclass(frozen=True, kw_only=True)
class FinDeParcours:
    """A person of an operation whose contracts are all over, since when, and the milestones already told."""

    operation_id: int
    code: str
    fin: date
    jalons: frozenset[Jalon]


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
    """The persons of these operations with no running contract, in two statements."""
    ouverts = func.sum(case((col(Contrat.fin).is_(None), 1), else_=0))
    requete = (
        select(col(Beneficiaire.id), col(Beneficiaire.operation_id), col(Beneficiaire.code), func.max(col(Contrat.fin)))
        .join(Contrat, col(Contrat.beneficiaire_id) == col(Beneficiaire.id))
        .where(col(Beneficiaire.operation_id).in_(list(operation_ids)))
        .group_by(col(Beneficiaire.id), col(Beneficiaire.operation_id), col(Beneficiaire.code))
        .having(ouverts == 0)
        .order_by(col(Beneficiaire.id))
    )
    finis = session.execute(requete).all()
    dits: dict[int, set[Jalon]] = {}
    jalons = select(col(Sortie.beneficiaire_id), col(Sortie.jalon)).join(
        Beneficiaire, col(Beneficiaire.id) == col(Sortie.beneficiaire_id)
    )
    for qui, jalon in session.execute(jalons.where(col(Beneficiaire.operation_id).in_(list(operation_ids)))):
        dits.setdefault(qui, set()).add(jalon)
    return [
        FinDeParcours(operation_id=operation, code=code, fin=fin, jalons=frozenset(dits.get(qui, ())))
        for qui, operation, code, fin in finis
    ]


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
