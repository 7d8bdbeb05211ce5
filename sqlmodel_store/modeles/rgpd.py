"""Who was forgotten, without a name: what keeps an import, or a backup put back, from bringing them in again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from sqlmodel_store.colonnes import Table


class Effacement(Table, table=True):
    """A person forgotten in one operation, named by its reference: the row outlives a backup that knows it not yet.

    `empreinte`: a slow hash, under the `sel` of the operation, of surname, first name and date of birth; `marque` and
    `anonyme` stand for them from then on, the same in all the operations of the person. `a_oter`: the JSON list of the
    files still to be deleted, relative to the home; None once all are gone.
    """

    __table_args__ = (UniqueConstraint("operation", "empreinte"),)

    id: int = Field(default=None, primary_key=True)
    operation: str = Field(index=True)
    sel: str
    empreinte: str
    marque: str
    anonyme: date
    efface_le: date
    a_oter: str | None = None
