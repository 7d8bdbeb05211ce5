"""The month of one recipient: the contracts it declares, those of people lent to it, to be confirmed or contested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from config.identites import Identite
from formats.dates import de_mois, mois_long
from formats.lecture import lire_heures
from formats.nombres import heures as ecrire_heures
from formats.typographie import typographier
from metier.mois_travaille import ContratDuMois
from metier.periodes import Mois
from metier.releves_attendus import DECLARABLES, Cadre
from sqlmodel_store.depots import heures, operations, releves_attendus
from sqlmodel_store.depots.lots import est_clause
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.demande_heures.declarants import Carnet
from workflows.actes.heures import histoire
from workflows.actes.heures.histoire import Histoire
from workflows.actes.identites import identite_de
from workflows.actes.jetons import Lien


@dataclass(frozen=True, kw_only=True)
class MoisDuDestinataire:
    """Contracts by operation, lot, employer and person; `lots`: the titles of lots, by operation and number.

    `clos`: operations whose month is settled, where nothing changes any more; `attendus`: the ids of the contracts
    whose hours are called for; `histoires`: by contract id, what became of figures that gave place to others;
    `identite`: of the relay of them all.
    """

    destinataire: str
    mois: Mois
    a_declarer: tuple[ContratDuMois, ...]
    a_confirmer: tuple[ContratDuMois, ...]
    operations: Mapping[int, Operation]
    lots: Mapping[tuple[int, int], str | None]
    clos: frozenset[int]
    attendus: frozenset[int]
    identite: Identite
    histoires: Mapping[int, Histoire]

    @property
    def vide(self) -> bool:
        return not self.a_declarer and not self.a_confirmer

    @property
    def ferme(self) -> bool:
        """Whether everything there was is settled."""
        return not self.vide and self.clos >= set(self.operations)

    def modifiable(self, contrat: ContratDuMois) -> bool:
        """Whether its employer may still write its hours: neither closed nor validated."""
        return self.raison(contrat) is None

    def raison(self, contrat: ContratDuMois) -> str | None:
        """Why the hours of a contract do not change any more; None while they may."""
        if contrat.operation_id in self.clos:
            return f"{mois_long(self.mois)} est clos pour l’opération {contrat.reference}"
        if contrat.dite is not None and contrat.dite.validee:
            return f"les heures {de_mois(self.mois)} sont validées ({ecrire_heures(contrat.dite.heures)})"
        return None

    def refus(self, ecrits: Mapping[str, str]) -> str | None:
        """What may not be written of what was typed, line by line, why, and whom to call; None when all of it may.

        `ecrits`: what was typed, by « operation:contract »; hours that are those declared already ask for nothing.
        """
        figes = [
            f"{contrat.prenom} {contrat.nom[:1].upper()}., lot {contrat.lot}, {contrat.employeur} : {raison}"
            for contrat in self.a_declarer
            if (raison := self.raison(contrat))
            and _change(contrat, ecrits.get(f"{contrat.reference}:{contrat.contrat}", ""))
        ]
        if not figes:
            return None
        return typographier(
            f"{' ; '.join(figes)}. Pour les changer, appelez {qui_appeler(self.identite) or 'le relais'}."
        )

    @property
    def restent(self) -> int:
        """How many contracts whose hours are called for have none yet."""
        return sum(un.dite is None for un in self.a_declarer if un.contrat_id in self.attendus)


def _change(contrat: ContratDuMois, ecrit: str) -> bool:
    """Whether something else was typed than what is declared."""
    return bool(ecrit.strip()) and (contrat.dite is None or lire_heures(ecrit) != contrat.dite.heures)


def qui_appeler(identite: Identite) -> str:
    """Whom to call: the facilitateur, else the relay; empty where neither is known."""
    personne, relais = identite.facilitateur, identite.relais
    connus = (personne.nom, personne.telephone or relais.telephone, personne.courriel or relais.courriel)
    return ", ".join(filter(None, connus))


def lire(session: Session, lien: Lien) -> MoisDuDestinataire:
    """What a link shows; a constant number of statements but for the titles of lots."""
    carnet = Carnet.lire(session)
    numeros = _operations(session, lien, carnet)
    contrats = heures.du_mois(session, lien.mois, sorted(numeros)) if numeros else []
    connus = {un.operation_id for un in contrats}
    suivies = {numero: session.get_one(Operation, numero) for numero in sorted(connus)}
    contrats = [un for un in contrats if suivies[un.operation_id].etape in DECLARABLES]
    siens = tuple(un for un in contrats if carnet.connait(un.operation_id, un.employeur, lien.destinataire))
    pretes = tuple(
        un
        for un in contrats
        if un not in siens
        and un.utilisatrice is not None
        and carnet.connait(un.operation_id, un.utilisatrice, lien.destinataire)
    )
    citees = {un.operation_id for un in (*siens, *pretes)}
    lots = {(numero, lot.numero): lot for numero in citees for lot in operations.lots(session, numero)}
    clos = frozenset(numero for numero in citees if heures.est_clos(session, numero, lien.mois))
    return MoisDuDestinataire(
        destinataire=lien.destinataire,
        mois=lien.mois,
        a_declarer=siens,
        a_confirmer=pretes,
        operations={numero: suivies[numero] for numero in sorted(citees)},
        lots={ou: lot.intitule for ou, lot in lots.items()},
        clos=clos,
        attendus=frozenset(
            un.contrat_id
            for un in siens
            if est_clause(lots[un.operation_id, un.lot])
            and _reclame(suivies[un.operation_id], lien.mois, clos=un.operation_id in clos)
        ),
        identite=identite_de(session, citees),
        histoires=histoire.lire(session, lien.mois, siens),
    )


def _reclame(operation: Operation, mois: Mois, *, clos: bool) -> bool:
    """Whether the hours of the month are called for in the operation, were they asked for no more."""
    return Cadre(
        etape=operation.etape, depuis=operation.releves_depuis, clos=frozenset([mois] if clos else [])
    ).reclame(mois)


def _operations(session: Session, lien: Lien, carnet: Carnet) -> set[int]:
    """Where the address is known, and where an employer that the annuaire gives it works."""
    numeros, noms = carnet.noms(lien.destinataire)
    if not noms:
        return set(numeros)
    attendus = releves_attendus.attendus(session, [lien.mois])
    return set(numeros) | {un.operation_id for un in attendus if normaliser(un.employeur) in noms}
