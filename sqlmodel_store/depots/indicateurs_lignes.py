"""The totals that the database gave, ranged by operation and by lot; figures are worked out when they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from metier.acteurs import RoleAttributaire
from metier.contrats import TypeContrat
from metier.modalites import TypeModalite
from metier.operation import Lot, Mode
from metier.rattachement import modalite_tacite, preference
from metier.realisation import NUL, Volumes
from sqlmodel_store.depots.indicateurs_enonces import CHAMPS_LOT
from sqlmodel_store.depots.indicateurs_requetes import Requetes


@dataclass(frozen=True, kw_only=True)
class AttributionLue:
    """A company on a lot; hours in hundredths; the structures it announced, each with its modality."""

    id: int
    rang: int
    entreprise: str
    role: RoleAttributaire | None
    notification: date | None
    initiales: int
    ajoutees: int
    structures: dict[str, TypeModalite] = field(default_factory=dict)

    @property
    def dues(self) -> int:
        return self.initiales + self.ajoutees


@dataclass(frozen=True)
class Groupe:
    """The contracts of one type, of one employer, on one lot: a line of `Enonces.contrats`.

    `entreprise`: the company of the convention, for hours of other operations.
    """

    ligne: Sequence[Any]
    entreprise: str | None = None

    @property
    def employeur(self) -> str:
        nom: str = self.ligne[1]
        return nom

    @property
    def type(self) -> TypeContrat:
        lu: TypeContrat = self.ligne[2]
        return lu

    @property
    def contrats(self) -> int:
        return int(self.ligne[3] or 0)

    @property
    def a_des_heures(self) -> bool:
        return bool(self.ligne[4])

    def modalite(self, tenants: Sequence[AttributionLue]) -> TypeModalite:
        """As announced for its employer, else as `metier.rattachement` implies."""
        annonces = (une.structures[self.employeur] for une in tenants if self.employeur in une.structures)
        tacite = modalite_tacite(self.type, self.employeur, {une.entreprise: une.role for une in tenants})
        return next(annonces, tacite)

    def tenant(self, tenants: Iterable[AttributionLue]) -> AttributionLue:
        """The company that its hours are counted on; the lot has one."""
        return min(
            tenants,
            key=lambda une: (
                self.entreprise is not None and une.entreprise != self.entreprise,
                preference(une.entreprise, une.structures, self.employeur),
            ),
        )


@dataclass(frozen=True)
class Total:
    """Twelve sums in hundredths, in the order of `Enonces.contrats`, and the number of contracts."""

    contrats: int = 0
    sommes: tuple[int, ...] = (0,) * 12

    @classmethod
    def de(cls, groupes: Sequence[Groupe]) -> Total:
        """All of these together."""
        if not groupes:
            return cls()
        contrats, _, *sommes = map(int, map(sum, zip(*[un.ligne[3:] for un in groupes], strict=True)))
        return cls(contrats, tuple(sommes))

    @property
    def cumul(self) -> Volumes:
        """From the start to the month."""
        return _volumes(self.sommes[:5])

    @property
    def du_mois(self) -> Volumes:
        """Of the month alone."""
        return _volumes(self.sommes[5:10])

    @property
    def recentes(self) -> tuple[Decimal, Decimal, Decimal]:
        """Validated hours of the month, of the one before, of the one before that."""
        return heures(self.sommes[5]), heures(self.sommes[10]), heures(self.sommes[11])


def heures(centiemes: int) -> Decimal:
    """Hundredths as hours."""
    return Decimal(int(centiemes)) / 100 if centiemes else NUL


def _volumes(sommes: Sequence[int]) -> Volumes:
    validees, formation, non_comptees, declarees, contestees = map(heures, sommes)
    return Volumes(
        validees=validees,
        dont_formation=formation,
        non_comptees=non_comptees,
        declarees=declarees,
        contestees=contestees,
    )


@dataclass(frozen=True, kw_only=True)
class Lignes:
    """Everything that was read, under the number of the operation or of the lot it belongs to."""

    fiches: Sequence[Any]
    lots: Mapping[int, list[Sequence[Any]]]
    attributions: Mapping[int, list[AttributionLue]]
    groupes: Mapping[int, list[Groupe]]
    personnes: Mapping[int, Sequence[int]]
    formation: Mapping[int, int]
    factures: Mapping[int, int]
    des_lots: Mapping[int, int]
    des_cotraitants: Mapping[tuple[int, int], int]
    des_employeurs: Mapping[tuple[int, str], int]

    @classmethod
    def lire(cls, requetes: Requetes) -> Lignes:
        """One statement each."""
        lire, de = requetes.lire, requetes.enonces
        return cls(
            fiches=lire(de.fiches),
            lots=_ranger((ligne[1], ligne) for ligne in lire(de.lots)),
            attributions=_attributions(lire(de.attributions), lire(de.annonces)),
            groupes=_ranger((groupe.ligne[0], groupe) for groupe in _groupes(requetes)),
            personnes={ligne[0]: ligne[1:] for ligne in lire(de.personnes)},
            formation={ligne[0]: ligne[1] for ligne in lire(de.heures_de_formation)},
            factures={ligne[0]: ligne[1] for ligne in lire(de.factures)},
            des_lots={ligne[0]: ligne[1] for ligne in lire(de.personnes_des_lots)},
            des_cotraitants={(ligne[0], ligne[1]): ligne[2] for ligne in lire(de.personnes_des_cotraitants)},
            des_employeurs={(ligne[0], ligne[1]): ligne[2] for ligne in lire(de.personnes_des_employeurs)},
        )


def _ranger(paires: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    rangees: dict[int, list[Any]] = defaultdict(list)
    for cle, valeur in paires:
        rangees[cle].append(valeur)
    return rangees


def _groupes(requetes: Requetes) -> Iterator[Groupe]:
    """What is done under the contracts of an operation, less what is counted elsewhere, and what it receives."""
    yield from map(Groupe, requetes.lire(requetes.enonces.contrats))
    yield from map(Groupe, requetes.lire(requetes.enonces.cedees))
    yield from (Groupe(ligne[:-1], ligne[-1]) for ligne in requetes.lire(requetes.enonces.recues))


def _attributions(lignes: Iterable[Any], annonces: Iterable[Any]) -> dict[int, list[AttributionLue]]:
    par_id: dict[int, AttributionLue] = {}
    par_lot: dict[int, list[AttributionLue]] = defaultdict(list)
    for numero, lot_id, rang, entreprise, role, notification, initiales, ajoutees in lignes:
        une = AttributionLue(
            id=numero,
            rang=rang,
            entreprise=entreprise,
            role=role,
            notification=notification,
            initiales=int(initiales),
            ajoutees=int(ajoutees),
        )
        par_id[numero] = une
        par_lot[lot_id].append(une)
    for numero, structure, type_ in annonces:
        par_id[numero].structures.setdefault(structure, type_)
    return par_lot


def lot_du_marche(ligne: Sequence[Any]) -> Lot:
    """The lot as far as figures need it; what is not said is what `echanges.suivi` takes it to be."""
    lus = dict(zip(CHAMPS_LOT, ligne[2:], strict=True))
    if lus["intitule"] is None:
        lus["intitule"] = f"Lot {lus['numero']}"
    if lus["clause"] is None:
        lus["clause"] = lus["motif_non_clause"] is None
    return Lot(**lus | {"mode": lus["mode"] or Mode.GENERIQUE})


def par_type(groupes: Sequence[Groupe]) -> dict[TypeContrat, int]:
    """How many contracts of each type that has some."""
    comptes: dict[TypeContrat, int] = defaultdict(int)
    for groupe in groupes:
        comptes[groupe.type] += groupe.contrats
    return {un: comptes[un] for un in TypeContrat if comptes.get(un)}


def par_modalite(groupes: Sequence[Groupe], tenants: Sequence[AttributionLue]) -> dict[TypeModalite, Volumes]:
    """The modalities that have lines of hours, were they of zero."""
    siens: dict[TypeModalite, list[Groupe]] = defaultdict(list)
    for groupe in groupes:
        if groupe.a_des_heures:
            siens[groupe.modalite(tenants)].append(groupe)
    return {une: Total.de(siens[une]).cumul for une in TypeModalite if une in siens}
