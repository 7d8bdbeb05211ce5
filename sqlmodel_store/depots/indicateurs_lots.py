"""The figures of a lot at the end of a month, and of each company that holds it, from the totals of the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from metier.indicateurs import IndicateursLot, Regles
from metier.operation import Forme, Lot
from metier.periodes import Mois
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


class LotDuMois:
    """A lot of an operation; each figure is worked out once, when it is first read."""

    def __init__(self, ligne: Sequence[Any], fiche: Any, lignes: Lignes, mois: Mois, regles: Regles) -> None:  # noqa: ANN401 - a row
        self.id: int = ligne[0]
        self.numero: int = ligne[2]
        self._ligne, self._fiche, self._lignes = ligne, fiche, lignes
        self._groupes: Sequence[Groupe] = lignes.groupes.get(self.id, ())
        self._tenants: Sequence[AttributionLue] = lignes.attributions.get(self.id, ())
        self._mois, self._regles = mois, regles

    @property
    def suivi(self) -> bool:
        """The rule of `metier.indicateurs.lots_suivis`."""
        employe = any(une.dues for une in self._tenants)
        return employe or self.id in self._lignes.groupes or self._lot.clause

    @cached_property
    def indicateurs(self) -> IndicateursLot:
        """What dashboards print; its `lot` holds only what the figures are judged on."""
        cumul = self._total.cumul
        return IndicateursLot(
            lot=self._lot,
            entreprises=tuple(une.entreprise for une in self._tenants),
            initiales=heures(sum(une.initiales for une in self._tenants)),
            dues=self._dues,
            cumul=cumul,
            du_mois=self._total.du_mois,
            taux=taux(cumul.validees, self._dues),
            rythme=self.rythme,
            personnes=self._lignes.des_lots.get(self.id, 0),
            contrats=self._total.contrats,
            contrats_par_type=par_type(self._groupes),
            modalites=par_modalite(self._groupes, self._tenants),
            etp=etp(cumul.validees, self._regles.heures_par_etp),
        )

    @cached_property
    def rythme(self) -> Rythme:
        """Its pace."""
        return self._avancee().rythme(self._regles.seuils)

    @cached_property
    def attributions(self) -> tuple[AttributionDuMois, ...]:
        """The figures of each company, in the order of dossiers."""
        siens: dict[int, list[Groupe]] = defaultdict(list)
        for groupe in self._groupes if self._tenants else ():
            siens[groupe.tenant(self._tenants).id].append(groupe)
        seul = self._lignes.des_lots.get(self.id, 0) if len(self._tenants) == 1 else None
        return tuple(self._attribution(une, siens[une.id], seul) for une in self._tenants)

    @cached_property
    def _lot(self) -> Lot:
        return lot_du_marche(self._ligne)

    @cached_property
    def _total(self) -> Total:
        return Total.de(self._groupes)

    @cached_property
    def _dues(self) -> Decimal:
        return heures(sum(une.dues for une in self._tenants))

    def _avancee(self) -> Avancee:
        jours = (une.notification for une in self._tenants)
        centimes, cumul = self._lignes.factures.get(self.id), self._total.cumul
        _, _, forme, duree, par_heure = self._fiche
        return Avancee(
            lot=self._lot,
            mois=self._mois,
            forme=forme or Forme.ORDINAIRE,
            duree_operation=duree,
            notification=min((jour for jour in jours if jour), default=None),
            dues=self._dues,
            validees=cumul.validees,
            en_attente=cumul.declarees,
            recentes={self._mois.plus(-rang): faites for rang, faites in enumerate(self._total.recentes)},
            facture=None if centimes is None else heures(centimes),
            par_heure=par_heure,
        )

    def _attribution(self, une: AttributionLue, siens: list[Groupe], seul: int | None) -> AttributionDuMois:
        total, dues = Total.de(siens), heures(une.dues)
        cumul = total.cumul
        return AttributionDuMois(
            attribution_id=une.id,
            lot=self.numero,
            entreprise=une.entreprise,
            dues=dues,
            cumul=cumul,
            du_mois=total.du_mois,
            taux=taux(cumul.validees, dues),
            restantes=max(NUL, dues - cumul.validees),
            personnes=self._lignes.des_cotraitants.get((self.id, une.rang), 0) if seul is None else seul,
        )
