"""What holds mail back: an address that refuses, sending that is suspended, a round cut off, a base restored."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from sqlmodel_store.colonnes import InstantUtc, Table


class AdresseEnCause(Table, table=True):
    """An address, in lower case, that a server refused: nothing more is sent there until a person lifts it."""

    __tablename__ = "adresse_en_cause"

    adresse: str = Field(primary_key=True)
    depuis: datetime = Field(sa_type=InstantUtc)
    raison: str


class SuspensionEnvoi(Table, table=True):
    """The only row, `id` 1, while sending is suspended; `jusqua` is when one sender may try again.

    `essai_par`: the sender that is trying, as a lease names it.
    """

    __tablename__ = "suspension_envoi"

    id: int = Field(default=1, primary_key=True)
    depuis: datetime = Field(sa_type=InstantUtc)
    jusqua: datetime = Field(sa_type=InstantUtc)
    echecs: int
    raison: str
    essai_par: str | None = None


class TourneeEnvoi(Table, table=True):
    """A round of sending under way on SQLite: until it ends, what it writes survives its process, not a power cut.

    `par`: the sender, as a lease names it; `demarrage`: of the machine; `echu_a`: the mails due then are its own.
    """

    __tablename__ = "tournee_envoi"

    par: str = Field(primary_key=True)
    demarrage: str
    echu_a: datetime = Field(sa_type=InstantUtc)


class Restauration(Table, table=True):
    """The base came back from a backup made at `sauvegarde_du`: what left since is not known here.

    `rattrapage_le`: the business date of the first round after it, when what the calendar owed was made anew.
    """

    id: int = Field(default=None, primary_key=True)
    sauvegarde_du: datetime = Field(sa_type=InstantUtc)
    faite_le: datetime = Field(sa_type=InstantUtc)
    rattrapage_le: date | None = None
