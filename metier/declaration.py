"""What the buyer declares of an operation in the données essentielles (R2196-1, schema 2.0.3, domaine §9.4)."""

from __future__ import annotations

from decimal import Decimal

from metier.operation import Forme, Montage, Operation

CLAUSE = "Clause sociale"
CRITERE = "Critère social"
MARCHE_RESERVE = "Marché réservé"
CONCESSION_RESERVEE = "Concession réservée"
AUCUNE = "Pas de considération sociale"
SEUIL_DECLARATION = Decimal(40_000)  # euros excluding tax, R2196-1
DELAI_MOIS = 2  # from the notification, R2196-1


def considerations_sociales(operation: Operation) -> tuple[str, ...]:
    """The values of `considerationSociale`; empty for a contract of insertion services, whose buyer decides."""
    reserve = CONCESSION_RESERVEE if operation.forme is Forme.CONCESSION else MARCHE_RESERVE
    valeurs: dict[Montage, tuple[str, ...]] = {
        Montage.EXECUTION: (CLAUSE,),
        Montage.EXECUTION_CRITERE: (CLAUSE, CRITERE),
        Montage.RESERVE: (reserve,),
        Montage.MARCHE_INSERTION: (),
        Montage.AUCUN: (AUCUNE,),
    }
    return valeurs[operation.montage]
