"""What belongs to the whole installation, and what to one relay of it, its identity: who may read and change it."""

from __future__ import annotations

from metier.droits import Acces, AccesRefuse, Droit
from sqlmodel_store.depots import relais
from sqlmodel_store.modeles.relais import Relais
from sqlmodel_store.session import lecture


def peut_regler(acces: Acces) -> bool:
    """Whether the role settles a relay and the account belongs to every relay that the installation hosts."""
    return _peut(acces, _tous())


def exiger(acces: Acces) -> None:
    """Raises AccesRefuse unless the account may change what belongs to the whole installation."""
    if not peut_regler(acces):
        raise AccesRefuse(Droit.REGLER)


def peut_signer(acces: Acces, code: str | None = None) -> bool:
    """Whether the account may change the identity of a relay: the installation's first one, or that of the code."""
    tous = _tous()
    vises = tous[:1] if code is None else [un for un in tous[1:] if un.code == code]
    return (code is None or bool(vises)) and _peut(acces, vises)


def exiger_de_signer(acces: Acces, code: str | None = None) -> None:
    """Raises AccesRefuse unless the account may change that identity."""
    if not peut_signer(acces, code):
        raise AccesRefuse(Droit.REGLER)


def autres_relais(acces: Acces) -> tuple[Relais, ...]:
    """The further relays whose identity the account may read: its own, or all for who belongs to the whole network.

    Raises AccesRefuse for a role that neither settles relays nor consolidates them.
    """
    if not acces.peut(Droit.CONSOLIDER):
        acces.exiger(Droit.REGLER)
    return tuple(un for un in _tous()[1:] if acces.relais is None or un.id in acces.relais)


def exiger_de_voir(acces: Acces, code: str) -> None:
    """Raises AccesRefuse unless the account may read the identity of the further relay of that code."""
    if code not in {un.code for un in autres_relais(acces)}:
        raise AccesRefuse(Droit.REGLER)


def _peut(acces: Acces, vises: list[Relais]) -> bool:
    return acces.peut(Droit.REGLER) and (acces.relais is None or all(un.id in acces.relais for un in vises))


def _tous() -> list[Relais]:
    with lecture() as session:
        return relais.lister(session)
