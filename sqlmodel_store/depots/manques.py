"""What the open operations of each relay still lack: hours to validate or to settle, eligibilities; two statements."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from metier.cycle import TERMINEES
from metier.droits import Acces
from metier.heures import EtatHeures
from sqlmodel_store.depots.operations_vues import restreindre
from sqlmodel_store.modeles.insertion import HEURES_EN_ATTENTE, Contrat, Eligibilite, Heures
from sqlmodel_store.modeles.operation import Operation


@dataclass(frozen=True, kw_only=True)
class Manques:
    """Lines of hours declared by employers and not validated, contested; contracts without valid eligibility."""

    a_valider: int = 0
    contestees: int = 0
    sans_eligibilite: int = 0


def par_relais(session: Session, acces: Acces) -> dict[int, Manques]:
    """By id of the relay, of those that the account sees and that lack something."""
    heures = _heures(session, acces)
    contrats = _contrats(session, acces)
    return {
        un: Manques(
            a_valider=heures.get((un, EtatHeures.DECLAREE), 0),
            contestees=heures.get((un, EtatHeures.CONTESTEE), 0),
            sans_eligibilite=contrats.get(un, 0),
        )
        for un in {relais for relais, _ in heures} | set(contrats)
    }


def _heures(session: Session, acces: Acces) -> dict[tuple[int, EtatHeures], int]:
    requete = (
        select(col(Operation.relais_id), col(Heures.etat), func.count())
        .join(Contrat, col(Contrat.id) == col(Heures.contrat_id))
        .join(Operation, col(Operation.id) == col(Contrat.operation_id))
        .where(HEURES_EN_ATTENTE, col(Operation.etape).not_in(TERMINEES))
        .group_by(col(Operation.relais_id), col(Heures.etat))
    )
    return {(relais, etat): combien for relais, etat, combien in session.execute(restreindre(requete, acces))}


def _contrats(session: Session, acces: Acces) -> dict[int, int]:
    requete = (
        select(col(Operation.relais_id), func.count())
        .select_from(Contrat)
        .join(Operation, col(Operation.id) == col(Contrat.operation_id))
        .outerjoin(Eligibilite, col(Eligibilite.beneficiaire_id) == col(Contrat.beneficiaire_id))
        .where(col(Eligibilite.beneficiaire_id).is_(None), col(Operation.etape).not_in(TERMINEES))
        .group_by(col(Operation.relais_id))
    )
    return {ligne[0]: ligne[1] for ligne in session.execute(restreindre(requete, acces))}
