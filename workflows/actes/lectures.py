"""What several subjects read of the same operations: each of them read once, when the first subject asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.releves_attendus import SUIVIES
from sqlmodel_store.depots import engagements, imports, releves_attendus
from sqlmodel_store.depots.engagements import Engagement
from sqlmodel_store.depots.imports import Connues
from sqlmodel_store.depots.releves_attendus import Attendu
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action
from workflows.actes.demande_heures.calendrier import mois_demande, mois_rappeles
from workflows.actes.demande_heures.declarants import Carnet, Repartition, selon_les_adresses


@dataclass(frozen=True)
class Lectures:
    """Of these operations, today; kept no longer than the reading of what they wait for."""

    session: Session
    operations: Sequence[Operation]

    @cached_property
    def engages(self) -> list[Engagement]:
        """What each company owes on each lot."""
        return engagements.en_cours(self.session, [une.id for une in self.operations])

    @cached_property
    def manquants(self) -> list[Attendu]:
        """The statements that are missing, of the months asked for or recalled."""
        return [un for un in self._tous if un.mois >= mois_rappeles(mois_demande(aujourdhui()))[0]]

    @cached_property
    def anciens(self) -> list[Attendu]:
        """Those of the months before, which no request recalls any more."""
        return [un for un in self._tous if un.mois < mois_rappeles(mois_demande(aujourdhui()))[0]]

    @cached_property
    def _tous(self) -> list[Attendu]:
        if not self._suivies:
            return []
        dernier = mois_demande(aujourdhui())
        return releves_attendus.tous_manquants(
            self.session, [*mois_rappeles(dernier), dernier], operations=self._suivies
        )

    @cached_property
    def connues(self) -> Connues:
        """Since when the relay knows the operations that lack statements, and those who declare in them."""
        return imports.connues(self.session, {un.operation_id for un in self._tous})

    @cached_property
    def reparties(self) -> Repartition:
        """The same, by whom to ask."""
        carnet = Carnet.lire(self.session, self._suivies) if self.manquants else Carnet({})
        return selon_les_adresses(self.manquants, carnet)

    @cached_property
    def _suivies(self) -> list[int]:
        return [une.id for une in self.operations if une.etape in SUIVIES]


SourcePartagee = Callable[[Session, Sequence[Operation], Lectures], list[Action]]
