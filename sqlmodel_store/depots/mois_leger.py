"""A month in few columns: enough to tell where each contract stands, to count, to search and to order them all.

What a page then shows of some of them is read whole by `depots.heures.du_mois`. Three statements, whatever the size.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import String, and_, or_, type_coerce
from sqlalchemy import select as select_colonnes
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from metier.cycle import Etape
from metier.droits import Acces
from metier.heures import Declarant
from metier.periodes import Mois
from metier.rattachement import preference
from sqlmodel_store.depots.operations_vues import restreindre
from sqlmodel_store.depots.releves_attendus import CLAUSE
from sqlmodel_store.modeles.acteurs import Attribution, Modalite
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Eligibilite, Heures
from sqlmodel_store.modeles.operation import Lot, Operation


@dataclass(frozen=True, kw_only=True)
class Cadre:
    """An operation that has contracts in the month."""

    id: int
    reference: str
    intitule: str | None
    etape: Etape
    releves_depuis: date | None


class LigneLegere(NamedTuple):
    """A contract that meets the month; hours in hundredths, `etat` the value of an `EtatHeures`.

    `centiemes`, `etat` are None where the employer says nothing, `recoupes` where the using company does not; `clause`:
    whether the lot has one; `declaree_le`: when the employer said them, where that is known.
    """

    contrat_id: int
    operation_id: int
    lot_id: int
    lot: int
    employeur: str
    nom: str
    prenom: str
    contrat: str
    debut: date
    validee_le: date | None
    motif_tardif: str | None
    centiemes: int | None
    etat: str | None
    recoupes: int | None
    clause: bool
    declaree_le: date | None


def cadres(session: Session, acces: Acces, mois: Mois) -> dict[int, Cadre]:
    """The operations of the month that the account sees, by id."""
    ont_un_contrat = select_colonnes(col(Contrat.operation_id)).where(*_rencontre(mois))
    colonnes = (Operation.id, Operation.reference, Operation.intitule, Operation.etape, Operation.releves_depuis)
    requete = restreindre(select_colonnes(*(col(une) for une in colonnes)), acces)
    trouves = session.execute(requete.where(col(Operation.id).in_(ont_un_contrat)))
    return {un.id: Cadre(**un._mapping) for un in trouves}  # noqa: SLF001 - its name


def lignes(session: Session, mois: Mois) -> list[LigneLegere]:
    """Every contract that meets the month, in no order; those of operations that the caller may not see too."""
    dite, recoupee = aliased(Heures), aliased(Heures)
    requete = (
        select_colonnes(
            col(Contrat.id),
            col(Contrat.operation_id),
            col(Contrat.lot_id),
            col(Lot.numero),
            col(Contrat.employeur),
            col(Beneficiaire.nom),
            col(Beneficiaire.prenom),
            col(Contrat.code),
            col(Contrat.debut),
            col(Eligibilite.validee_le),
            col(Eligibilite.motif_tardif),
            col(dite.centiemes),
            type_coerce(col(dite.etat), String),
            col(recoupee.centiemes),
            CLAUSE,
            col(dite.declaree_le),
        )
        .join(Lot, col(Lot.id) == col(Contrat.lot_id))
        .join(Beneficiaire, col(Beneficiaire.id) == col(Contrat.beneficiaire_id))
        .outerjoin(Eligibilite, col(Eligibilite.beneficiaire_id) == col(Contrat.beneficiaire_id))
        .outerjoin(dite, _est(dite, mois, Declarant.EMPLOYEUR))
        .outerjoin(recoupee, _est(recoupee, mois, Declarant.ENTREPRISE_UTILISATRICE))
        .where(*_rencontre(mois))
    )
    return [LigneLegere._make(une) for une in session.execute(requete)]


def entreprises(session: Session, mois: Mois, employeurs: Collection[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """The company that each (lot, employer) serves (`metier.rattachement`), of awarded lots. Two statements."""
    lots = select_colonnes(col(Contrat.lot_id)).where(*_rencontre(mois))
    attributions = session.execute(
        select_colonnes(col(Attribution.lot_id), col(Attribution.id), col(Attribution.entreprise_nom))
        .where(col(Attribution.lot_id).in_(lots))
        .order_by(col(Attribution.rang))
    ).all()
    annoncees: dict[int, set[str]] = {}
    for numero, nom in session.execute(
        select_colonnes(col(Modalite.attribution_id), col(Modalite.structure_nom))
        .join(Attribution, col(Attribution.id) == col(Modalite.attribution_id))
        .where(col(Attribution.lot_id).in_(lots))
    ):
        annoncees.setdefault(numero, set()).add(nom or "")
    du_lot: dict[int, list[tuple[int, str]]] = {}
    for lot_id, numero, nom in attributions:
        du_lot.setdefault(lot_id, []).append((numero, nom))
    return {
        (lot, employeur): _servie(du_lot[lot], annoncees, employeur) for lot, employeur in employeurs if lot in du_lot
    }


def _servie(candidates: list[tuple[int, str]], annoncees: Mapping[int, set[str]], employeur: str) -> str:
    if len(candidates) == 1:
        return candidates[0][1]
    return min(candidates, key=lambda une: preference(une[1], annoncees.get(une[0], ()), employeur))[1]


def _rencontre(mois: Mois) -> tuple[Any, Any]:
    return col(Contrat.debut) <= mois.fin, or_(col(Contrat.fin).is_(None), col(Contrat.fin) >= mois.debut)


def _est(ligne: Any, mois: Mois, declarant: Declarant) -> Any:  # noqa: ANN401 - an alias, an SQL expression
    return and_(ligne.contrat_id == col(Contrat.id), ligne.mois == str(mois), ligne.declarant == declarant)
