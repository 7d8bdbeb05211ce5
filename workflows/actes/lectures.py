"""What several subjects read of the same operations: each of them read once, when the first subject asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.periodes import Mois
from metier.releves_attendus import SUIVIES
from sqlmodel_store.depots import engagements, imports, releves_attendus
from sqlmodel_store.depots.engagements import Engagement
from sqlmodel_store.depots.imports import Connues
from sqlmodel_store.depots.releves_attendus import Attendu
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action
from workflows.actes.demande_heures.calendrier import mois_demande, mois_rappeles
from workflows.actes.demande_heures.declarants import Carnet, Repartition, selon_les_adresses
from workflows.actes.engagements import a_ses_debuts


@dataclass(frozen=True)
class Lectures:
    """Of these operations, today; kept no longer than the reading of what they wait for."""

    session: Session
    operations: Sequence[Operation]

    @cached_property
    def engages(self) -> list[Engagement]:
        """What each company owes on each lot, where nobody works yet or where it was told so lately."""
        debuts = a_ses_debuts(aujourdhui())
        return engagements.en_cours(self.session, [une.id for une in self.operations], a_ses_debuts=debuts)

    @cached_property
    def manquants(self) -> list[Attendu]:
        """The statements that are missing, of the months asked for or recalled."""
        premier = self._mois[0]
        return [un for un in self._tous if un.mois >= premier]

    @cached_property
    def anciens(self) -> list[Attendu]:
        """Those of the months before, which no request recalls any more."""
        premier = self._mois[0]
        return [un for un in self._tous if un.mois < premier]

    @cached_property
    def _mois(self) -> list[Mois]:
        """The months asked for or recalled, oldest first."""
        dernier = mois_demande(aujourdhui())
        return [*mois_rappeles(dernier), dernier]

    @cached_property
    def _tous(self) -> list[Attendu]:
        if not self._suivies:
            return []
        return releves_attendus.tous_manquants(self.session, self._mois, operations=self._suivies)

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
