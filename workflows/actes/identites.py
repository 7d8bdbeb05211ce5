"""Who signs what is made of an operation: the relay that follows it; the installation where several relays do."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from sqlmodel import Session

from config.identites import Identite, identite
from metier.fautes import FauteDeSaisie
from metier.suivi import Suivi
from sqlmodel_store.depots import relais


def identite_de(session: Session, operations: Collection[int]) -> Identite:
    """The identity of the relay that follows these operations, by their ids. Raises as `config.identites.identite`."""
    return identite(relais.propre(session, operations))


def identite_du_suivi(*suivis: Suivi) -> Identite:
    """As `identite_de`, for operations already read."""
    codes = {un.relais for un in suivis}
    return identite(codes.pop() if len(codes) == 1 else None)


def autres_identites(session: Session) -> tuple[Identite, ...]:
    """Those of the installation's further relays; a file at fault is left out: the mail of the others goes on."""
    trouvees = []
    for code in filter(None, relais.propres(session).values()):
        with suppress(FauteDeSaisie):
            trouvees.append(identite(code))
    return tuple(trouvees)
