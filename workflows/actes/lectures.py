"""What several subjects read of the same operations: each of them read once, when the first subject asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from config.horloge import aujourdhui
from sqlmodel_store.depots import engagements, releves_attendus
from sqlmodel_store.depots.engagements import Engagement
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
        if not self._suivies:
            return []
        dernier = mois_demande(aujourdhui())
        mois = [*mois_rappeles(dernier), dernier]
        return releves_attendus.attendus(self.session, mois, operations=self._suivies, manquants=True)

    @cached_property
    def reparties(self) -> Repartition:
        """The same, by whom to ask."""
        carnet = Carnet.lire(self.session, self._suivies) if self.manquants else Carnet({})
        return selon_les_adresses(self.manquants, carnet)

    @cached_property
    def _suivies(self) -> list[int]:
        return [une.id for une in self.operations if une.etape in releves_attendus.SUIVIES]


SourcePartagee = Callable[[Session, Sequence[Operation], Lectures], list[Action]]
