"""The indicators of a month for any number of operations: the same figures as `metier.indicateurs`, added up by SQL.

A constant number of statements whatever the number of operations; no person, no hour is loaded. Paces and statuses are
worked out from these totals, by the rules of `metier`, when they are read.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlmodel import Session

from metier.effectifs import Effectifs
from metier.indicateurs import Indicateurs, IndicateursLot, Regles, somme
from metier.operation import Forme, Lot
from metier.periodes import Mois
from metier.publics import Categorie
from metier.realisation import NUL, Volumes, etp, taux
from metier.rythme import Avancee, Rythme
from sqlmodel_store.depots.indicateurs_lignes import (
    AttributionLue,
    Groupe,
    Lignes,
    Total,
    heures,
    lot_du_marche,
    par_modalite,
    par_type,
)
from sqlmodel_store.depots.indicateurs_requetes import Requetes

COMPTES = 6
"""Counts of persons before those of each category."""


@dataclass(frozen=True, kw_only=True)
class AttributionDuMois:
    """The share of one company on one lot; the lot by its number in the contract."""

    attribution_id: int
    lot: int
    entreprise: str
    dues: Decimal
    cumul: Volumes
    du_mois: Volumes
    taux: Decimal | None
    restantes: Decimal
    personnes: int


@dataclass(frozen=True, kw_only=True)
class EmployeurDuMois:
    """What one employer did in the operation, all its lots together."""

    employeur: str
    cumul: Volumes
    du_mois: Volumes
    contrats: int
    personnes: int


def du_mois(
    session: Session, mois: Mois, regles: Regles, operation_ids: Collection[int] | None = None
) -> list[OperationDuMois]:
    """The indicators of these operations at the end of a month, of all by default, by reference."""
    requetes = Requetes(session, mois, None if operation_ids is None else list(operation_ids))
    with _ramasse_miettes_suspendu():
        lignes = Lignes.lire(requetes)
    return [OperationDuMois(fiche, lignes, mois, regles) for fiche in lignes.fiches]


@contextmanager
def _ramasse_miettes_suspendu() -> Iterator[None]:
    """Rows by the ten thousand, all of them kept: looking for garbage among them would take a fifth of the time."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()


class OperationDuMois:
    """An operation at the end of a month; each figure is worked out once, when it is first read."""

    def __init__(self, fiche: Any, lignes: Lignes, mois: Mois, regles: Regles) -> None:  # noqa: ANN401 - a row
        self.operation_id: int = fiche[0]
        self.reference: str = fiche[1]
        self.mois, self.regles = mois, regles
        self._fiche, self._lignes = fiche, lignes
        self._lots = lignes.lots.get(self.operation_id, ())

    @cached_property
    def initiales(self) -> Decimal:
        """Hours committed at the award."""
        return heures(sum(une.initiales for une in self._attributions))

    @cached_property
    def dues(self) -> Decimal:
        """Hours committed, amendments included."""
        return heures(sum(une.dues for une in self._attributions))

    @cached_property
    def cumul(self) -> Volumes:
        """The hours from the start to the month."""
        return self._total.cumul

    @cached_property
    def du_mois(self) -> Volumes:
        """The hours of the month alone."""
        return self._total.du_mois

    @cached_property
    def effectifs(self) -> Effectifs:
        """Distinct persons and contracts from the start to the month."""
        return Effectifs(
            personnes=self._comptes[0],
            ayant_travaille=self._comptes[1],
            formees=self._comptes[2],
            travail_et_formation=self._comptes[3],
            candidats_non_retenus=self._comptes[4],
            contrats=self._total.contrats,
            contrats_par_type=par_type(self._groupes),
            heures_de_formation=heures(self._lignes.formation.get(self.operation_id, 0)),
        )

    @property
    def femmes(self) -> int:
        """Women among the persons: a small figure is secret (`metier.ventilations`)."""
        return self._comptes[5]

    @property
    def par_categorie(self) -> dict[Categorie, int]:
        """Persons of each category that has some: small figures are secret."""
        return {une: int(n) for une, n in zip(Categorie, self._comptes[COMPTES:], strict=True) if n}

    @cached_property
    def indicateurs(self) -> Indicateurs:
        """What dashboards print; each `lot` holds only what its figures are judged on."""
        lots = tuple(map(self._lot, self._suivis))
        return Indicateurs(
            mois=self.mois,
            lots=lots,
            initiales=self.initiales,
            dues=self.dues,
            cumul=self.cumul,
            du_mois=self.du_mois,
            taux=taux(self.cumul.validees, self.dues),
            effectifs=self.effectifs,
            etp=etp(self.cumul.validees, self.regles.heures_par_etp),
            attendu=somme(un.rythme.attendu for un in lots),
            projection=somme(un.rythme.projection for un in lots),
            exposition=somme(un.rythme.exposition for un in lots),
        )

    @property
    def personnes(self) -> int:
        """Distinct persons from the start to the month."""
        return int(self._comptes[0])

    @cached_property
    def rythmes(self) -> dict[int, Rythme]:
        """The pace of each lot that is followed, by its number in the contract."""
        return {ligne[2]: self._rythme(ligne) for ligne in self._suivis}

    @cached_property
    def lots_suivis(self) -> frozenset[int]:
        """Their numbers in the contract."""
        return frozenset(ligne[2] for ligne in self._suivis)

    @cached_property
    def titulaires(self) -> tuple[tuple[int, str], ...]:
        """(lot, company), by lot then in the order of dossiers."""
        lues = self._lignes.attributions
        return tuple((ligne[2], une.entreprise) for ligne in self._lots for une in lues.get(ligne[0], ()))

    @property
    def noms_des_employeurs(self) -> tuple[str, ...]:
        """In alphabetical order."""
        return tuple(sorted(self._par_employeur))

    @cached_property
    def attributions(self) -> tuple[AttributionDuMois, ...]:
        """The figures of each company, by lot then in the order of dossiers."""
        return tuple(une for ligne in self._lots for une in self._du_lot(ligne))

    @cached_property
    def employeurs(self) -> tuple[EmployeurDuMois, ...]:
        """The figures of each employer, by name."""
        return tuple(map(self.employeur, self.noms_des_employeurs))

    def employeur(self, nom: str) -> EmployeurDuMois:
        """The figures of one employer of the operation."""
        total = Total.de(self._par_employeur[nom])
        return EmployeurDuMois(
            employeur=nom,
            cumul=total.cumul,
            du_mois=total.du_mois,
            contrats=total.contrats,
            personnes=self._lignes.des_employeurs.get((self.operation_id, nom), 0),
        )

    @cached_property
    def _par_employeur(self) -> dict[str, list[Groupe]]:
        siens: dict[str, list[Groupe]] = defaultdict(list)
        for groupe in self._groupes:
            siens[groupe.employeur].append(groupe)
        return siens

    @cached_property
    def _groupes(self) -> list[Groupe]:
        return [groupe for ligne in self._lots for groupe in self._lignes.groupes.get(ligne[0], ())]

    @cached_property
    def _attributions(self) -> list[AttributionLue]:
        return [une for ligne in self._lots for une in self._lignes.attributions.get(ligne[0], ())]

    @cached_property
    def _total(self) -> Total:
        return Total.de(self._groupes)

    @cached_property
    def _comptes(self) -> Sequence[int]:
        return self._lignes.personnes.get(self.operation_id, (0,) * (COMPTES + len(Categorie)))

    @cached_property
    def _suivis(self) -> tuple[Sequence[Any], ...]:
        return tuple(ligne for ligne in self._lots if self._est_suivi(ligne))

    def _est_suivi(self, ligne: Sequence[Any]) -> bool:
        """The rule of `metier.indicateurs.lots_suivis`."""
        employe = any(une.dues for une in self._lignes.attributions.get(ligne[0], ()))
        return employe or ligne[0] in self._lignes.groupes or lot_du_marche(ligne).clause

    def _lot(self, ligne: Sequence[Any]) -> IndicateursLot:
        numero, lot = ligne[0], lot_du_marche(ligne)
        groupes, tenants = self._lignes.groupes.get(numero, []), self._lignes.attributions.get(numero, [])
        total, dues = Total.de(groupes), heures(sum(une.dues for une in tenants))
        cumul = total.cumul
        return IndicateursLot(
            lot=lot,
            entreprises=tuple(une.entreprise for une in tenants),
            initiales=heures(sum(une.initiales for une in tenants)),
            dues=dues,
            cumul=cumul,
            du_mois=total.du_mois,
            taux=taux(cumul.validees, dues),
            rythme=self.rythmes[lot.numero],
            personnes=self._lignes.des_lots.get(numero, 0),
            contrats=total.contrats,
            contrats_par_type=par_type(groupes),
            modalites=par_modalite(groupes, tenants),
            etp=etp(cumul.validees, self.regles.heures_par_etp),
        )

    def _rythme(self, ligne: Sequence[Any]) -> Rythme:
        numero = ligne[0]
        dues = heures(sum(une.dues for une in self._lignes.attributions.get(numero, ())))
        total = Total.de(self._lignes.groupes.get(numero, ()))
        return self._avancee(numero, lot_du_marche(ligne), total, dues).rythme(self.regles.seuils)

    def _avancee(self, numero: int, lot: Lot, total: Total, dues: Decimal) -> Avancee:
        jours = (une.notification for une in self._lignes.attributions.get(numero, ()))
        centimes, cumul = self._lignes.factures.get(numero), total.cumul
        _, _, forme, duree, par_heure = self._fiche
        return Avancee(
            lot=lot,
            mois=self.mois,
            forme=forme or Forme.ORDINAIRE,
            duree_operation=duree,
            notification=min((jour for jour in jours if jour), default=None),
            dues=dues,
            validees=cumul.validees,
            en_attente=cumul.declarees,
            recentes={self.mois.plus(-rang): faites for rang, faites in enumerate(total.recentes)},
            facture=None if centimes is None else heures(centimes),
            par_heure=par_heure,
        )

    def _du_lot(self, ligne: Sequence[Any]) -> list[AttributionDuMois]:
        tenants = self._lignes.attributions.get(ligne[0], [])
        siens: dict[int, list[Groupe]] = defaultdict(list)
        for groupe in self._lignes.groupes.get(ligne[0], ()) if tenants else ():
            siens[groupe.tenant(tenants).id].append(groupe)
        seul = self._lignes.des_lots.get(ligne[0], 0) if len(tenants) == 1 else None
        return [self._attribution(une, ligne, siens[une.id], seul) for une in tenants]

    def _attribution(
        self, une: AttributionLue, ligne: Sequence[Any], siens: list[Groupe], seul: int | None
    ) -> AttributionDuMois:
        total, dues = Total.de(siens), heures(une.dues)
        cumul = total.cumul
        return AttributionDuMois(
            attribution_id=une.id,
            lot=ligne[2],
            entreprise=une.entreprise,
            dues=dues,
            cumul=cumul,
            du_mois=total.du_mois,
            taux=taux(cumul.validees, dues),
            restantes=max(NUL, dues - cumul.validees),
            personnes=self._lignes.des_cotraitants.get((ligne[0], une.rang), 0) if seul is None else seul,
        )
