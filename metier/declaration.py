"""What the buyer declares of an operation in the données essentielles (R2196-1, schema 2.0.3, domaine §9.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from metier.operation import Forme, Lot, Montage, Operation
from metier.periodes import Mois

CLAUSE = "Clause sociale"
CRITERE = "Critère social"
MARCHE_RESERVE = "Marché réservé"
CONCESSION_RESERVEE = "Concession réservée"
AUCUNE = "Pas de considération sociale"
SEUIL_DECLARATION = Decimal(40_000)  # euros excluding tax, R2196-1
DELAI_MOIS = 2  # from the notification, R2196-1


def considerations_sociales(operation: Operation) -> tuple[str, ...]:
    """The values of `considerationSociale`; empty for a contract of insertion services, whose buyer decides."""
    return considerations_du_montage(operation.montage, operation.forme)


def considerations_du_montage(montage: Montage, forme: Forme) -> tuple[str, ...]:
    """The same, of what frames the contract."""
    reserve = CONCESSION_RESERVEE if forme is Forme.CONCESSION else MARCHE_RESERVE
    valeurs: dict[Montage, tuple[str, ...]] = {
        Montage.EXECUTION: (CLAUSE,),
        Montage.EXECUTION_CRITERE: (CLAUSE, CRITERE),
        Montage.RESERVE: (reserve,),
        Montage.MARCHE_INSERTION: (),
        Montage.AUCUN: (AUCUNE,),
    }
    return valeurs[montage]


def considerations_du_lot(montage: Montage, forme: Forme, lot: Lot) -> tuple[str, ...]:
    """The values of one lot, each being a contract: a lot without clause nor other consideration declares none."""
    sans_clause = montage in {Montage.EXECUTION, Montage.EXECUTION_CRITERE} and not lot.clause
    if sans_clause and not lot.autre_consideration:
        return (AUCUNE,)
    return (CLAUSE,) if sans_clause else considerations_du_montage(montage, forme)


def a_publier_avant(notification: date) -> date:
    """The last day to publish the data of a contract notified that day."""
    mois = Mois.de(notification).plus(DELAI_MOIS)
    return mois.debut.replace(day=min(notification.day, mois.fin.day))
