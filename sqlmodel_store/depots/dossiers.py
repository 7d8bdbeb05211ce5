"""The content of whole dossiers: read in a constant number of queries, emptied before another takes its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import Select, delete
from sqlmodel import Session, col, select

from sqlmodel_store.colonnes import Table
from sqlmodel_store.modeles.acteurs import Attribution, Avenant, Contact, Facture, Modalite
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
from sqlmodel_store.modeles.operation import Critere, Lot, Operation, SousCritere

Ligne = TypeVar("Ligne", bound=Table)
Groupes = dict[int, list[Ligne]]
FILS_DE_L_OPERATION: tuple[type[Table], ...] = (Contrat, Attribution, Formation, Beneficiaire, Lot, Critere, Contact)
CONTENU: tuple[type, ...] = (
    *FILS_DE_L_OPERATION,
    SousCritere,
    Modalite,
    Avenant,
    Facture,
    Eligibilite,
    Sortie,
    Heures,
    Participation,
)


@dataclass(frozen=True, kw_only=True)
class Contenus:
    """The rows of several dossiers, each list in its order, under the number of the row it belongs to."""

    lots: Groupes[Lot]
    criteres: Groupes[Critere]
    sous_criteres: Groupes[SousCritere]
    contacts: Groupes[Contact]
    attributions: Groupes[Attribution]
    modalites: Groupes[Modalite]
    avenants: Groupes[Avenant]
    factures: Groupes[Facture]
    beneficiaires: Groupes[Beneficiaire]
    personnes: dict[int, Personne]
    eligibilites: dict[int, Eligibilite]
    sorties: Groupes[Sortie]
    contrats: Groupes[Contrat]
    heures: Groupes[Heures]
    formations: Groupes[Formation]
    participations: Groupes[Participation]


def charger(session: Session, operation_ids: Collection[int]) -> Contenus:
    """Everything the dossiers of these operations hold, in a constant number of queries."""
    lecture = _Lecture(session, list(operation_ids))
    return Contenus(
        lots=lecture.fils(Lot, "operation_id"),
        criteres=lecture.fils(Critere, "operation_id"),
        sous_criteres=lecture.fils(SousCritere, "critere_id", Critere),
        contacts=lecture.fils(Contact, "operation_id"),
        attributions=lecture.fils(Attribution, "operation_id"),
        modalites=lecture.fils(Modalite, "attribution_id", Attribution),
        avenants=lecture.fils(Avenant, "attribution_id", Attribution),
        factures=lecture.fils(Facture, "lot_id", Lot),
        beneficiaires=lecture.fils(Beneficiaire, "operation_id"),
        personnes=lecture.personnes(),
        eligibilites=lecture.eligibilites(),
        sorties=lecture.fils(Sortie, "beneficiaire_id", Beneficiaire),
        contrats=lecture.fils(Contrat, "operation_id"),
        heures=lecture.fils(Heures, "contrat_id", Contrat),
        formations=lecture.fils(Formation, "operation_id"),
        participations=lecture.fils(Participation, "formation_id", Formation),
    )


def charger_operation(session: Session, operation_id: int) -> Contenus:
    """What the « operation » part of a dossier holds, its lots and criteria, the rest left empty; three statements."""
    lecture = _Lecture(session, [operation_id])
    autres: Any = {champ.name: defaultdict(list) for champ in fields(Contenus)}
    lus: Any = {
        "lots": lecture.fils(Lot, "operation_id"),
        "criteres": lecture.fils(Critere, "operation_id"),
        "sous_criteres": lecture.fils(SousCritere, "critere_id", Critere),
    }
    return Contenus(**autres | lus)


@dataclass(frozen=True)
class _Lecture:
    session: Session
    operations: list[int]

    def fils(self, modele: type[Ligne], lien: str, parent: type[Table] | None = None) -> Groupes[Ligne]:
        """The rows of `modele`, by the value of their column `lien`, in the order of `rang`."""
        colonnes: Any = modele
        requete = select(modele).order_by(colonnes.rang)
        if parent is None:
            requete = requete.where(colonnes.operation_id.in_(self.operations))
        else:
            requete = requete.where(getattr(colonnes, lien).in_(self._numeros(parent)))
        groupes: Groupes[Ligne] = defaultdict(list)
        for ligne in self.session.exec(requete):
            groupes[getattr(ligne, lien)].append(ligne)
        return groupes

    def _numeros(self, parent: Any) -> Select[Any]:  # noqa: ANN401 - any table that belongs to an operation
        return select(parent.id).where(parent.operation_id.in_(self.operations))

    def eligibilites(self) -> dict[int, Eligibilite]:
        requete = select(Eligibilite).where(col(Eligibilite.beneficiaire_id).in_(self._numeros(Beneficiaire)))
        return {ligne.beneficiaire_id: ligne for ligne in self.session.exec(requete)}

    def personnes(self) -> dict[int, Personne]:
        numeros = select(Beneficiaire.personne_id).where(col(Beneficiaire.operation_id).in_(self.operations))
        trouvees = self.session.exec(select(Personne).where(col(Personne.id).in_(numeros)))
        return {personne.id: personne for personne in trouvees}


def par_references(session: Session, references: Sequence[str]) -> dict[str, Operation]:
    """The operations of these references, those that exist."""
    requete = select(Operation).where(col(Operation.reference).in_(references))
    return {operation.reference: operation for operation in session.exec(requete)}


def vider(session: Session, operation_id: int) -> list[int]:
    """Deletes what the dossier of an operation holds, the operation itself excepted; returns who was in it."""
    requete = select(Beneficiaire.personne_id).where(Beneficiaire.operation_id == operation_id).distinct()
    presentes = list(session.exec(requete))
    for modele in FILS_DE_L_OPERATION:
        colonnes: Any = modele
        session.execute(delete(modele).where(colonnes.operation_id == operation_id))
    _detacher_le_contenu(session)
    return presentes


def _detacher_le_contenu(session: Session) -> None:
    """SQLite gives the numbers of deleted rows again: none of them may linger in the session."""
    for ligne in list(session.identity_map.values()):
        if isinstance(ligne, CONTENU):
            session.expunge(ligne)
