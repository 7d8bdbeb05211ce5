"""What operations add up to: totals computed by the database, in a constant number of statements.

Rules of contract §2 and §4: what a using company declares never adds to a total; hours that no valid
eligibility makes count (`comptees`) are shown apart; a person counts with a contract or a training session.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from metier.contrats import TypeContrat
from metier.heures import Declarant, EtatHeures
from sqlmodel_store.depots import affectations
from sqlmodel_store.depots.comptees import COMPTEE, DE_LA_PERSONNE
from sqlmodel_store.modeles.acteurs import Attribution, Avenant
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Eligibilite, Heures, Participation
from sqlmodel_store.modeles.operation import Operation

VALIDEES = and_(col(Heures.etat) == EtatHeures.VALIDEE, col(Heures.declarant) == Declarant.EMPLOYEUR)


@dataclass(frozen=True, kw_only=True)
class Indicateurs:
    """Totals over a set of operations; counts are whole, hours are decimals."""

    operations: int
    maitres_ouvrage: int
    contrats: int
    contrats_par_type: dict[TypeContrat, int]
    personnes_distinctes: int
    personnes_ayant_travaille: int
    personnes_formees: int
    heures_engagees: Decimal
    heures_validees: Decimal
    heures_non_comptees: Decimal
    heures_par_mois: dict[str, Decimal]


def calculer(session: Session, operation_ids: Collection[int] | None = None) -> Indicateurs:
    """The totals of these operations, of all by default."""
    de = _Perimetre(session, None if operation_ids is None else list(operation_ids))
    par_type = de.contrats_par_type()
    soldes = [] if operation_ids is None else affectations.soldes(session, operation_ids)
    par_mois = _ajouter(de.heures_par_mois(), [(mois, solde) for mois, eligible, solde in soldes if eligible])
    ailleurs = sum(solde for _, eligible, solde in soldes if not eligible)
    return Indicateurs(
        operations=de.nombre(func.count(col(Operation.id))),
        maitres_ouvrage=de.nombre(func.count(_ACHETEUR.distinct())),
        contrats=sum(par_type.values()),
        contrats_par_type=par_type,
        personnes_distinctes=de.personnes(or_(_A_UN_CONTRAT, _A_UNE_FORMATION)),
        personnes_ayant_travaille=de.personnes(_A_TRAVAILLE),
        personnes_formees=de.personnes(_A_UNE_FORMATION),
        heures_engagees=de.heures_engagees(),
        heures_validees=sum(par_mois.values(), Decimal(0)),
        heures_non_comptees=de.heures_non_comptees() + _heures(ailleurs),
        heures_par_mois=par_mois,
    )


_ACHETEUR = func.coalesce(col(Operation.maitre_ouvrage_siret), col(Operation.maitre_ouvrage_nom))
_A_UN_CONTRAT = select(col(Contrat.id)).where(col(Contrat.beneficiaire_id) == col(Beneficiaire.id)).exists()
_A_UNE_FORMATION = (
    select(col(Participation.id)).where(col(Participation.beneficiaire_id) == col(Beneficiaire.id)).exists()
)
_A_TRAVAILLE = (
    select(col(Heures.id))
    .join(Contrat, col(Contrat.id) == col(Heures.contrat_id))
    .join(Eligibilite, DE_LA_PERSONNE)
    .where(col(Contrat.beneficiaire_id) == col(Beneficiaire.id), VALIDEES, col(Heures.centiemes) > 0, COMPTEE)
    .correlate(Beneficiaire)
    .exists()
)


@dataclass(frozen=True)
class _Perimetre:
    session: Session
    operations: list[int] | None

    def _dans(self, requete: Any, colonne: Any) -> Any:  # noqa: ANN401 - any query, any column of it
        return requete if self.operations is None else requete.where(colonne.in_(self.operations))

    def nombre(self, compte: Any) -> int:  # noqa: ANN401 - an aggregate over operations
        return int(self.session.execute(self._dans(select(compte), col(Operation.id))).scalar_one())

    def personnes(self, condition: Any) -> int:  # noqa: ANN401 - any condition on people
        requete = select(func.count(col(Beneficiaire.personne_id).distinct())).where(condition)
        return int(self.session.execute(self._dans(requete, col(Beneficiaire.operation_id))).scalar_one())

    def contrats_par_type(self) -> dict[TypeContrat, int]:
        requete = select(col(Contrat.type), func.count()).group_by(col(Contrat.type)).order_by(col(Contrat.type))
        lignes = self.session.execute(self._dans(requete, col(Contrat.operation_id)))
        return dict(iter(lignes))

    def heures_par_mois(self) -> dict[str, Decimal]:
        lignes = self._validees(COMPTEE, col(Heures.mois)).order_by(col(Heures.mois))
        return {mois: _heures(centiemes) for centiemes, mois in self.session.execute(lignes)}

    def heures_non_comptees(self) -> Decimal:
        return _heures(self.session.execute(self._validees(~COMPTEE)).scalar())

    def _validees(self, condition: Any, *cles: Any) -> Any:  # noqa: ANN401 - SQL expressions, a query
        requete = select(func.sum(col(Heures.centiemes)), *cles).where(VALIDEES, condition).group_by(*cles)
        requete = requete.join(Contrat, col(Contrat.id) == col(Heures.contrat_id))
        return self._dans(requete.outerjoin(Eligibilite, DE_LA_PERSONNE), col(Contrat.operation_id))

    def heures_engagees(self) -> Decimal:
        initiales = self._dans(select(func.sum(col(Attribution.centiemes))), col(Attribution.operation_id))
        ajoutees = select(func.sum(col(Avenant.centiemes))).join(
            Attribution, col(Attribution.id) == col(Avenant.attribution_id)
        )
        avenants = self.session.execute(self._dans(ajoutees, col(Attribution.operation_id))).scalar()
        return _heures(self.session.execute(initiales).scalar()) + _heures(avenants)


def _ajouter(par_mois: dict[str, Decimal], soldes: Iterable[tuple[str, int]]) -> dict[str, Decimal]:
    """The hours of each month with those received, without those counted on other operations."""
    for mois, solde in soldes:
        par_mois[mois] = par_mois.get(mois, Decimal(0)) + _heures(solde)
    return dict(sorted(par_mois.items()))


def _heures(centiemes: int | None) -> Decimal:
    return Decimal(int(centiemes or 0)) / 100
