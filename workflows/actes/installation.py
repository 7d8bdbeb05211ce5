"""What belongs to the whole installation, its settings and templates: who may change it."""

from __future__ import annotations

from metier.droits import Acces, AccesRefuse, Droit
from sqlmodel_store.depots import relais
from sqlmodel_store.session import lecture


def peut_regler(acces: Acces) -> bool:
    """Whether the role settles a relay and the account belongs to every relay that the installation hosts."""
    if not acces.peut(Droit.REGLER):
        return False
    if acces.relais is None:
        return True
    with lecture() as session:
        return all(un.id in acces.relais for un in relais.lister(session))


def exiger(acces: Acces) -> None:
    """Raises AccesRefuse unless the account may change what belongs to the whole installation."""
    if not peut_regler(acces):
        raise AccesRefuse(Droit.REGLER)
