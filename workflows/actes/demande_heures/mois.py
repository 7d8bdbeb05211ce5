"""The month of one recipient: the contracts it declares, those of people lent to it, to be confirmed or contested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from metier.mois_travaille import ContratDuMois
from metier.periodes import Mois
from sqlmodel_store.depots import heures, operations, releves_attendus
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.demande_heures.declarants import Carnet
from workflows.actes.jetons import Lien


@dataclass(frozen=True, kw_only=True)
class MoisDuDestinataire:
    """Contracts by operation, lot, employer and person; `lots`: the titles of lots, by operation and number.

    `clos`: operations whose month is settled, where nothing changes any more.
    """

    destinataire: str
    mois: Mois
    a_declarer: tuple[ContratDuMois, ...]
    a_confirmer: tuple[ContratDuMois, ...]
    operations: Mapping[int, Operation]
    lots: Mapping[tuple[int, int], str | None]
    clos: frozenset[int]

    @property
    def vide(self) -> bool:
        return not self.a_declarer and not self.a_confirmer

    @property
    def ferme(self) -> bool:
        """Whether everything there was is settled."""
        return not self.vide and self.clos >= set(self.operations)

    def modifiable(self, contrat: ContratDuMois) -> bool:
        """Whether its employer may still write its hours: neither closed nor validated."""
        return contrat.operation_id not in self.clos and not (contrat.dite is not None and contrat.dite.validee)

    @property
    def restent(self) -> int:
        """How many contracts have no hours yet and may have some."""
        return sum(un.dite is None for un in self.a_declarer if self.modifiable(un))


def lire(session: Session, lien: Lien) -> MoisDuDestinataire:
    """What a link shows; a constant number of statements but for the titles of lots."""
    carnet = Carnet.lire(session)
    numeros = _operations(session, lien, carnet)
    contrats = heures.du_mois(session, lien.mois, sorted(numeros)) if numeros else []
    connus = {un.operation_id for un in contrats}
    suivies = {numero: session.get_one(Operation, numero) for numero in sorted(connus)}
    contrats = [un for un in contrats if suivies[un.operation_id].etape in releves_attendus.DECLARABLES]
    siens = tuple(un for un in contrats if carnet.connait(un.operation_id, un.employeur, lien.destinataire))
    pretes = tuple(
        un
        for un in contrats
        if un not in siens
        and un.utilisatrice is not None
        and carnet.connait(un.operation_id, un.utilisatrice, lien.destinataire)
    )
    citees = {un.operation_id for un in (*siens, *pretes)}
    return MoisDuDestinataire(
        destinataire=lien.destinataire,
        mois=lien.mois,
        a_declarer=siens,
        a_confirmer=pretes,
        operations={numero: suivies[numero] for numero in sorted(citees)},
        lots={(numero, lot.numero): lot.intitule for numero in citees for lot in operations.lots(session, numero)},
        clos=frozenset(numero for numero in citees if heures.est_clos(session, numero, lien.mois)),
    )


def _operations(session: Session, lien: Lien, carnet: Carnet) -> set[int]:
    """Where the address is known, and where an employer that the annuaire gives it works."""
    numeros, noms = carnet.noms(lien.destinataire)
    if not noms:
        return set(numeros)
    attendus = releves_attendus.attendus(session, [lien.mois])
    return set(numeros) | {un.operation_id for un in attendus if normaliser(un.employeur) in noms}
