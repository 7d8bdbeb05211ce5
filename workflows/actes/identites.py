"""Who signs what is made of an operation: the relay that follows it; the installation where several relays do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress

from sqlmodel import Session

from config.identites import Identite, identite, propre
from metier.fautes import FauteDeSaisie
from metier.suivi import Suivi
from sqlmodel_store.depots import relais
from sqlmodel_store.modeles.relais import Relais


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


def noms(tous: Sequence[Relais]) -> dict[int, str]:
    """By id, how people call each relay of the installation, first one first: the name its identity says.

    Its code while none says it; behind the name where two have the same.
    """
    dits = {un.id: _nom(un.code if rang else None) or un.code for rang, un in enumerate(tous)}
    combien = Counter(dits.values())
    return {un.id: dits[un.id] if combien[dits[un.id]] == 1 else f"{dits[un.id]} ({un.code})" for un in tous}


def _nom(code: str | None) -> str | None:
    with suppress(FauteDeSaisie):
        return (propre(code) if code else identite()).relais.nom
    return None
