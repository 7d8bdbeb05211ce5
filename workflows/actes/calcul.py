"""The calculation of a stored operation: its hours, its legal regime, under its own barème."""

from __future__ import annotations

from dataclasses import dataclass

from config.baremes import get_bareme
from config.droit import get_seuils
from echanges.dossier import partielle
from echanges.format_operation import OperationPartielle, completer
from metier.alertes import Alerte
from metier.calibrage import Calibrage, ResultatLot, calibrer
from metier.fautes import FauteDeSaisie
from metier.operation import Operation
from metier.regime import Regime, determiner
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture


@dataclass(frozen=True, kw_only=True)
class Calcul:
    """An operation with its hours and its regime; `alertes` are those of the reading."""

    operation: Operation
    calibrage: Calibrage
    regime: Regime
    alertes: tuple[Alerte, ...]


def calculer(lue: OperationPartielle) -> Calcul:
    """The calculation of an operation. Raises FauteDeSaisie naming the first field that lacks."""
    complete = completer(lue)
    operation = complete.operation
    return Calcul(
        operation=operation,
        calibrage=calibrer(operation, get_bareme(operation.bareme)),
        regime=determiner(operation, get_seuils()),
        alertes=complete.alertes,
    )


def heures_par_lot(reference: str) -> tuple[ResultatLot, ...]:
    """The claused lots of a stored operation and their hours; none while too little is known."""
    with lecture() as session:
        lue = partielle(session, operations.exiger(session, reference))
    try:
        return calculer(lue).calibrage.lots
    except FauteDeSaisie:
        return ()
