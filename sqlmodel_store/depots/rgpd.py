"""Everything the base holds of one person of the follow-up, and who else is in the same operations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, update
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.anonymat import PRENOM_EFFACE, mots
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.acteurs import Attribution, Contact, Modalite
from sqlmodel_store.modeles.comptes import Utilisateur
from sqlmodel_store.modeles.courriers import CourrierEntrant, CourrierSortant
from sqlmodel_store.modeles.insertion import (
    Beneficiaire,
    Contrat,
    Eligibilite,
    Formation,
    Heures,
    Participation,
    Personne,
    Sortie,
)
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.pieces_liees import PieceLiee
from sqlmodel_store.modeles.suivi import Affectation, Convie, Poste, Rectification, RefusEligibilite, Reunion


@dataclass(frozen=True, kw_only=True)
class ContratDe:
    """A contract with its lot, its hours by month, what was corrected of them, what counts on other operations."""

    contrat: Contrat
    lot: Lot
    heures: tuple[Heures, ...]
    rectifications: tuple[Rectification, ...]
    affectations: tuple[tuple[Affectation, str], ...]


@dataclass(frozen=True, kw_only=True)
class Presence:
    """A person in one operation."""

    operation: Operation
    beneficiaire: Beneficiaire
    eligibilite: Eligibilite | None
    refus: RefusEligibilite | None
    contrats: tuple[ContratDe, ...]
    formations: tuple[tuple[Formation, Participation], ...]
    sorties: tuple[Sortie, ...]

    @property
    def debuts(self) -> list[date]:
        """The first days of contracts and of training."""
        return [un.contrat.debut for un in self.contrats] + [une.debut for une, _ in self.formations]

    @property
    def fins(self) -> list[date | None]:
        """The last days of contracts and of training; None for a contract whose end is not known."""
        formations = [une.fin or une.debut for une, _ in self.formations]
        return [*(un.contrat.fin for un in self.contrats), *formations]

    @property
    def organisations(self) -> set[str]:
        """Who employs the person here."""
        return {un.contrat.employeur for un in self.contrats}


@dataclass(frozen=True, kw_only=True)
class Fiche:
    """A person with all that is held of them."""

    personne: Personne
    presences: tuple[Presence, ...]

    @property
    def nom(self) -> str:
        return self.presences[0].beneficiaire.nom

    @property
    def prenom(self) -> str:
        return self.presences[0].beneficiaire.prenom

    @property
    def fin(self) -> date | None:
        """The last day of the last contract or training; None while one has no known end, or where there is none."""
        fins = [fin for une in self.presences for fin in une.fins]
        connues = [fin for fin in fins if fin is not None]
        return max(connues) if connues and len(connues) == len(fins) else None


def fiche(session: Session, personne_id: int) -> Fiche | None:
    """All that is held of a person; None for an unknown number."""
    personne = session.get(Personne, personne_id)
    if personne is None:
        return None
    requete = (
        select(Beneficiaire, Operation)
        .join(Operation, col(Operation.id) == col(Beneficiaire.operation_id))
        .where(Beneficiaire.personne_id == personne_id)
        .order_by(col(Operation.reference))
    )
    presences = tuple(_presence(session, *ligne) for ligne in session.exec(requete))
    return Fiche(personne=personne, presences=presences) if presences else None


def _presence(session: Session, ligne: Beneficiaire, operation: Operation) -> Presence:
    contrats = select(Contrat, Lot).join(Lot, col(Lot.id) == col(Contrat.lot_id)).order_by(col(Contrat.debut))
    formations = (
        select(Formation, Participation)
        .join(Participation, col(Participation.formation_id) == col(Formation.id))
        .where(Participation.beneficiaire_id == ligne.id)
        .order_by(col(Formation.debut))
    )
    sorties = select(Sortie).where(Sortie.beneficiaire_id == ligne.id).order_by(col(Sortie.date))
    return Presence(
        operation=operation,
        beneficiaire=ligne,
        eligibilite=session.get(Eligibilite, ligne.id),
        refus=session.get(RefusEligibilite, (operation.id, ligne.code)),
        contrats=tuple(
            _contrat(session, un, lot) for un, lot in session.exec(contrats.where(Contrat.beneficiaire_id == ligne.id))
        ),
        formations=tuple((une, sienne) for une, sienne in session.exec(formations)),
        sorties=tuple(session.exec(sorties)),
    )


def _contrat(session: Session, contrat: Contrat, lot: Lot) -> ContratDe:
    ici = contrat.operation_id
    affectees = (
        select(Affectation, Operation.reference)
        .join(Operation, col(Operation.id) == col(Affectation.cible_id))
        .where(Affectation.operation_id == ici, Affectation.contrat == contrat.code)
        .order_by(col(Affectation.mois))
    )
    rectifications = select(Rectification).where(
        Rectification.operation_id == ici, Rectification.contrat == contrat.code
    )
    return ContratDe(
        contrat=contrat,
        lot=lot,
        heures=tuple(session.exec(select(Heures).where(Heures.contrat_id == contrat.id).order_by(col(Heures.mois)))),
        rectifications=tuple(session.exec(rectifications.order_by(col(Rectification.id)))),
        affectations=tuple((une, vers) for une, vers in session.exec(affectees)),
    )


def entreprises(session: Session, presence: Presence) -> list[str]:
    """The companies that hold the lots where a person worked."""
    lots = {un.lot.id for un in presence.contrats}
    return list(session.exec(select(Attribution.entreprise_nom).where(col(Attribution.lot_id).in_(lots))))


def chercher(session: Session, nom: str, prenom: str | None) -> list[tuple[Personne, list[str]]]:
    """The people of that surname, case and accents aside, with the references of their operations."""
    requete = select(Personne).where(Personne.nom == normaliser(nom)).order_by(col(Personne.prenom), col(Personne.id))
    if prenom:
        requete = requete.where(Personne.prenom == normaliser(prenom))
    return [(une, operations_de(session, une.id)) for une in session.exec(requete)]


def par_code(session: Session, reference: str, code: str) -> int | None:
    """The person that a dossier calls `code`."""
    requete = (
        select(Beneficiaire.personne_id)
        .join(Operation, col(Operation.id) == col(Beneficiaire.operation_id))
        .where(Operation.reference == reference, Beneficiaire.code == code)
    )
    return session.exec(requete).one_or_none()


def operations_de(session: Session, personne_id: int) -> list[str]:
    """The references of the operations a person is in."""
    requete = (
        select(Operation.reference)
        .join(Beneficiaire, col(Beneficiaire.operation_id) == col(Operation.id))
        .where(Beneficiaire.personne_id == personne_id)
    )
    return sorted(session.exec(requete))


def operations_d_un_homonyme(session: Session, personne: Personne) -> set[int]:
    """The operations where another person bears the very same names."""
    requete = (
        select(Beneficiaire.operation_id)
        .join(Personne, col(Personne.id) == col(Beneficiaire.personne_id))
        .where(Personne.nom == personne.nom, Personne.prenom == personne.prenom, Personne.id != personne.id)
    )
    return set(session.exec(requete))


def voisins(session: Session, operation_id: int, personne_id: int) -> frozenset[str]:
    """The words by which the others of an operation are named: people, companies, contacts, accounts, places."""
    ici = operation_id
    autres = select_colonnes(col(Beneficiaire.nom), col(Beneficiaire.prenom)).where(
        col(Beneficiaire.operation_id) == ici, col(Beneficiaire.personne_id) != personne_id
    )
    attributions = select_colonnes(col(Attribution.entreprise_nom), col(Attribution.referent_nom)).where(
        col(Attribution.operation_id) == ici
    )
    structures = (
        select_colonnes(col(Modalite.structure_nom))
        .join(Attribution, col(Attribution.id) == col(Modalite.attribution_id))
        .where(col(Attribution.operation_id) == ici)
    )
    convies = (
        select_colonnes(col(Convie.nom), col(Convie.organisation))
        .join(Reunion, col(Reunion.id) == col(Convie.reunion_id))
        .where(col(Reunion.operation_id) == ici)
    )
    requetes = (
        autres,
        attributions,
        structures,
        convies,
        select_colonnes(col(Contact.nom), col(Contact.organisation)).where(col(Contact.operation_id) == ici),
        select_colonnes(col(Contrat.employeur)).where(col(Contrat.operation_id) == ici),
        select_colonnes(col(Lot.intitule)).where(col(Lot.operation_id) == ici),
        select_colonnes(col(Poste.entreprise)).where(col(Poste.operation_id) == ici),
        select_colonnes(col(Utilisateur.nom)),
        select_colonnes(col(Operation.intitule), col(Operation.maitre_ouvrage_nom), col(Operation.lieu_commune)).where(
            col(Operation.id) == ici
        ),
    )
    return mots(texte for requete in requetes for ligne in session.execute(requete) for texte in ligne)


def au_terme(session: Session, avant: date) -> list[int]:
    """The people none of whose contracts or training ends on or after that day, or has no end, in order.

    Those who only stand in a dossier, with neither, are not among them: nothing says when their follow-up ended.
    """
    effacees = set(session.exec(select(Personne.id).where(Personne.prenom == normaliser(PRENOM_EFFACE))))
    contrats = select_colonnes(col(Beneficiaire.personne_id), col(Contrat.fin)).join(
        Contrat, col(Contrat.beneficiaire_id) == col(Beneficiaire.id)
    )
    formations = (
        select_colonnes(col(Beneficiaire.personne_id), col(Formation.fin), col(Formation.debut))
        .join(Participation, col(Participation.beneficiaire_id) == col(Beneficiaire.id))
        .join(Formation, col(Formation.id) == col(Participation.formation_id))
    )
    fins: dict[int, date] = {}
    for personne, fin in session.execute(contrats):
        fins[personne] = max(fins.get(personne, date.min), fin or date.max)
    for personne, fin, debut in session.execute(formations):
        fins[personne] = max(fins.get(personne, date.min), fin or debut)
    return sorted(personne for personne, fin in fins.items() if fin < avant and personne not in effacees)


def temoin(session: Session) -> tuple[int | None, ...]:
    """What changes as soon as a mail comes or leaves, or something is done."""
    return tuple(
        session.exec(select(func.max(col(modele.id)))).one() for modele in (CourrierEntrant, CourrierSortant, Evenement)
    )


def retirer_les_pieces(session: Session, empreintes: Collection[str], jour: date) -> None:
    """The links to these files open nothing from now on."""
    vises = col(PieceLiee.sha256).in_(list(empreintes)), col(PieceLiee.effacee_le).is_(None)
    session.execute(update(PieceLiee).where(*vises).values(revoquee_le=jour, effacee_le=jour))
