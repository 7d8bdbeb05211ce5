"""What is late of one operation in a reminder, and the copy that each buyer has of the reminders of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from sqlmodel import Session

from config.jours_ouvres import feries
from config.settings import get_settings
from courrier.messages import PieceJointe, Suite
from courrier.messages_relances import CopieRelance, OperationEnRetard
from metier.echeances import apres
from metier.relances import Prochaine
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.citations import citer
from workflows.actes.effets import PieceEnvoyee, PieceProduite
from workflows.actes.identites import identite_de
from workflows.actes.relances.mots import ligne
from workflows.actes.relances.retards import Attente


@dataclass(frozen=True, kw_only=True)
class EnRetard:
    """An operation with what is late in it, its letter if it has one, the buyer's address if it is to be told."""

    operation: Operation
    attentes: tuple[Attente, ...]
    lettre: PieceEnvoyee | None
    acheteur: str | None

    @property
    def citee(self) -> OperationEnRetard:
        return OperationEnRetard(operation=citer(self.operation), manques=tuple(map(ligne, self.attentes)))

    @property
    def jointes(self) -> tuple[PieceJointe, ...]:
        siennes = self.lettre.jointes if self.lettre else ()
        chemins = [PurePosixPath(une.nom) for une in siennes]
        return tuple(
            replace(une, nom=f"{chemin.stem}_{self.operation.reference}{chemin.suffix}")
            for une, chemin in zip(siennes, chemins, strict=True)
        )

    @property
    def produites(self) -> tuple[PieceProduite, ...]:
        return self.lettre.produites if self.lettre else ()


@dataclass(frozen=True, kw_only=True)
class Envoi:
    """A reminder ready but for its links, written down in the transaction that posts it."""

    destinataire: str
    prochaine: Prochaine
    jour: date
    operations: tuple[EnRetard, ...]

    @property
    def reponse_avant_le(self) -> date:
        """The day before which an answer is expected: the next reminder comes no sooner."""
        return apres(self.jour, get_settings().echeances.relance_heures, feries())

    @property
    def attentes(self) -> tuple[Attente, ...]:
        return tuple(attente for une in self.operations for attente in une.attentes)


def acheteurs(envoi: Envoi) -> dict[str, list[EnRetard]]:
    """The operations of a reminder that each maître d'ouvrage is told of."""
    dites: dict[str, list[EnRetard]] = {}
    for une in envoi.operations:
        if une.acheteur and envoi.prochaine.niveau > 1:
            dites.setdefault(une.acheteur, []).append(une)
    return dites


Copiees = Sequence[tuple[Envoi, Sequence[EnRetard]]]


def par_acheteur(envois: Sequence[Envoi]) -> dict[str, Copiees]:
    """The reminders that each maître d'ouvrage is told of, with the operations it is told of, by address."""
    dits: dict[str, list[tuple[Envoi, Sequence[EnRetard]]]] = {}
    for envoi in envois:
        for acheteur, siennes in acheteurs(envoi).items():
            dits.setdefault(acheteur.casefold(), []).append((envoi, siennes))
    return {siens[0][1][0].acheteur or cle: siens for cle, siens in dits.items()}


def copie_de(session: Session, acheteur: str, siennes: Copiees) -> CopieRelance:
    toutes = sorted(
        (une for _, dites in siennes for une in dites),
        key=lambda une: (une.operation.reference, min(attente.lot for attente in une.attentes)),
    )
    identite = identite_de(session, {une.operation.id for une in toutes})
    organisations = dict.fromkeys(attente.organisation for une in toutes for attente in une.attentes)
    return CopieRelance(
        destinataire=acheteur,
        relais=identite.relais,
        suite=Suite(
            contact=identite.facilitateur,
            prochaine_action="rien pour l’instant\u00a0; nous vous dirons ce qui aura été répondu",
        ),
        organisations=tuple(organisations),
        reponse_avant_le=siennes[0][0].reponse_avant_le,
        operations=_reunies(toutes),
        lettres=tuple(piece for une in toutes for piece in une.jointes),
    )


def _reunies(toutes: Sequence[EnRetard]) -> tuple[OperationEnRetard, ...]:
    """Each operation once, with all that is late in it, lot after lot."""
    attentes: dict[int, list[Attente]] = {}
    for une in toutes:
        attentes.setdefault(une.operation.id, []).extend(une.attentes)
    operations = {une.operation.id: une.operation for une in toutes}
    return tuple(
        OperationEnRetard(
            operation=citer(operations[numero]),
            manques=tuple(ligne(un) for un in sorted(siennes, key=lambda un: un.lot)),
        )
        for numero, siennes in attentes.items()
    )
