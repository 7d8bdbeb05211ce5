"""An act asked by an account: its role and the relay that follows the operation are checked here, not in a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from formats.typographie import typographier
from metier.cycle import REGLES, Etape, Transition, transitions_possibles
from metier.droits import Acces, AccesRefuse, Droit
from metier.fautes import FauteDeSaisie
from metier.gestes import GESTES, Geste, gestes_possibles
from sqlmodel_store.depots import operations, operations_vues
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes import demandes
from workflows.actes.demandes import Appel
from workflows.actes.effets import Effet


@dataclass(frozen=True, kw_only=True)
class Possibles:
    """What an account may do to an operation at its present step."""

    transitions: tuple[Transition, ...]
    gestes: tuple[Geste, ...]


def possibles(acces: Acces, operation: Operation) -> Possibles:
    """The acts to offer; none where the role does not drive or the relay is another."""
    if not (acces.peut(Droit.CONDUIRE) and acces.voit(operation.relais_id)):
        return Possibles(transitions=(), gestes=())
    admises = transitions_possibles(operations.situation(operation))
    return Possibles(
        transitions=tuple(une for une in admises if acces.role in REGLES[une].roles),
        gestes=tuple(un for un in gestes_possibles(operation.etape) if acces.role in GESTES[un].roles),
    )


def exiger(session: Session, acces: Acces, reference: str) -> Operation:
    """The operation, if the account sees it. Raises FauteDeSaisie as for a reference that does not exist."""
    trouvee = operations_vues.par_reference(session, acces, reference)
    if trouvee is None:
        raise FauteDeSaisie("reference", typographier(f"Aucune opération ne porte la référence « {reference} »."))
    return trouvee


def apercevoir(acces: Acces, reference: str, acte: Transition | Geste, donnees: dict[str, Any]) -> tuple[Etape, Effet]:
    """What the act would do; nothing is written. Raises as `demander` does."""
    autoriser(acces, acte)
    with lecture() as session:
        exiger(session, acces, reference)
    return demandes.apercevoir(Appel(reference=reference, transition=acte, donnees=donnees, par=acces.nom))


def demander(acces: Acces, reference: str, acte: Transition | Geste, donnees: dict[str, Any], *, cle: str) -> int:
    """Write down a request in the account's name; returns its id.

    Raises AccesRefuse when the role does not allow the act, FauteDeSaisie as `demandes.demander` does.
    """
    autoriser(acces, acte)
    with lecture() as session:
        exiger(session, acces, reference)
    return demandes.demander(Appel(reference=reference, transition=acte, donnees=donnees, par=acces.nom, cle=cle))


def autoriser(acces: Acces, acte: Transition | Geste) -> None:
    """Raises AccesRefuse when the role does not allow the act."""
    roles = GESTES[acte].roles if isinstance(acte, Geste) else REGLES[acte].roles
    if acces.role not in roles or not acces.peut(Droit.CONDUIRE):
        raise AccesRefuse(Droit.CONDUIRE)
