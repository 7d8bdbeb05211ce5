"""Mails received whose content is past its time: which ones, and what the base lets go of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from metier.courriers import NatureCourrier
from sqlmodel_store.modeles.courriers import CourrierEntrant, EtatEntrant
from sqlmodel_store.modeles.reception import CourrierTranche


def recus_avant(session: Session, instant: datetime) -> list[CourrierEntrant]:
    """The settled mails that came before an instant, oldest first; one that waits for a person is kept."""
    requete = select(CourrierEntrant).where(
        CourrierEntrant.recu_le < instant,
        CourrierEntrant.etat != EtatEntrant.RECU,
        or_(
            col(CourrierEntrant.nature).is_distinct_from(NatureCourrier.A_TRANCHER),
            col(CourrierEntrant.id).in_(select(CourrierTranche.courrier_id)),
        ),
    )
    return list(session.exec(requete.order_by(col(CourrierEntrant.id))))


def oublier_la_lecture(session: Session, numeros: list[int]) -> None:
    """How these mails were understood is dropped; that they came, when, and what was made of them stays."""
    session.execute(update(CourrierEntrant).where(col(CourrierEntrant.id).in_(numeros)).values(lecture=None))
