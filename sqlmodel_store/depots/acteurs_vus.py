"""Who takes part in one operation, as its page names them; each time in one statement."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.acteurs import TypeStructure
from metier.contrats import TypeContrat
from sqlmodel_store.modeles.acteurs import Attribution, Contact, Modalite
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat
from sqlmodel_store.modeles.operation import Lot


class ContratDuLot(NamedTuple):
    """A contract on a lot, by its number; `code` is local to the dossier."""

    lot: int
    code: str
    prenom: str
    nom: str
    type: TypeContrat
    employeur: str
    debut: date
    fin: date | None


class StructureAnnoncee(NamedTuple):
    """A structure that the company of a lot announced."""

    lot: int
    nom: str
    type: TypeStructure | None
    courriel: str | None


def contacts(session: Session, operation_id: int) -> list[Contact]:
    """In the order of the dossier."""
    return list(session.exec(select(Contact).where(Contact.operation_id == operation_id).order_by(col(Contact.rang))))


def attributions(session: Session, operation_id: int) -> list[tuple[int, Attribution]]:
    """(number of the lot, attribution), by lot then in the order of the dossier."""
    requete = (
        select_colonnes(col(Lot.numero), Attribution)
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(col(Attribution.operation_id) == operation_id)
        .order_by(col(Lot.rang), col(Attribution.rang))
    )
    return [(numero, une) for numero, une in session.execute(requete)]


def structures(session: Session, operation_id: int) -> list[StructureAnnoncee]:
    """Those that attributions announce, by lot."""
    requete = (
        select_colonnes(
            col(Lot.numero), col(Modalite.structure_nom), col(Modalite.structure_type), col(Modalite.structure_courriel)
        )
        .join(Attribution, col(Attribution.id) == col(Modalite.attribution_id))
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(col(Attribution.operation_id) == operation_id, col(Modalite.structure_nom).is_not(None))
        .order_by(col(Lot.rang), col(Attribution.rang), col(Modalite.rang))
    )
    return [StructureAnnoncee._make(une) for une in session.execute(requete)]


def contrats(session: Session, operation_id: int, jusqu_au: date) -> list[ContratDuLot]:
    """Those begun by that day, the first to begin first."""
    requete = (
        select_colonnes(
            col(Lot.numero),
            col(Contrat.code),
            col(Beneficiaire.prenom),
            col(Beneficiaire.nom),
            col(Contrat.type),
            col(Contrat.employeur),
            col(Contrat.debut),
            col(Contrat.fin),
        )
        .join(Lot, col(Lot.id) == col(Contrat.lot_id))
        .join(Beneficiaire, col(Beneficiaire.id) == col(Contrat.beneficiaire_id))
        .where(col(Contrat.operation_id) == operation_id, col(Contrat.debut) <= jusqu_au)
        .order_by(col(Contrat.debut), col(Contrat.rang))
    )
    return [ContratDuLot._make(un) for un in session.execute(requete)]
