"""The indicators of a month for any number of operations: the same figures as `metier.indicateurs`, added up by SQL.

A constant number of statements whatever the number of operations; no person, no hour is loaded. Paces and statuses are
worked out from these totals, by the rules of `metier`, when they are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlmodel import Session

from metier.effectifs import Effectifs
from metier.indicateurs import Indicateurs, Regles, somme
from metier.periodes import Mois
from metier.publics import Categorie
from metier.realisation import Volumes, etp, taux
from metier.rythme import Rythme
from sqlmodel_store.depots.indicateurs_lignes import (
    AttributionLue,
    Groupe,
    Lignes,
    Total,
    heures,
    par_type,
)
from sqlmodel_store.depots.indicateurs_lots import AttributionDuMois, LotDuMois
from sqlmodel_store.depots.indicateurs_requetes import Requetes
from sqlmodel_store.ramassage import sans_ramassage

COMPTES = 6
"""Counts of persons before those of each category."""


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
    with sans_ramassage():
        lignes = Lignes.lire(requetes)
    return [OperationDuMois(fiche, lignes, mois, regles) for fiche in lignes.fiches]


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
        lots = tuple(un.indicateurs for un in self._suivis)
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
        return {un.numero: un.rythme for un in self._suivis}

    @cached_property
    def lots_suivis(self) -> frozenset[int]:
        """Their numbers in the contract."""
        return frozenset(un.numero for un in self._suivis)

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
        return tuple(une for un in self._du_marche for une in un.attributions)

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
    def _suivis(self) -> tuple[LotDuMois, ...]:
        return tuple(un for un in self._du_marche if un.suivi)

    @cached_property
    def _du_marche(self) -> tuple[LotDuMois, ...]:
        return tuple(LotDuMois(ligne, self._fiche, self._lignes, self.mois, self.regles) for ligne in self._lots)
