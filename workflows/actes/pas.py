"""One step of the life cycle in the database: the step, since when, and the day before which something is due."""

from __future__ import annotations

from datetime import date

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from metier import echeances
from metier.cycle import ATTENTES, Etape
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.operation import Operation


def avancer_a(operation: Operation, etape: Etape) -> None:
    """Move an operation to a step today, with the deadline that the relay's settings give to that step."""
    jour = aujourdhui()
    operations.changer_etape(operation, etape, le=jour, echeance=_echeance(operation, etape, jour))


def _echeance(operation: Operation, etape: Etape, jour: date) -> date | None:
    if etape is Etape.CONSULTATION:
        return None if operation.publication else operation.publication_prevue
    attente = ATTENTES.get(etape)
    if attente is None or attente.delai is None:
        return None
    return echeances.apres(jour, getattr(get_settings().echeances, attente.delai), feries())
