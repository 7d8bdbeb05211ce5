"""Contracts of all the operations that an account sees, in few columns, each time in one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, or_
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.contrats import TypeContrat
from metier.cycle import ETAPES_AVAL
from metier.droits import Acces
from metier.heures import Declarant
from metier.periodes import Mois
from sqlmodel_store.depots.operations_vues import restreindre
from sqlmodel_store.modeles.documents import Document
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Eligibilite, Heures
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.suivi import RefusEligibilite


class ContratVu(NamedTuple):
    """A contract with its operation and its person; `beneficiaire`, `code` are local to the operation."""

    contrat_id: int
    operation_id: int
    reference: str
    intitule: str | None
    beneficiaire_id: int
    personne_id: int
    beneficiaire: str
    nom: str
    prenom: str
    code: str
    type: TypeContrat
    employeur: str
    lot: int
    debut: date
    fin: date | None
    motif_fin: str | None


def a_valider(session: Session, acces: Acces) -> list[ContratVu]:
    """The contracts of who was neither validated nor refused, the first to begin first."""
    refusee = select(RefusEligibilite.beneficiaire).where(
        col(RefusEligibilite.operation_id) == col(Beneficiaire.operation_id),
        col(RefusEligibilite.beneficiaire) == col(Beneficiaire.code),
    )
    requete = (
        _contrats(acces)
        .outerjoin(Eligibilite, col(Eligibilite.beneficiaire_id) == col(Beneficiaire.id))
        .where(col(Eligibilite.beneficiaire_id).is_(None), ~refusee.exists())
        .order_by(col(Contrat.debut), col(Operation.reference), col(Contrat.rang))
    )
    return [ContratVu._make(un) for un in session.execute(requete)]


def en_cours(session: Session, acces: Acces, depuis: date) -> list[ContratVu]:
    """The contracts that are running, or ended since that day, by operation."""
    requete = (
        _contrats(acces)
        .where(or_(col(Contrat.fin).is_(None), col(Contrat.fin) >= depuis))
        .order_by(col(Operation.reference), col(Contrat.rang))
    )
    return [ContratVu._make(un) for un in session.execute(requete)]


def avec_heures(session: Session, mois: Mois) -> frozenset[int]:
    """The contracts of which the employer said something in that month, by id."""
    requete = select(Heures.contrat_id).where(Heures.mois == str(mois), Heures.declarant == Declarant.EMPLOYEUR)
    return frozenset(session.exec(requete))


def pieces(session: Session, operation_ids: Collection[int], codes: Collection[str]) -> list[tuple[int, str, str]]:
    """(operation, code, file) of the documents of these codes, the latest first."""
    requete = (
        select_colonnes(col(Document.operation_id), col(Document.code), col(Document.fichier))
        .where(col(Document.operation_id).in_(operation_ids), col(Document.code).in_(codes))
        .order_by(col(Document.produit_le).desc(), col(Document.id))
    )
    return [(operation, code, fichier) for operation, code, fichier in session.execute(requete)]


def _contrats(acces: Acces) -> Any:  # noqa: ANN401 - a selection of sixteen columns
    requete = (
        select_colonnes(
            col(Contrat.id),
            col(Operation.id),
            col(Operation.reference),
            col(Operation.intitule),
            col(Beneficiaire.id),
            col(Beneficiaire.personne_id),
            col(Beneficiaire.code),
            col(Beneficiaire.nom),
            col(Beneficiaire.prenom),
            col(Contrat.code),
            col(Contrat.type),
            col(Contrat.employeur),
            col(Lot.numero),
            col(Contrat.debut),
            col(Contrat.fin),
            col(Contrat.motif_fin),
        )
        .join(Operation, and_(col(Operation.id) == col(Contrat.operation_id), col(Operation.etape).in_(ETAPES_AVAL)))
        .join(Lot, col(Lot.id) == col(Contrat.lot_id))
        .join(Beneficiaire, col(Beneficiaire.id) == col(Contrat.beneficiaire_id))
    )
    return restreindre(requete, acces)
