"""What companies say, on the page of their link, of how they will carry out their hours: proposals, until confirmed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from sqlmodel_store.colonnes import InstantUtc, Table


class PropositionChoix(Table, table=True):
    """The last word of a company on a lot; `retenue_le` None while the facilitateur has not confirmed it.

    `modalites` and `referent` are JSON, as in a dossier; the lot is a number and the company a name, since the rows of
    attributions are written again whenever one of them changes.
    """

    __tablename__ = "proposition_choix"
    __table_args__ = (UniqueConstraint("operation_id", "lot", "entreprise"),)

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", ondelete="CASCADE")
    lot: int
    entreprise: str
    destinataire: str = Field(index=True)
    modalites: str
    referent: str | None = None
    commentaire: str | None = None
    recue_le: datetime = Field(sa_type=InstantUtc)
    retenue_le: date | None = None
