"""The statements behind the indicators of a month: totals by lot, company, employer, never a person nor an hour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal, or_, select
from sqlmodel import col

from metier.heures import Declarant, EtatHeures
from metier.publics import Categorie, Sexe
from sqlmodel_store.depots.affectations import DU_CONTRAT, DU_MOIS
from sqlmodel_store.depots.comptees import COMPTEE, DE_LA_PERSONNE
from sqlmodel_store.modeles.acteurs import Attribution, Avenant, Facture, Modalite
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Eligibilite, Formation, Heures, Participation
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.suivi import Affectation, Convention
from sqlmodel_store.parmi import parmi_les

CHAMPS_LOT = (
    "numero",
    "intitule",
    "clause",
    "motif_non_clause",
    "mode",
    "montant_ht",
    "euros_par_heure",
    "seuil_declenchement_ht",
    "duree_mois",
    "debut",
    "fin",
)
"""What the figures of a lot are judged on."""
DE_L_EMPLOYEUR = col(Heures.declarant) == Declarant.EMPLOYEUR


MOIS, AVANT, D_AVANT = "mois", "mois_avant", "mois_d_avant"
FIN = "fin"
OPERATIONS = "operations"


@dataclass(frozen=True)
class Enonces:
    """The statements of any month: of the operations that `operations` lists, or of all."""

    de_certaines: bool

    def _parmi(self, requete: Any, operation: Any) -> Any:  # noqa: ANN401 - a query, the column of its operation
        """Of these operations only: said to subqueries too, which would else add up those of all the relay."""
        return requete.where(parmi_les(operation, OPERATIONS)) if self.de_certaines else requete

    @cached_property
    def fiches(self) -> Any:  # noqa: ANN401 - a query
        """(id, reference, forme, duree_mois, penalite_heure) of each operation, by reference."""
        de = Operation
        colonnes = (de.id, de.reference, de.forme, de.duree_mois, de.penalite_heure)
        return self._parmi(select(*map(col, colonnes)).order_by(col(de.reference)), col(de.id))

    @cached_property
    def lots(self) -> Any:  # noqa: ANN401 - a query
        """(id, operation_id, what CHAMPS_LOT names), by number in the contract."""
        colonnes = [getattr(Lot, nom) for nom in ("id", "operation_id", *CHAMPS_LOT)]
        return self._parmi(select(*colonnes).order_by(col(Lot.numero)), col(Lot.operation_id))

    @cached_property
    def attributions(self) -> Any:  # noqa: ANN401 - a query
        """(id, lot_id, rang, entreprise, role, date_notification, hundredths awarded, of amendments), in order."""
        ajoutes = select(col(Avenant.attribution_id), func.sum(col(Avenant.centiemes)).label("ajoutes"))
        avenants = ajoutes.group_by(col(Avenant.attribution_id)).subquery()
        de = Attribution
        requete = select(
            col(de.id),
            col(de.lot_id),
            col(de.rang),
            col(de.entreprise_nom),
            col(de.role),
            col(de.date_notification),
            func.coalesce(col(de.centiemes), 0),
            func.coalesce(avenants.c.ajoutes, 0),
        ).outerjoin(avenants, avenants.c.attribution_id == col(de.id))
        return self._parmi(requete.order_by(col(de.rang)), col(de.operation_id))

    @cached_property
    def annonces(self) -> Any:  # noqa: ANN401 - a query
        """(attribution_id, structure, modality) of the structures that attributions announce, in their order."""
        requete = select(col(Modalite.attribution_id), col(Modalite.structure_nom), col(Modalite.type))
        requete = requete.join(Attribution, col(Attribution.id) == col(Modalite.attribution_id))
        requete = requete.where(col(Modalite.structure_nom).is_not(None)).order_by(col(Modalite.rang))
        return self._parmi(requete, col(Attribution.operation_id))

    @cached_property
    def contrats(self) -> Any:  # noqa: ANN401 - a query
        """(lot_id, employeur, type, number of contracts begun, lines of hours, hundredths) by those three.

        Hundredths: validated, in training, not counted, declared, contested, from the start; the same of the month;
        validated one and two months before.
        """
        par_contrat = self._heures_par_contrat
        de, lues = Contrat, par_contrat.c
        sommes = [func.coalesce(func.sum(une), 0) for une in lues if une.name.startswith("somme_")]
        requete = select(
            col(de.lot_id),
            col(de.employeur),
            col(de.type),
            _combien(self._commence),
            func.coalesce(func.sum(lues.lignes), 0),
            *sommes,
        )
        requete = requete.outerjoin(par_contrat, lues.contrat_id == col(de.id))
        return self._parmi(requete.group_by(col(de.lot_id), col(de.employeur), col(de.type)), col(de.operation_id))

    @cached_property
    def cedees(self) -> Any:  # noqa: ANN401 - a query
        """The lines of `contrats` for what is counted on other operations: hours to take off, no contract."""
        cles = (col(Contrat.lot_id), col(Contrat.employeur), col(Contrat.type))
        return self._parmi(self._affectees(-1, *cles), col(Affectation.operation_id))

    @cached_property
    def recues(self) -> Any:  # noqa: ANN401 - a query
        """The same for the hours of other operations counted on these: hours to add; then the convention's company."""
        cles = (col(Lot.id), col(Contrat.employeur), col(Contrat.type))
        du_lot = and_(col(Lot.operation_id) == col(Affectation.cible_id), col(Lot.numero) == col(Affectation.lot))
        requete = self._affectees(1, *cles).join(Lot, du_lot)
        requete = requete.join(Convention, col(Convention.id) == col(Affectation.convention_id))
        requete = requete.add_columns(col(Convention.entreprise)).group_by(col(Convention.entreprise))
        return self._parmi(requete, col(Affectation.cible_id))

    def _affectees(self, signe: int, *cles: Any) -> Any:  # noqa: ANN401 - columns, a query
        """As contracts not begun, allocations of later months make a line, of nothing yet: their lot is followed."""
        mois = col(Affectation.mois)
        jusqu_ici = mois <= bindparam(MOIS)
        sommes = self._sommes(mois, signe * case((jusqu_ici, col(Affectation.centiemes)), else_=0), literal(0))
        requete = select(*cles, literal(0), _combien(jusqu_ici), *sommes).select_from(Affectation)
        requete = requete.join(Contrat, DU_CONTRAT).join(Heures, DU_MOIS).outerjoin(Eligibilite, DE_LA_PERSONNE)
        return requete.group_by(*cles)

    @cached_property
    def _heures_par_contrat(self) -> Any:  # noqa: ANN401 - a subquery
        mois = col(Heures.mois)
        sommes = self._sommes(mois, col(Heures.centiemes), col(Heures.centiemes_formation))
        nommees = [somme.label(f"somme_{rang}") for rang, somme in enumerate(sommes)]
        requete = select(col(Heures.contrat_id), func.count().label("lignes"), *nommees)
        requete = requete.join(Contrat, col(Contrat.id) == col(Heures.contrat_id))
        requete = requete.outerjoin(Eligibilite, DE_LA_PERSONNE)
        if self.de_certaines:  # in the order of contracts, as they are grouped
            siens = self._parmi(select(col(Contrat.id)), col(Contrat.operation_id))
            requete = requete.where(col(Heures.contrat_id).in_(siens))
        return requete.where(DE_L_EMPLOYEUR, mois <= bindparam(MOIS)).group_by(col(Heures.contrat_id)).subquery()

    def _sommes(self, mois: Any, heures: Any, formation: Any) -> list[Any]:  # noqa: ANN401 - SQL expressions
        etat = col(Heures.etat)
        comptees = and_(etat == EtatHeures.VALIDEE, COMPTEE)
        par_etat = (
            (comptees, heures),
            (comptees, formation),
            (and_(etat == EtatHeures.VALIDEE, ~COMPTEE), heures),
            (etat == EtatHeures.DECLAREE, heures),
            (etat == EtatHeures.CONTESTEE, heures),
        )
        du_mois = [_somme(and_(mois == bindparam(MOIS), condition), valeur) for condition, valeur in par_etat]
        avant = [_somme(and_(mois == bindparam(un), comptees), heures) for un in (AVANT, D_AVANT)]
        return [*(_somme(condition, valeur) for condition, valeur in par_etat), *du_mois, *avant]

    @property
    def _commence(self) -> Any:  # noqa: ANN401 - a condition
        return col(Contrat.debut) <= bindparam(FIN)

    @property
    def _a_travaille(self) -> Any:  # noqa: ANN401 - a condition on a contract and the eligibility of its person
        faites = select(col(Heures.id)).where(
            col(Heures.contrat_id) == col(Contrat.id),
            DE_L_EMPLOYEUR,
            col(Heures.etat) == EtatHeures.VALIDEE,
            col(Heures.centiemes) > 0,
            col(Heures.mois) <= bindparam(MOIS),
            COMPTEE,
        )
        return faites.correlate(Contrat, Eligibilite).exists()

    @cached_property
    def personnes(self) -> Any:  # noqa: ANN401 - a query
        """(operation_id, persons, who worked, trained, both, candidates not kept, women, then each category).

        Within an operation a person is one beneficiary.
        """
        contrats, sessions = self._par_beneficiaire(), self._sessions()
        begun, seen = contrats.c.debut <= bindparam(FIN), sessions.c.debut <= bindparam(FIN)
        present, worked = or_(begun, seen), contrats.c.travail == 1
        sans = and_(col(Eligibilite.beneficiaire_id).is_(None), contrats.c.debut.is_(None), sessions.c.debut.is_(None))
        de = Beneficiaire
        groupes = (
            present,
            worked,
            seen,
            and_(worked, seen),
            sans,
            and_(present, col(de.sexe) == Sexe.FEMME),
            *(and_(present, col(de.categorie) == une) for une in Categorie),
        )
        requete = (
            select(col(de.operation_id), *map(_combien, groupes))
            .outerjoin(contrats, contrats.c.beneficiaire_id == col(de.id))
            .outerjoin(sessions, sessions.c.beneficiaire_id == col(de.id))
            .outerjoin(Eligibilite, col(Eligibilite.beneficiaire_id) == col(de.id))
        )
        return self._parmi(requete.group_by(col(de.operation_id)), col(de.operation_id))

    def _par_beneficiaire(self) -> Any:  # noqa: ANN401 - a subquery
        travail = func.max(case((self._a_travaille, 1), else_=0)).label("travail")
        requete = select(col(Contrat.beneficiaire_id), func.min(col(Contrat.debut)).label("debut"), travail)
        requete = self._parmi(requete.outerjoin(Eligibilite, DE_LA_PERSONNE), col(Contrat.operation_id))
        return requete.group_by(col(Contrat.beneficiaire_id)).subquery()

    def _sessions(self) -> Any:  # noqa: ANN401 - a subquery
        requete = select(col(Participation.beneficiaire_id), func.min(col(Formation.debut)).label("debut"))
        requete = requete.join(Formation, col(Formation.id) == col(Participation.formation_id))
        return self._parmi(requete, col(Formation.operation_id)).group_by(col(Participation.beneficiaire_id)).subquery()

    @cached_property
    def personnes_des_lots(self) -> Any:  # noqa: ANN401 - a query
        """(lot_id, persons with a contract)."""
        return self._personnes(col(Contrat.lot_id))

    @cached_property
    def personnes_des_employeurs(self) -> Any:  # noqa: ANN401 - a query
        """(operation_id, employeur, persons with a contract)."""
        return self._personnes(col(Contrat.operation_id), col(Contrat.employeur))

    @cached_property
    def personnes_des_cotraitants(self) -> Any:  # noqa: ANN401 - a query
        """(lot_id, rang of the attribution, persons with a contract) where a lot was entrusted to several companies."""
        tenants = _TENANTS.subquery()
        meme = and_(tenants.c.lot_id == col(Contrat.lot_id), tenants.c.employeur == col(Contrat.employeur))
        cles = (tenants.c.lot_id, (tenants.c.preference % RANGS).label("rang"))
        return self._personnes(*cles, selon=(tenants, meme))

    def _personnes(self, *cles: Any, selon: tuple[Any, Any] | None = None) -> Any:  # noqa: ANN401 - columns, a join, a query
        requete = select(*cles, func.count(col(Contrat.beneficiaire_id).distinct())).select_from(Contrat)
        requete = requete.join(*selon) if selon else requete
        return self._parmi(requete.where(self._commence).group_by(*cles), col(Contrat.operation_id))

    @cached_property
    def heures_de_formation(self) -> Any:  # noqa: ANN401 - a query
        """(operation_id, hundredths of sessions begun)."""
        requete = select(col(Formation.operation_id), func.sum(col(Participation.centiemes)))
        requete = requete.join(Participation, col(Participation.formation_id) == col(Formation.id))
        requete = requete.where(col(Formation.debut) <= bindparam(FIN)).group_by(col(Formation.operation_id))
        return self._parmi(requete, col(Formation.operation_id))

    @cached_property
    def factures(self) -> Any:  # noqa: ANN401 - a query
        """(lot_id, cents invoiced up to the month) of the lots that were ever invoiced."""
        jusqu_ici = _somme(col(Facture.mois) <= bindparam(MOIS), col(Facture.centimes))
        requete = select(col(Facture.lot_id), jusqu_ici).join(Lot, col(Lot.id) == col(Facture.lot_id))
        return self._parmi(requete.group_by(col(Facture.lot_id)), col(Lot.operation_id))


def _somme(condition: Any, valeur: Any) -> Any:  # noqa: ANN401 - SQL expressions
    return func.coalesce(func.sum(valeur).filter(condition), 0)


def _combien(condition: Any) -> Any:  # noqa: ANN401 - same
    return func.count().filter(condition)


RANGS = 100_000
_PREFERENCE = case(
    (col(Attribution.entreprise_nom) == col(Contrat.employeur), 0), (col(Modalite.id).is_not(None), 1), else_=2
)
_PLUSIEURS = select(col(Attribution.lot_id)).group_by(col(Attribution.lot_id)).having(func.count() > 1)
_TENANTS = (  # the rule of metier.rattachement, the place in the list deciding between equals
    select(
        col(Contrat.lot_id),
        col(Contrat.employeur),
        func.min(_PREFERENCE * RANGS + col(Attribution.rang)).label("preference"),
    )
    .join(Attribution, col(Attribution.lot_id) == col(Contrat.lot_id))
    .outerjoin(
        Modalite,
        and_(
            col(Modalite.attribution_id) == col(Attribution.id), col(Modalite.structure_nom) == col(Contrat.employeur)
        ),
    )
    .where(col(Contrat.lot_id).in_(_PLUSIEURS))
    .group_by(col(Contrat.lot_id), col(Contrat.employeur))
)
