"""A lot written by mistake is taken away with `{"numero": 5, "retire": true}`, among the lots that correct others."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import lots, operations
from sqlmodel_store.modeles.operation import Operation

RETIRE = "retire"


def lots_retires(session: Session, operation: Operation, corriges: object) -> frozenset[int]:
    """The numbers of the lots to take away. Raises FauteDeSaisie: unknown lot, or one on which something rests."""
    retires = frozenset(_numero(rang, lot) for rang, lot in enumerate(_liste(corriges)) if _est_retire(lot))
    connus = [lot.numero for lot in operations.lots(session, operation.id)]
    if inconnus := sorted(retires - set(connus)):
        dits = ", ".join(map(str, connus)) or "aucun"
        raise _faute("lots", f"lot {inconnus[0]} à retirer, inconnu de {operation.reference} ; lots connus : {dits}")
    exiger_libres(session, operation, retires)
    return retires


def exiger_libres(session: Session, operation: Operation, retires: frozenset[int]) -> None:
    """Raises FauteDeSaisie for the first lot to take away on which something rests."""
    for lot in operations.lots(session, operation.id):
        if lot.numero in retires and (portes := lots.dependances(session, lot)):
            dits = ", ".join(f"{combien} {nom}" for nom, combien in portes.items())
            raise _faute("lots", f"le lot {lot.numero} ne peut pas être retiré, il porte {dits} ; retirez-les d’abord")


def sans_les_retires(corrections: dict[str, Any]) -> dict[str, Any]:
    """The corrections without the lots to take away, which are no lots of the format."""
    if not any(map(_est_retire, _liste(corrections.get("lots")))):
        return corrections
    return corrections | {"lots": [lot for lot in corrections["lots"] if not _est_retire(lot)]}


def _liste(corriges: object) -> list[Any]:
    """The lots, where there is a list of them; what is none is refused by the format itself."""
    return corriges if isinstance(corriges, list) else []


def _est_retire(lot: object) -> bool:
    return isinstance(lot, dict) and RETIRE in lot


def _numero(rang: int, lot: dict[str, Any]) -> int:
    if set(lot) == {"numero", RETIRE} and lot[RETIRE] is True and type(lot["numero"]) is int:
        return int(lot["numero"])
    attendu = '{"numero": 5, "retire": true}'
    raise _faute(f"lots[{rang}].{RETIRE}", f"un lot à retirer s’écrit {attendu}, sans autre clé")


def _faute(champ: str, raison: str) -> FauteDeSaisie:
    return FauteDeSaisie(champ, typographier(f"{champ} : {raison}."))
