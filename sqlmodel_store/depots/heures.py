"""Hours of months: read contract by contract, written one line at a time, settled by month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, delete, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from metier.eligibilite import compte
from metier.heures import Declarant, EtatHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois
from metier.periodes import Mois
from metier.rattachement import preference
from sqlmodel_store.modeles.acteurs import Attribution, Modalite
from sqlmodel_store.modeles.insertion import HEURES_EN_ATTENTE, Beneficiaire, Contrat, Eligibilite, Heures
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.suivi import Affectation, MoisClos, Rectification
from sqlmodel_store.parmi import parmi

CENTIEMES = 100


@dataclass(frozen=True, kw_only=True)
class CleLigne:
    """Which line: a contract, a month, who says it."""

    contrat_id: int
    mois: Mois
    declarant: Declarant = Declarant.EMPLOYEUR


@dataclass(frozen=True, kw_only=True)
class EnAttente:
    """Employer lines of an operation and a month in one state; `depuis` the oldest that has a date."""

    operation_id: int
    mois: Mois
    etat: EtatHeures
    lignes: int
    depuis: date | None


def du_mois(
    session: Session,
    mois: Mois,
    operation_ids: Collection[int] | None = None,
    contrats: Collection[int] | None = None,
) -> list[ContratDuMois]:
    """The contracts that meet a month, of these operations or of all, by operation, lot, employer and person.

    `contrats`: these only, by id. Three statements, whatever the number of operations.
    """
    dite, recoupee, precedente = aliased(Heures), aliased(Heures), aliased(Heures)
    requete = (
        select(Contrat, Operation.reference, Lot.numero, Beneficiaire, Eligibilite, dite, recoupee, precedente)  # type: ignore[call-overload]
        .join(Operation, col(Operation.id) == col(Contrat.operation_id))
        .join(Lot, col(Lot.id) == col(Contrat.lot_id))
        .join(Beneficiaire, col(Beneficiaire.id) == col(Contrat.beneficiaire_id))
        .outerjoin(Eligibilite, col(Eligibilite.beneficiaire_id) == col(Contrat.beneficiaire_id))
        .outerjoin(dite, _est(dite, mois, Declarant.EMPLOYEUR))
        .outerjoin(recoupee, _est(recoupee, mois, Declarant.ENTREPRISE_UTILISATRICE))
        .outerjoin(precedente, _est(precedente, mois.precedent, Declarant.EMPLOYEUR))
        .where(col(Contrat.debut) <= mois.fin, func.coalesce(col(Contrat.fin), mois.debut) >= mois.debut)
    )
    if operation_ids is not None:
        requete = requete.where(col(Contrat.operation_id).in_(operation_ids))
    if contrats is not None:
        requete = requete.where(col(Contrat.id).in_(contrats))
    entreprises = _Entreprises(session, operation_ids)
    lignes = [_contrat(trouve, mois, entreprises) for trouve in session.exec(requete)]
    return sorted(lignes, key=lambda un: (un.reference, un.lot, un.employeur, un.nom, un.prenom, un.debut, un.contrat))


def sommes_des_personnes(session: Session, personnes: Collection[int], mois: Mois) -> dict[int, Decimal]:
    """Employer hours of each of these people in a month, over all operations."""
    requete = (
        select(Beneficiaire.personne_id, func.sum(Heures.centiemes))
        .join(Contrat, col(Contrat.beneficiaire_id) == col(Beneficiaire.id))
        .join(Heures, _est(Heures, mois, Declarant.EMPLOYEUR))
        .where(col(Beneficiaire.personne_id).in_(personnes))
        .group_by(col(Beneficiaire.personne_id))
    )
    return {qui: en_heures(somme) for qui, somme in session.exec(requete)}


def sommes_par_operation(session: Session, personnes: Collection[int]) -> list[tuple[int, int, str, Decimal]]:
    """(personne_id, operation_id, month, employer hours) of these people."""
    requete = (
        select(Beneficiaire.personne_id, Beneficiaire.operation_id, Heures.mois, func.sum(Heures.centiemes))
        .join(Contrat, col(Contrat.beneficiaire_id) == col(Beneficiaire.id))
        .join(Heures, col(Heures.contrat_id) == col(Contrat.id))
        .where(col(Beneficiaire.personne_id).in_(personnes), Heures.declarant == Declarant.EMPLOYEUR)
        .group_by(col(Beneficiaire.personne_id), col(Beneficiaire.operation_id), col(Heures.mois))
    )
    return [(qui, operation, mois, en_heures(somme)) for qui, operation, mois, somme in session.exec(requete)]


def affectees(session: Session, operation_id: int, mois: Mois) -> dict[str, Decimal]:
    """Hours of each contract that are counted on other operations, by the contract's code."""
    requete = (
        select(Affectation.contrat, func.sum(Affectation.centiemes))
        .where(Affectation.operation_id == operation_id, Affectation.mois == str(mois))
        .group_by(col(Affectation.contrat))
    )
    return {contrat: en_heures(somme) for contrat, somme in session.exec(requete)}


def ecrire(session: Session, operation_id: int, cle: CleLigne, ligne: LigneDuMois | None) -> None:
    """Puts a line in place of the one there is; None removes it. The session is flushed."""
    trouvee = _trouver(session, cle)
    if ligne is None:
        if trouvee is not None:
            session.delete(trouvee)
    elif trouvee is None:
        session.add(
            Heures(
                contrat_id=cle.contrat_id,
                mois=str(cle.mois),
                declarant=cle.declarant,
                rang=_rang_suivant(session, operation_id),
                **vars(ligne),
            )
        )
    else:
        for nom, valeur in vars(ligne).items():
            setattr(trouvee, nom, valeur)
    session.flush()


def noter_rectification(session: Session, rectification: Rectification) -> None:
    """Adds what hours were and what they are; never corrected."""
    session.add(rectification)


def rectifications(session: Session, operation_id: int, mois: Mois | None = None) -> list[Rectification]:
    """The amendments of an operation, of one month or all, in the order they were made."""
    requete = select(Rectification).where(Rectification.operation_id == operation_id).order_by(col(Rectification.id))
    if mois is not None:
        requete = requete.where(Rectification.mois == str(mois))
    return list(session.exec(requete))


def rectifications_de(session: Session, mois: Mois, operations: Collection[int]) -> list[Rectification]:
    """The amendments of a month in these operations, in the order they were made."""
    requete = select(Rectification).where(
        Rectification.mois == str(mois), parmi(col(Rectification.operation_id), operations)
    )
    return list(session.exec(requete.order_by(col(Rectification.id))))


def est_clos(session: Session, operation_id: int, mois: Mois) -> bool:
    """Whether the hours of that month are settled."""
    return session.get(MoisClos, (operation_id, str(mois))) is not None


def mois_clos(session: Session, operation_ids: Collection[int]) -> dict[int, set[str]]:
    """The settled months of each of these operations that has some."""
    clos: dict[int, set[str]] = {}
    for ligne in session.exec(select(MoisClos).where(col(MoisClos.operation_id).in_(operation_ids))):
        clos.setdefault(ligne.operation_id, set()).add(ligne.mois)
    return clos


def closes_en(session: Session, mois: Mois) -> frozenset[int]:
    """The operations whose month is settled, by id."""
    return frozenset(session.exec(select(MoisClos.operation_id).where(MoisClos.mois == str(mois))))


def clore(session: Session, operation_id: int, mois: Mois, *, par: str, jour: date) -> None:
    """Settles a month that is not."""
    session.add(MoisClos(operation_id=operation_id, mois=str(mois), clos_le=jour, par=par))


def en_attente(session: Session, operation_ids: Collection[int]) -> list[EnAttente]:
    """Employer lines that nobody validated, by operation, month and state, in one statement."""
    requete = (
        select(  # type: ignore[call-overload]
            Contrat.operation_id, Heures.mois, Heures.etat, func.count(), func.min(Heures.declaree_le)
        )
        .join(Contrat, col(Contrat.id) == col(Heures.contrat_id))
        .where(
            parmi(col(Contrat.operation_id), operation_ids),
            HEURES_EN_ATTENTE,
        )
        .group_by(col(Contrat.operation_id), col(Heures.mois), col(Heures.etat))
        .order_by(col(Contrat.operation_id), col(Heures.mois), col(Heures.etat))
    )
    return [
        EnAttente(operation_id=operation, mois=Mois.lire(mois), etat=etat, lignes=combien, depuis=depuis)
        for operation, mois, etat, combien, depuis in session.exec(requete)
    ]


def retirer_les_affectations(session: Session, operation_id: int) -> list[dict[str, Any]]:
    """Takes away what is allocated of the contracts of an operation, to be put back once they are written again."""
    trouvees = session.exec(select(Affectation).where(Affectation.operation_id == operation_id)).all()
    valeurs = [une.model_dump(exclude={"id", "centiemes"}) for une in trouvees]
    session.execute(delete(Affectation).where(col(Affectation.operation_id) == operation_id))
    return valeurs


def remettre_les_affectations(session: Session, valeurs: Sequence[dict[str, Any]]) -> None:
    """Puts back what was taken away; the session is flushed. The database refuses more than what is worked."""
    session.add_all(Affectation(**une) for une in valeurs)
    session.flush()


def en_heures(centiemes: int | Decimal | None) -> Decimal:
    """Hundredths, as the database adds them up, in hours."""
    return Decimal(int(centiemes or 0)) / CENTIEMES


def _est(ligne: Any, mois: Mois, declarant: Declarant) -> Any:  # noqa: ANN401 - an alias, an SQL expression
    return and_(ligne.contrat_id == col(Contrat.id), ligne.mois == str(mois), ligne.declarant == declarant)


def _contrat(trouve: Any, mois: Mois, entreprises: _Entreprises) -> ContratDuMois:  # noqa: ANN401 - a row
    contrat, reference, lot, qui, eligibilite, dite, recoupee, precedente = trouve
    return ContratDuMois(
        operation_id=contrat.operation_id,
        reference=reference,
        contrat_id=contrat.id,
        contrat=contrat.code,
        lot=lot,
        employeur=contrat.employeur,
        entreprise=entreprises.servie(contrat.lot_id, contrat.employeur),
        personne_id=qui.personne_id,
        nom=qui.nom,
        prenom=qui.prenom,
        debut=contrat.debut,
        fin=contrat.fin,
        comptee=eligibilite is not None
        and compte(eligibilite.validee_le, eligibilite.motif_tardif, contrat.debut, mois),
        dite=_ligne(dite),
        recoupee=_ligne(recoupee),
        precedente=_ligne(precedente),
    )


def _ligne(heures: Heures | None) -> LigneDuMois | None:
    if heures is None:
        return None
    return LigneDuMois(
        heures=heures.heures,
        etat=heures.etat,
        dont_formation=heures.dont_formation,
        origine=heures.origine,
        declaree_le=heures.declaree_le,
        validee_le=heures.validee_le,
    )


class _Entreprises:
    """Which company of a lot the contracts of an employer serve (`metier.rattachement`)."""

    def __init__(self, session: Session, operation_ids: Collection[int] | None) -> None:
        attributions = select(Attribution).order_by(col(Attribution.rang))
        structures = select(Modalite.attribution_id, Modalite.structure_nom).join(
            Attribution, col(Attribution.id) == col(Modalite.attribution_id)
        )
        if operation_ids is not None:
            attributions = attributions.where(col(Attribution.operation_id).in_(operation_ids))
            structures = structures.where(col(Attribution.operation_id).in_(operation_ids))
        self._du_lot: dict[int, list[Attribution]] = {}
        self._structures: dict[int, set[str]] = {}
        for une in session.exec(attributions):
            self._du_lot.setdefault(une.lot_id, []).append(une)
        for attribution_id, nom in session.exec(structures):
            self._structures.setdefault(attribution_id, set()).add(nom or "")

    def servie(self, lot_id: int, employeur: str) -> str | None:
        candidates = self._du_lot.get(lot_id, [])
        choisie = min(
            candidates,
            key=lambda une: preference(une.entreprise_nom, self._structures.get(une.id, set()), employeur),
            default=None,
        )
        return choisie.entreprise_nom if choisie else None


def _trouver(session: Session, cle: CleLigne) -> Heures | None:
    return session.exec(
        select(Heures).where(
            Heures.contrat_id == cle.contrat_id, Heures.mois == str(cle.mois), Heures.declarant == cle.declarant
        )
    ).one_or_none()


def _rang_suivant(session: Session, operation_id: int) -> int:
    """Lines go on through the whole operation, whose dossier lists them in order."""
    requete = select(func.max(Heures.rang)).join(Contrat, col(Contrat.id) == col(Heures.contrat_id))
    dernier = session.exec(requete.where(Contrat.operation_id == operation_id)).one()
    return 0 if dernier is None else dernier + 1
