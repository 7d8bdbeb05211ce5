"""The lots of one recipient: what it owes, what was written down, what it proposed; those of others never show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from config.identites import Identite
from metier.suivi import StructureListee
from sqlmodel_store.depots import lots_tenus, propositions, structures
from sqlmodel_store.depots.lots_tenus import LotTenu
from sqlmodel_store.depots.propositions import Proposition
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.identites import identite_de


@dataclass(frozen=True, kw_only=True)
class LotAChoisir:
    """A lot that a company holds, alone or with others; `cle` names it on the page.

    `retenues`, `referent`: what the facilitateur wrote down, as a dossier says it; `proposition`: the company's last
    word, waiting or not.
    """

    cle: str
    operation: Operation
    lot: int
    intitule: str | None
    entreprise: str
    heures: Decimal | None
    retenues: tuple[dict[str, Any], ...]
    referent: dict[str, str] | None
    proposition: Proposition | None

    @property
    def attend(self) -> bool:
        """Whether a proposal waits for the facilitateur."""
        return self.proposition is not None and self.proposition.retenue_le is None


@dataclass(frozen=True, kw_only=True)
class LotsDuDestinataire:
    """Lots by operation and number; `structures`: those of the territory of each operation, in alphabetical order.

    `identite`: of the relay that follows them.
    """

    destinataire: str
    lots: tuple[LotAChoisir, ...]
    structures: Mapping[int, tuple[StructureListee, ...]]
    identite: Identite


def lire(session: Session, destinataire: str) -> LotsDuDestinataire:
    """What the link of that address shows; constant in statements."""
    tenus = lots_tenus.de_l_adresse(session, destinataire)
    operations = {un.operation.id: un.operation for un in tenus}
    dites = {
        (une.operation_id, une.lot, une.entreprise): une
        for une in propositions.du_destinataire(session, destinataire, list(operations))
    }
    return LotsDuDestinataire(
        destinataire=destinataire,
        lots=tuple(_lot(un, dites) for un in tenus),
        structures={
            numero: tuple(
                StructureListee(nom=une.nom, type=une.type, courriel=une.courriel) for une in siennes if une.type
            )
            for numero, siennes in structures.siae_des_operations(session, list(operations.values())).items()
        },
        identite=identite_de(session, operations),
    )


def _lot(tenu: LotTenu, dites: Mapping[tuple[int, int, str], Proposition]) -> LotAChoisir:
    attribution = tenu.attribution
    return LotAChoisir(
        cle=f"{tenu.operation.reference}:{tenu.lot.numero}:{attribution.rang}",
        operation=tenu.operation,
        lot=tenu.lot.numero,
        intitule=tenu.lot.intitule,
        entreprise=attribution.entreprise_nom,
        heures=tenu.heures,
        retenues=tuple(_modalite(une) for une in tenu.modalites),
        referent=_sans_rien(
            nom=attribution.referent_nom,
            fonction=attribution.referent_fonction,
            courriel=attribution.referent_courriel,
            telephone=attribution.referent_telephone,
        )
        or None,
        proposition=dites.get((tenu.operation.id, tenu.lot.numero, attribution.entreprise_nom)),
    )


def _modalite(une: Any) -> dict[str, Any]:  # noqa: ANN401 - a row
    genre = une.structure_type.value if une.structure_type else None
    structure = _sans_rien(nom=une.structure_nom, type=genre, courriel=une.structure_courriel)
    dite = {"type": une.type.value, "heures": format(une.heures.normalize(), "f")}
    return dite | ({"structure": structure} if structure else {})


def _sans_rien(**champs: Any) -> dict[str, Any]:  # noqa: ANN401 - columns
    return {nom: dit for nom, dit in champs.items() if dit is not None}
