"""One step of the life cycle in the database: the step, since when, and the day before which something is due."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from metier import echeances
from metier.cycle import Attente, Etape, Situation, attente
from metier.periodes import Mois
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.operation import Operation


def avancer_a(operation: Operation, etape: Etape) -> None:
    """Move an operation to a step today, with the deadline that the relay's settings give to that step."""
    operations.changer_etape(operation, etape, le=aujourdhui())
    operation.echeance = None if etape is Etape.SUIVI else _calculee(operation)


def attendu(operation: Operation) -> Attente | None:
    """What the present step waits for; None once it is ended."""
    missions = None if operation.missions is None else tuple(operation.missions)
    return _attente(operation.etape, operation.etape_quittee, missions, operation.publication is not None)


def echeance(operation: Operation) -> date | None:
    """The day before which the present step is due: noted when it began, else reckoned; None once it is ended.

    From the day the step began; from what the buyer said of the publication, of the offers; month by month while
    hours are declared.
    """
    if operation.echeance is None:
        return _calculee(operation)
    return operation.echeance if attendu(operation) else None


def _calculee(operation: Operation) -> date | None:
    attente_presente = attendu(operation)
    if attente_presente is None:
        return None
    if operation.etape is Etape.SUIVI:
        return retour_des_heures(aujourdhui())
    delai = getattr(get_settings().echeances, attente_presente.delai)
    if operation.etape is Etape.CONSULTATION:
        if operation.publication is None and operation.publication_prevue is not None:
            return operation.publication_prevue
        depuis = operation.remise_offres or operation.publication or operation.etape_depuis
        return _apres(depuis, delai)
    return _apres(operation.etape_depuis, delai)


def retour_des_heures(jour: date) -> date:
    """The next day, this one included, before which statements of the month before are to come back."""
    habitudes = get_settings().echeances
    return _retour(jour, habitudes.demande_heures - 1 + habitudes.retour_heures)


@lru_cache(maxsize=128)
def _retour(jour: date, delai: int) -> date:
    for mois in (Mois.de(jour), Mois.de(jour).suivant):
        retour = _apres(_apres(mois.debut, 0), delai)
        if retour >= jour:
            break
    return retour


@lru_cache(maxsize=1024)
def _attente(etape: Etape, quittee: Etape | None, missions: tuple[str, ...] | None, publiee: bool) -> Attente | None:
    """What operations that stand alike wait for: there are few such cases, and many operations."""
    dites = operations.missions_dites(missions)
    return attente(Situation(etape=etape, etape_quittee=quittee, missions=dites), publiee=publiee)


@lru_cache(maxsize=4096)
def _apres(jour: date, nombre: int) -> date:
    """The working day that comes so many after; operations that began a step together share it."""
    return echeances.apres(jour, nombre, feries())
