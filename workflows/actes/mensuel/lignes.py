"""Who is to receive what for a month: an organisation, an operation, an address; only what is active or changed.

Everything is added up by the database, in a number of statements that does not depend on the number of operations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlmodel import Session

from courrier.adresses import ADRESSE
from metier.missions import CodeDocument
from metier.periodes import Mois
from sqlmodel_store.depots import indicateurs_mois, tableaux
from sqlmodel_store.depots.indicateurs_mois import OperationDuMois
from sqlmodel_store.depots.tableaux import Dernier
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.demande_heures.declarants import Carnet
from workflows.actes.mensuel.chiffres import Chiffres, compares, de_l_employeur, de_l_entreprise, de_l_operation
from workflows.actes.regles import regles


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A dashboard for an organisation; `destinataires` empty where no address is known, `avant` at the first one."""

    operation_id: int
    reference: str
    code: CodeDocument
    organisation: str
    destinataires: tuple[str, ...]
    chiffres: Chiffres
    avant: Chiffres | None
    active: bool
    edition: int

    @property
    def due(self) -> bool:
        """Only what is active or changed; the first one, once there is something to tell."""
        if self.avant is None:
            return self.active or self.chiffres.commence
        return self.active or self.chiffres.change(self.avant)


@dataclass(frozen=True, kw_only=True)
class Choix:
    """Every dashboard that a month may have, due or not."""

    mois: Mois
    lignes: tuple[Ligne, ...]
    operations: int

    @property
    def dues(self) -> tuple[Ligne, ...]:
        return tuple(une for une in self.lignes if une.due)

    @property
    def concernees(self) -> tuple[int, ...]:
        """The operations that have a dashboard due, by reference."""
        return tuple(dict.fromkeys(une.operation_id for une in self.dues))

    @property
    def inchangees(self) -> int:
        """How many operations have nothing to say this month."""
        return self.operations - len(self.concernees)

    @property
    def destinataires(self) -> frozenset[str]:
        """Every address that is due something."""
        return frozenset(adresse for une in self.dues for adresse in une.destinataires)


def choisir(session: Session, mois: Mois, operations: Collection[int] | None = None) -> Choix:
    """The dashboards of a month, by operation; of some operations only where ids are given."""
    ids = tableaux.des_operations(session) if operations is None else list(operations)
    connues = _Connues.lire(session, mois, ids)
    du_mois = indicateurs_mois.du_mois(session, mois, regles(), ids)
    lignes = tuple(ligne for une in du_mois for ligne in connues.lignes(une))
    return Choix(mois=mois, lignes=lignes, operations=len(du_mois))


@dataclass(frozen=True, kw_only=True)
class _Connues:
    """What is read once for all the operations."""

    fiches: dict[int, Operation]
    acheteurs: dict[int, list[str]]
    carnet: Carnet
    contrats: dict[int, list[tuple[int, str]]]
    derniers: dict[tuple[int, str, str], Dernier]

    @classmethod
    def lire(cls, session: Session, mois: Mois, ids: Collection[int]) -> _Connues:
        contrats: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for operation, lot, employeur in tableaux.contrats_en_cours(session, mois, ids):
            contrats[operation].append((lot, employeur))
        return cls(
            fiches=tableaux.fiches(session, ids),
            acheteurs=tableaux.acheteurs(session, ids),
            carnet=Carnet.lire(session, ids),
            contrats=contrats,
            derniers={
                _suite(un.operation_id, un.code, un.organisation): un for un in tableaux.derniers(session, mois, ids)
            },
        )

    def lignes(self, operation: OperationDuMois) -> Iterator[Ligne]:
        """The buyer, then the companies, then the employers that are none of them."""
        for part in (self._acheteur(operation), *self._entreprises(operation), *self._employeurs(operation)):
            dernier = self.derniers.get(_suite(operation.operation_id, part.code.value, part.organisation))
            yield Ligne(
                operation_id=operation.operation_id,
                reference=operation.reference,
                code=part.code,
                organisation=part.organisation,
                destinataires=part.destinataires,
                chiffres=part.chiffres,
                avant=compares(dernier.chiffres) if dernier else None,
                active=part.en_cours or part.chiffres.du_mois > 0,
                edition=(dernier.editions if dernier else 0) + 1,
            )

    def _acheteur(self, operation: OperationDuMois) -> _Part:
        numero = operation.operation_id
        return _Part(
            code=CodeDocument.H1,
            organisation=self.fiches[numero].maitre_ouvrage_nom or "maître d’ouvrage",
            destinataires=_distinctes(self.acheteurs.get(numero, [])),
            chiffres=de_l_operation(operation.indicateurs),
            en_cours=bool(self.contrats.get(numero)),
        )

    def _entreprises(self, operation: OperationDuMois) -> Iterator[_Part]:
        lots: dict[str, set[int]] = defaultdict(set)
        for une in operation.attributions:
            lots[une.entreprise].add(une.lot)
        for nom, siens in lots.items():
            if (chiffres := de_l_entreprise(operation, nom)) is not None:
                yield _Part(
                    code=CodeDocument.H2,
                    organisation=nom,
                    destinataires=self._adresses(operation.operation_id, min(siens), nom),
                    chiffres=chiffres,
                    en_cours=any(lot in siens for lot, _ in self.contrats.get(operation.operation_id, ())),
                )

    def _employeurs(self, operation: OperationDuMois) -> Iterator[_Part]:
        entreprises = {une.entreprise for une in operation.attributions}
        for un in operation.employeurs:
            if un.employeur not in entreprises:
                siens = [lot for lot, nom in self.contrats.get(operation.operation_id, ()) if nom == un.employeur]
                yield _Part(
                    code=CodeDocument.H3,
                    organisation=un.employeur,
                    destinataires=self._adresses(operation.operation_id, min(siens, default=0), un.employeur),
                    chiffres=de_l_employeur(operation, un.employeur),
                    en_cours=bool(siens),
                )

    def _adresses(self, operation_id: int, lot: int, nom: str) -> tuple[str, ...]:
        adresse = self.carnet.de(operation_id, lot, nom)
        return (adresse,) if adresse else ()


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What an organisation has to do with an operation; `en_cours`: one of its contracts meets the month."""

    code: CodeDocument
    organisation: str
    destinataires: tuple[str, ...]
    chiffres: Chiffres
    en_cours: bool


def _suite(operation_id: int, code: str, organisation: str) -> tuple[int, str, str]:
    """What makes dashboards follow one another; an operation has one buyer, whatever it is called."""
    return operation_id, code, "" if code == CodeDocument.H1 else organisation


def _distinctes(adresses: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(une.strip().casefold() for une in adresses if ADRESSE.fullmatch(une.strip())))
