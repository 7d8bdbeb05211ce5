"""Hours of a contract counted on other operations under a convention (C3): read, and written as a whole per month."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, delete, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from metier.contrats import TypeContrat
from metier.heures import Declarant, EtatHeures
from sqlmodel_store.depots.comptees import COMPTEE, DE_LA_PERSONNE
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.insertion import Contrat, Eligibilite, Heures
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.suivi import Affectation, Convention, ConventionOperation

DU_CONTRAT = and_(  # expressions, so that SQLite reads the few affectations first and not every contract
    col(Contrat.operation_id) == col(Affectation.operation_id) + 0,
    col(Contrat.code) == col(Affectation.contrat).concat(""),
)
DU_MOIS = and_(
    col(Heures.contrat_id) == col(Contrat.id),
    col(Heures.mois) == col(Affectation.mois),
    col(Heures.declarant) == Declarant.EMPLOYEUR,
)


@dataclass(frozen=True, kw_only=True)
class Cedee:
    """Hours of a contract of `operation_id` that are counted elsewhere in a month."""

    operation_id: int
    contrat: str
    mois: str
    heures: Decimal


@dataclass(frozen=True, kw_only=True)
class Recue:
    """Hours counted on a lot of `operation_id`, with what is needed of the contract under which they were done."""

    operation_id: int
    lot: int
    source: str
    contrat: str
    type: TypeContrat
    employeur: str
    debut: date
    fin: date | None
    entreprise: str
    mois: str
    heures: Decimal
    etat: EtatHeures
    eligible: bool


@dataclass(frozen=True, kw_only=True)
class Ecrite:
    """Hours of a contract of `source` counted on a lot of `cible` in a month, operations by reference."""

    convention: str
    source: str
    contrat: str
    mois: str
    cible: str
    lot: int
    heures: Decimal


def cedees(session: Session, operation_ids: Collection[int]) -> list[Cedee]:
    """What these operations have counted elsewhere, in the order it was written."""
    requete = (
        select(col(Affectation.operation_id), col(Affectation.contrat), col(Affectation.mois), col(Affectation.heures))
        .join(Contrat, DU_CONTRAT)
        .join(Heures, DU_MOIS)
        .where(col(Affectation.operation_id).in_(list(operation_ids)))
        .order_by(col(Affectation.id))
    )
    return [
        Cedee(operation_id=source, contrat=contrat, mois=mois, heures=heures)
        for source, contrat, mois, heures in session.execute(requete)
    ]


def recues(session: Session, operation_ids: Collection[int]) -> list[Recue]:
    """What is counted on these operations of the hours of others, in the order it was written."""
    de, k = Affectation, Contrat
    requete: Any = (
        select(
            col(de.cible_id).label("operation_id"),
            col(de.lot),
            col(Operation.reference).label("source"),
            col(de.contrat),
            col(k.type),
            col(k.employeur),
            col(k.debut),
            col(k.fin),
            col(Convention.entreprise),
            col(de.mois),
            col(de.heures),
            col(Heures.etat),
            COMPTEE.label("eligible"),
        )
        .join(Contrat, DU_CONTRAT)
        .join(Heures, DU_MOIS)
        .join(Operation, col(Operation.id) == col(de.operation_id))
        .join(Convention, col(Convention.id) == col(de.convention_id))
        .outerjoin(Eligibilite, DE_LA_PERSONNE)
        .where(col(de.cible_id).in_(list(operation_ids)))
        .order_by(col(de.id))
    )
    return [Recue(**ligne._mapping) for ligne in session.execute(requete)]  # noqa: SLF001 - public in spite of its name


def convention(session: Session, reference: str) -> Convention | None:
    return session.execute(select(Convention).where(col(Convention.reference) == reference)).scalar_one_or_none()


def lister(session: Session) -> list[Convention]:
    """Every convention, by reference."""
    return list(session.execute(select(Convention).order_by(col(Convention.reference))).scalars())


def membres(session: Session, convention_id: int) -> dict[str, date | None]:
    """The references of the operations under a convention, each with the day its buyer agreed, in their order."""
    requete = (
        select(col(Operation.reference), col(ConventionOperation.accord_le))
        .join(ConventionOperation, col(ConventionOperation.operation_id) == col(Operation.id))
        .where(col(ConventionOperation.convention_id) == convention_id)
        .order_by(col(Operation.reference))
    )
    return {ligne[0]: ligne[1] for ligne in session.execute(requete)}


def ecrire_convention(session: Session, valeurs: dict[str, Any], accords: dict[int, date | None]) -> Convention:
    """The convention of that reference, created or corrected, with the operations (by id) and their agreements."""
    presente = convention(session, valeurs["reference"]) or Convention(**valeurs)
    for nom, valeur in valeurs.items():
        setattr(presente, nom, valeur)
    session.add(presente)
    session.flush()
    session.execute(delete(ConventionOperation).where(col(ConventionOperation.convention_id) == presente.id))
    session.add_all(
        ConventionOperation(convention_id=presente.id, operation_id=numero, accord_le=accord)
        for numero, accord in accords.items()
    )
    session.flush()
    return presente


def de_la_convention(session: Session, convention_id: int) -> list[Ecrite]:
    """What is counted under a convention, by month, contract and market, whether hours are still there or not."""
    return _ecrites(session, col(Affectation.convention_id) == convention_id)


def de_la_source(session: Session, operation_id: int) -> list[Ecrite]:
    """What an operation has counted elsewhere, in the same order."""
    return _ecrites(session, col(Affectation.operation_id) == operation_id)


def _ecrites(session: Session, condition: Any) -> list[Ecrite]:  # noqa: ANN401 - an SQL expression
    source, cible = aliased(Operation), aliased(Operation)
    requete: Any = (
        select(
            col(Convention.reference).label("convention"),
            col(source.reference).label("source"),
            col(Affectation.contrat),
            col(Affectation.mois),
            col(cible.reference).label("cible"),
            col(Affectation.lot),
            col(Affectation.heures),
        )
        .join(Convention, col(Convention.id) == col(Affectation.convention_id))
        .join(source, col(source.id) == col(Affectation.operation_id))
        .join(cible, col(cible.id) == col(Affectation.cible_id))
        .where(condition)
        .order_by(col(Affectation.mois), col(source.reference), col(Affectation.contrat))
        .order_by(col(cible.reference), col(Affectation.lot))
    )
    return [Ecrite(**ligne._mapping) for ligne in session.execute(requete)]  # noqa: SLF001 - as above


def de_l_operation(session: Session, operation_id: int) -> list[tuple[Convention, date | None]]:
    """The conventions that an operation is under, each with the day its buyer agreed, by reference."""
    requete = (
        select(Convention, col(ConventionOperation.accord_le))
        .join(ConventionOperation, col(ConventionOperation.convention_id) == col(Convention.id))
        .where(col(ConventionOperation.operation_id) == operation_id)
        .order_by(col(Convention.reference))
    )
    return [(ligne[0], ligne[1]) for ligne in session.execute(requete)]


def ajouter_un_membre(session: Session, convention_id: int, operation_id: int, accord_le: date | None) -> None:
    """Puts an operation under a convention that it is not under."""
    session.add(ConventionOperation(convention_id=convention_id, operation_id=operation_id, accord_le=accord_le))
    session.flush()


def est_titulaire(session: Session, operation_id: int, lot: int, entreprise: str) -> bool:
    """Whether a company holds a lot."""
    requete = (
        select(col(Attribution.id))
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(
            col(Lot.operation_id) == operation_id,
            col(Lot.numero) == lot,
            col(Attribution.entreprise_nom) == entreprise,
        )
    )
    return session.execute(requete.limit(1)).first() is not None


def touchees(session: Session, convention_id: int) -> set[int]:
    """The ids of the operations that hours were taken from or counted on under a convention."""
    requete = select(col(Affectation.operation_id), col(Affectation.cible_id)).where(
        col(Affectation.convention_id) == convention_id
    )
    return {numero for paire in session.execute(requete) for numero in paire}


def du_contrat(session: Session, operation_id: int, contrat: str, mois: str) -> dict[tuple[int, int, int], Decimal]:
    """What is counted elsewhere of a contract in a month, by convention, operation and lot."""
    requete = select(Affectation).where(
        col(Affectation.operation_id) == operation_id,
        col(Affectation.contrat) == contrat,
        col(Affectation.mois) == mois,
    )
    lignes = session.execute(requete).scalars()
    return {(une.convention_id, une.cible_id, une.lot): une.heures for une in lignes}


def remplacer(
    session: Session, convention_id: int, source: tuple[int, str, str], parts: dict[tuple[int, int], Decimal]
) -> None:
    """Writes what a convention counts elsewhere of (operation, contract, month), in place of what it counted."""
    operation_id, contrat, mois = source
    session.execute(
        delete(Affectation).where(
            col(Affectation.convention_id) == convention_id,
            col(Affectation.operation_id) == operation_id,
            col(Affectation.contrat) == contrat,
            col(Affectation.mois) == mois,
        )
    )
    session.flush()
    session.add_all(
        Affectation(
            convention_id=convention_id,
            operation_id=operation_id,
            contrat=contrat,
            mois=mois,
            cible_id=cible,
            lot=lot,
            heures=heures,
        )
        for (cible, lot), heures in sorted(parts.items())
        if heures
    )
    session.flush()


def soldes(session: Session, operation_ids: Collection[int]) -> list[tuple[str, bool, int]]:
    """(month, whether they count, hundredths received less given) of the validated hours of these."""
    sens = ((col(Affectation.cible_id), 1), (col(Affectation.operation_id), -1))
    return [
        (mois, eligible, signe * int(centiemes))
        for cote, signe in sens
        for mois, eligible, centiemes in session.execute(_validees().where(cote.in_(list(operation_ids))))
    ]


def _validees() -> Any:  # noqa: ANN401 - a query
    requete: Any = (
        select(col(Affectation.mois), COMPTEE, func.sum(col(Affectation.centiemes)))
        .join(Contrat, DU_CONTRAT)
        .join(Heures, DU_MOIS)
        .outerjoin(Eligibilite, DE_LA_PERSONNE)
        .where(col(Heures.etat) == EtatHeures.VALIDEE)
        .group_by(col(Affectation.mois), COMPTEE)
    )
    return requete
