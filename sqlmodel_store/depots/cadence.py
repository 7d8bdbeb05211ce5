"""The pace of sending, kept by all senders together: what the outbox itself says of the last attempts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from config.horloge import maintenant
from sqlmodel_store.modeles.courriers import CourrierSortant

UNE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Cadence:
    """`attente`: seconds before any mail may leave; `satures`: domains that had their share of the last minute.

    `liberation`: when the first of these domains may be written to again.
    """

    attente: float = 0.0
    satures: frozenset[str] = frozenset()
    liberation: datetime | None = None


def cadence(session: Session, *, debit: int, debit_domaine: int) -> Cadence:
    """What the limits, in mails per minute and 0 for none, leave free now."""
    instant = maintenant()
    pleins = _pleins(session, instant - UNE_MINUTE, debit_domaine) if debit_domaine else {}
    return Cadence(
        attente=_attente(session, instant, debit) if debit else 0.0,
        satures=frozenset(pleins),
        liberation=min(pleins.values()) + UNE_MINUTE if pleins else None,
    )


def _attente(session: Session, instant: datetime, debit: int) -> float:
    dernier = session.exec(select(func.max(CourrierSortant.dernier_essai))).one()
    if dernier is None or dernier > instant:  # a clock set back must not stop the mail
        return 0.0
    return max(0.0, (dernier + UNE_MINUTE / debit - instant).total_seconds())


def _pleins(session: Session, depuis: datetime, limite: int) -> dict[str, datetime]:
    """The domains that reached the limit, each with the attempt whose minute must end before the next one."""
    requete = select(CourrierSortant.destinataire, CourrierSortant.dernier_essai).where(
        col(CourrierSortant.dernier_essai) > depuis
    )
    essais: dict[str, list[datetime]] = defaultdict(list)
    for destinataire, instant in session.exec(requete.order_by(col(CourrierSortant.dernier_essai))):
        if instant is not None:
            essais[domaine(destinataire)].append(instant)
    return {nom: instants[-limite] for nom, instants in essais.items() if len(instants) >= limite}


def domaine(adresse: str) -> str:
    """What follows the « @ », in lower case."""
    return adresse.rpartition("@")[2].lower()
