"""Who is to receive what for a month: an organisation, an operation, an address; only what is active or changed.

Everything is added up by the database, in a number of statements that does not depend on the number of operations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from sqlmodel import Session

from courrier.adresses import ADRESSE
from metier.missions import CodeDocument
from metier.periodes import Mois
from sqlmodel_store.depots import indicateurs_mois, tableaux
from sqlmodel_store.depots.indicateurs_mois import OperationDuMois
from sqlmodel_store.depots.tableaux import Dernier
from sqlmodel_store.ramassage import sans_ramassage
from workflows.actes.demande_heures.declarants import Carnet
from workflows.actes.mensuel.chiffres import (
    Chiffres,
    Faites,
    compares,
    de_l_acheteur,
    de_l_employeur,
    de_l_entreprise,
    differences,
    faites_par_l_acheteur,
    faites_par_l_employeur,
    faites_par_l_entreprise,
    premier,
)
from workflows.actes.regles import regles


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A dashboard for an organisation; `destinataires` empty where no address is known, `avant` None at the first one.

    Its figures are worked out when they are first read: most of those that a page lists are not.
    """

    operation_id: int
    reference: str
    code: CodeDocument
    organisation: str
    destinataires: tuple[str, ...]
    dernier: str | None
    en_cours: bool
    edition: int
    compter: Callable[[], Chiffres]
    faites: Callable[[], Faites]

    @property
    def changements(self) -> tuple[str, ...]:
        """What changed since the dashboard before, in words; of the first one, what it says first."""
        return premier(self.faites()) if self.avant is None else differences(self.avant, self.chiffres)

    @cached_property
    def chiffres(self) -> Chiffres:
        """Those of the end of the month."""
        return self.compter()

    @cached_property
    def avant(self) -> Chiffres | None:
        """Those of the dashboard before; None at the first one."""
        return None if self.dernier is None else compares(self.dernier)

    @property
    def suite(self) -> tuple[int, str, str]:
        """What its dashboards of all months share."""
        return suite(self.operation_id, self.code.value, self.organisation)

    @property
    def active(self) -> bool:
        """Whether a contract meets the month, or hours of it are validated."""
        return self.en_cours or self.chiffres.du_mois > 0

    @cached_property
    def due(self) -> bool:
        """Only what is active or changed; the first one, once there is something to tell."""
        if self.active:
            return True
        return self.chiffres.commence if self.avant is None else self.chiffres.change(self.avant)


@dataclass(frozen=True, kw_only=True)
class Choix:
    """Every dashboard that a month may have, due or not."""

    mois: Mois
    lignes: tuple[Ligne, ...]
    operations: int

    @cached_property
    def dues(self) -> tuple[Ligne, ...]:
        """Those that are."""
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
    with sans_ramassage():
        connues = _Connues.lire(session, mois, ids)
        du_mois = indicateurs_mois.du_mois(session, mois, regles(), ids)
        lignes = tuple(ligne for une in du_mois for ligne in connues.lignes(une))
    return Choix(mois=mois, lignes=lignes, operations=len(du_mois))


@dataclass(frozen=True, kw_only=True)
class _Connues:
    """What is read once for all the operations."""

    noms: dict[int, str | None]
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
            noms=tableaux.noms_des_acheteurs(session, ids),
            acheteurs=tableaux.acheteurs(session, ids),
            carnet=Carnet.lire(session, ids),
            contrats=contrats,
            derniers={
                suite(un.operation_id, un.code, un.organisation): un for un in tableaux.derniers(session, mois, ids)
            },
        )

    def lignes(self, operation: OperationDuMois) -> Iterator[Ligne]:
        """The buyer, then the companies, then the employers that are none of them."""
        for part in (self._acheteur(operation), *self._entreprises(operation), *self._employeurs(operation)):
            dernier = self.derniers.get(suite(operation.operation_id, part.code.value, part.organisation))
            yield Ligne(
                operation_id=operation.operation_id,
                reference=operation.reference,
                code=part.code,
                organisation=part.organisation,
                destinataires=part.destinataires,
                dernier=dernier.chiffres if dernier else None,
                en_cours=part.en_cours,
                edition=(dernier.editions if dernier else 0) + 1,
                compter=part.compter,
                faites=part.faites,
            )

    def _acheteur(self, operation: OperationDuMois) -> _Part:
        numero = operation.operation_id
        return _Part(
            code=CodeDocument.H1,
            organisation=self.noms[numero] or "maître d’ouvrage",
            destinataires=_distinctes(self.acheteurs.get(numero, [])),
            en_cours=bool(self.contrats.get(numero)),
            compter=partial(de_l_acheteur, operation),
            faites=partial(faites_par_l_acheteur, operation),
        )

    def _entreprises(self, operation: OperationDuMois) -> Iterator[_Part]:
        lots: dict[str, set[int]] = defaultdict(set)
        for lot, entreprise in operation.titulaires:
            lots[entreprise].add(lot)
        for nom, siens in lots.items():
            if siens & operation.lots_suivis:
                yield _Part(
                    code=CodeDocument.H2,
                    organisation=nom,
                    destinataires=self._adresses(operation.operation_id, min(siens), nom),
                    en_cours=any(lot in siens for lot, _ in self.contrats.get(operation.operation_id, ())),
                    compter=partial(de_l_entreprise, operation, nom),
                    faites=partial(faites_par_l_entreprise, operation, nom),
                )

    def _employeurs(self, operation: OperationDuMois) -> Iterator[_Part]:
        entreprises = {entreprise for _, entreprise in operation.titulaires}
        for nom in operation.noms_des_employeurs:
            if nom not in entreprises:
                siens = [lot for lot, sien in self.contrats.get(operation.operation_id, ()) if sien == nom]
                yield _Part(
                    code=CodeDocument.H3,
                    organisation=nom,
                    destinataires=self._adresses(operation.operation_id, min(siens, default=0), nom),
                    en_cours=bool(siens),
                    compter=partial(de_l_employeur, operation, nom),
                    faites=partial(faites_par_l_employeur, operation, nom),
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
    en_cours: bool
    compter: Callable[[], Chiffres]
    faites: Callable[[], Faites]


def suite(operation_id: int, code: str, organisation: str) -> tuple[int, str, str]:
    """What makes dashboards follow one another; an operation has one buyer, whatever it is called."""
    return operation_id, code, "" if code == CodeDocument.H1 else organisation


def _distinctes(adresses: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(une.strip().casefold() for une in adresses if ADRESSE.fullmatch(une.strip())))
