"""What waits for whom, since when, until when: each subject tells its own, for many operations at once.

The list of subjects is in `workflows.actes.sujets`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from formats.dates import de_mois
from metier.cycle import Attente, Etape, Responsable
from metier.echeances import apres
from metier.periodes import Mois
from metier.releves_attendus import SUIVIES
from sqlmodel_store.depots import imports, releves_attendus
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.pas import attendu, echeance, retour_des_heures


class Designee(Protocol):
    """What every subject may read of an operation, whether it is open or ended."""

    @property
    def id(self) -> int: ...

    @property
    def reference(self) -> str: ...

    @property
    def etape(self) -> Etape: ...


@dataclass(frozen=True, kw_only=True)
class Action:
    """What waits for whom, since when, and until when; `reference` None when no operation is concerned.

    `au_portail`: how the pages say it, where `libelle` names people or things by their codes. `etape`: the
    step of which it says in general what it waits for. `ensemble`: how it is said of several lots at once, « {} »
    standing for their numbers; `lot` is then its own.
    """

    libelle: str
    qui: str
    depuis: date
    avant_le: date | None
    reference: str | None = None
    au_portail: str | None = None
    etape: Etape | None = None
    lot: int | None = None
    ensemble: str | None = None

    @property
    def en_retard(self) -> bool:
        return self.avant_le is not None and self.avant_le < aujourdhui()

    def en_json(self) -> dict[str, Any]:
        return {
            "libelle": self.libelle,
            "qui": self.qui,
            "depuis": self.depuis.isoformat(),
            "avant_le": self.avant_le.isoformat() if self.avant_le else None,
        }


DELAI_DE_REPRISE = 5
"""Working days that a relay has for what was late already when an operation was brought in."""
Source = Callable[[Session, Sequence[Operation]], list[Action]]
SourceDeToutes = Callable[[Session, Sequence[Designee]], list[Action]]
"""A subject that has something to say of operations that are ended too."""


def de_l_etape(session: Session, operations: Sequence[Operation]) -> list[Action]:
    """What the present step of each operation waits for; nothing once it is ended, nor once a month's hours are in."""
    suivies = [une.id for une in operations if une.etape is Etape.SUIVI]
    muettes = releves_attendus.sans_contrat(session, suivies)
    recus = _recus(session) if suivies else frozenset()
    return [
        _enregistrer_les_contrats(operation) if operation.id in muettes else action
        for operation in operations
        if (operation.id in muettes or operation.id not in recus or operation.etape is not Etape.SUIVI)
        and (action := _de_l_etape(operation))
    ]


def _recus(session: Session) -> frozenset[int]:
    """The operations whose hours that come back next are all in, or settled."""
    return releves_attendus.recus(session, _du_mois_avant(retour_des_heures(aujourdhui()))[0])


def _de_l_etape(operation: Operation) -> Action | None:
    attente = attendu(operation)
    if attente is None:
        return None
    avant_le = echeance(operation)
    if operation.etape is Etape.SUIVI and avant_le is not None:
        return _des_heures(operation, attente, avant_le)
    return Action(
        libelle=attente.libelle,
        etape=operation.etape,
        qui=attente.qui.libelle,
        depuis=operation.publication or operation.etape_depuis
        if operation.etape is Etape.CONSULTATION
        else operation.etape_depuis,
        avant_le=avant_le,
        reference=operation.reference,
    )


def _des_heures(operation: Operation, attente: Attente, avant_le: date) -> Action:
    """The hours that come back next, those of the month before: since it began, or since the follow-up did."""
    mois, libelle = _du_mois_avant(avant_le)
    return Action(
        libelle=libelle,
        etape=operation.etape,
        qui=attente.qui.libelle,
        depuis=max(operation.etape_depuis, mois.debut),
        avant_le=avant_le,
        reference=operation.reference,
    )


@lru_cache(maxsize=128)
def _du_mois_avant(jour: date) -> tuple[Mois, str]:
    """The month before, and what is awaited of it: the same for all the operations that are followed."""
    mois = Mois.de(jour).precedent
    return mois, f"Déclarer les heures {de_mois(mois)}"


def _enregistrer_les_contrats(operation: Operation) -> Action:
    """Nobody declares hours where nobody is known to work: it is the facilitateur's turn."""
    return Action(
        libelle="Enregistrer les contrats\u00a0: aucun n’est connu, aucune heure n’est demandée",
        qui=Responsable.FACILITATEUR.libelle,
        depuis=operation.etape_depuis,
        avant_le=apres(operation.etape_depuis, get_settings().echeances.mise_en_oeuvre, feries()),
        reference=operation.reference,
    )


def depuis_la_reprise(session: Session, operations: Sequence[Designee], actions: Sequence[Action]) -> list[Action]:
    """What was due before a followed operation was brought in with its past is awaited from that day; one statement."""
    bientot = apres(aujourdhui(), DELAI_DE_REPRISE, feries())
    dues = {une.reference for une in actions if une.avant_le is not None and une.avant_le < bientot}
    numeros = {une.reference: une.id for une in operations if une.reference in dues and une.etape in SUIVIES}
    venues = imports.connues(session, numeros.values()).operations
    if not venues:
        return list(actions)
    return [_reprise(une, venues.get(numeros.get(une.reference or "", 0))) for une in actions]


def _reprise(action: Action, venue: date | None) -> Action:
    if venue is None or action.avant_le is None or action.depuis >= venue:
        return action
    return replace(action, depuis=venue, avant_le=max(action.avant_le, apres(venue, DELAI_DE_REPRISE, feries())))
