"""Attachments that were too heavy for their mail: what each signed link opens."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field

from sqlmodel_store.colonnes import Table


class PieceLiee(Table, table=True):
    """A file given by a link in the mail of key `cle`; only a hash of the link, `empreinte`, is kept.

    The file lies under the home by its `sha256`; `effacee_le`: the day it left, once no link could open it.
    """

    __tablename__ = "piece_liee"

    empreinte: str = Field(primary_key=True)
    cle: str = Field(index=True)
    destinataire: str = Field(index=True)
    nom: str
    sha256: str = Field(index=True)
    taille: int
    expire_le: date
    revoquee_le: date | None = None
    effacee_le: date | None = None
