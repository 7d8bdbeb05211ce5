"""The mailbox out of reach: one row, from the first fault to the first look that ends well."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, select

from config.horloge import maintenant
from sqlmodel_store.depots.unicite import insert_once
from sqlmodel_store.modeles.courriers import PanneBoite


def actuelle(session: Session) -> PanneBoite | None:
    """The outage under way, or None."""
    return session.exec(select(PanneBoite)).one_or_none()


def noter(session: Session, phrase: str) -> None:
    """An outage begins, or goes on for a reason that may be another."""
    insert_once(session, PanneBoite, {"id": 1, "depuis": maintenant(), "phrase": phrase}, ["id"])
    session.execute(update(PanneBoite).values(phrase=phrase))


def lever(session: Session) -> None:
    """The mailbox was read."""
    if ligne := actuelle(session):
        session.delete(ligne)
