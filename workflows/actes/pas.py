"""One step of the life cycle in the database: the step, since when, and the day before which something is due."""

from __future__ import annotations

from datetime import date

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from metier import echeances
from metier.cycle import Attente, Etape, attente
from metier.periodes import Mois
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.operation import Operation


def avancer_a(operation: Operation, etape: Etape) -> None:
    """Move an operation to a step today, with the deadline that the relay's settings give to that step."""
    operations.changer_etape(operation, etape, le=aujourdhui())
    operation.echeance = None if etape is Etape.SUIVI else _calculee(operation)


def attendu(operation: Operation) -> Attente | None:
    """What the present step waits for; None once it is ended."""
    return attente(operations.situation(operation), publiee=operation.publication is not None)


def echeance(operation: Operation) -> date | None:
    """The day before which the present step is due: noted when it began, else reckoned; None once it is ended.

    From the day the step began; from what the buyer said of the publication, of the offers; month by month while
    hours are declared.
    """
    return (operation.echeance or _calculee(operation)) if attendu(operation) else None


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
        return echeances.apres(depuis, delai, feries())
    return echeances.apres(operation.etape_depuis, delai, feries())


def retour_des_heures(jour: date) -> date:
    """The next day, this one included, before which statements of the month before are to come back."""
    for mois in (Mois.de(jour), Mois.de(jour).suivant):
        habitudes = get_settings().echeances
        demande = echeances.apres(mois.debut, 0, feries())
        retour = echeances.apres(demande, habitudes.demande_heures - 1 + habitudes.retour_heures, feries())
        if retour >= jour:
            break
    return retour
