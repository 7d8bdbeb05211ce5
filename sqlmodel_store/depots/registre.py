"""The ledger of mail sent: who was written to, when, what became of it, and the very bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlmodel import Session, col

from sqlmodel_store.depots import corps_courriers
from sqlmodel_store.depots.unicite import touched
from sqlmodel_store.modeles.courriers import CourrierOperation, CourrierSortant, EtatSortant
from sqlmodel_store.modeles.operation import Operation

FINIS = (EtatSortant.ENVOYE, EtatSortant.REFUSE)
_JOUR = func.coalesce(col(CourrierSortant.parti_le), col(CourrierSortant.pose_le))


@dataclass(frozen=True, kw_only=True)
class Criteres:
    """Which mails: to one address, between two business dates included, about one operation; all of them by default."""

    destinataire: str | None = None
    du: date | None = None
    au: date | None = None
    operation_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ecriture:
    """A line of the ledger. `parti_le` is a business date, `envoye_le` the instant of the server's answer, `reponse`.

    `purge_le`: the day its bytes were dropped; `sha256` and `taille` then say what they were.
    """

    id: int
    cle: str
    destinataire: str
    objet: str
    etat: EtatSortant
    pose_le: date | None
    parti_le: date | None
    envoye_le: datetime | None
    essais: int
    reponse: str | None
    message_id: str
    sha256: str | None
    taille: int | None
    purge_le: date | None


def ecritures(session: Session, criteres: Criteres) -> list[Ecriture]:
    """The lines, oldest first, the bytes left where they are."""
    noms = [champ.name for champ in fields(Ecriture)]
    colonnes = [col(getattr(CourrierSortant, nom)) for nom in noms]
    requete = select(*colonnes).where(*_conditions(criteres)).order_by(_JOUR, col(CourrierSortant.id))
    return [Ecriture(**dict(zip(noms, ligne, strict=True))) for ligne in session.execute(requete)]


def references(session: Session, criteres: Criteres) -> dict[int, list[str]]:
    """The operations that each of these mails is about."""
    directes = select(col(CourrierSortant.id), col(Operation.reference)).join(
        Operation, col(Operation.id) == col(CourrierSortant.operation_id)
    )
    citees = (
        select(col(CourrierSortant.id), col(Operation.reference))
        .join(CourrierOperation, col(CourrierOperation.courrier_id) == col(CourrierSortant.id))
        .join(Operation, col(Operation.id) == col(CourrierOperation.operation_id))
    )
    trouvees: dict[int, list[str]] = defaultdict(list)
    for requete in (directes, citees):
        for courrier, reference in session.execute(
            requete.where(*_conditions(criteres)).order_by(col(Operation.reference))
        ):
            trouvees[courrier].append(reference)
    return trouvees


def octets(session: Session, courrier_id: int) -> bytes:
    """The bytes that were sent, or wait to be; empty once dropped."""
    colonnes = (col(CourrierSortant.entetes), col(CourrierSortant.corps_empreinte))
    entetes, empreinte = session.execute(select(*colonnes).where(col(CourrierSortant.id) == courrier_id)).one()
    return (entetes or b"") + (corps_courriers.lire(session, empreinte) if empreinte else b"")


def a_purger(session: Session, avant: date) -> list[int]:
    """The mails ended before that day that still have their bytes; never one that waits or is in doubt."""
    finis = (col(CourrierSortant.etat).in_(FINIS), col(CourrierSortant.purge_le).is_(None), avant > _JOUR)
    return list(
        session.execute(select(col(CourrierSortant.id)).where(*finis).order_by(col(CourrierSortant.id))).scalars()
    )


def purger(session: Session, courrier_id: int, jour: date) -> bool:
    """Drops the bytes of a mail, their hash and size kept; returns False when it is no longer at its end."""
    contenu = octets(session, courrier_id)
    empreinte = session.execute(
        select(col(CourrierSortant.corps_empreinte)).where(col(CourrierSortant.id) == courrier_id)
    ).scalar_one()
    ordre = (
        update(CourrierSortant)
        .where(
            col(CourrierSortant.id) == courrier_id,
            col(CourrierSortant.etat).in_(FINIS),
            col(CourrierSortant.purge_le).is_(None),
        )
        .values(
            entetes=None,
            corps_empreinte=None,
            sha256=sha256(contenu).hexdigest(),
            taille=len(contenu),
            purge_le=jour,
        )
    )
    purge = touched(session, ordre)
    if purge and empreinte is not None:
        corps_courriers.laisser(session, empreinte)
    return purge


def _conditions(criteres: Criteres) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if criteres.destinataire is not None:
        conditions.append(func.lower(col(CourrierSortant.destinataire)) == criteres.destinataire.lower())
    if criteres.du is not None:
        conditions.append(criteres.du <= _JOUR)
    if criteres.au is not None:
        conditions.append(criteres.au >= _JOUR)
    if criteres.operation_id is not None:
        cite = select(col(CourrierOperation.courrier_id)).where(
            col(CourrierOperation.operation_id) == criteres.operation_id
        )
        conditions.append(
            or_(col(CourrierSortant.operation_id) == criteres.operation_id, col(CourrierSortant.id).in_(cite))
        )
    return conditions
