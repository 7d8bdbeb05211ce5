"""Letters in and out: a mail is written down here before anything is decided, or sent."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from metier.courriers import NatureCourrier
from metier.enumeration import Enumeration
from sqlmodel_store.colonnes import InstantUtc, Table, enumeration


class EtatEntrant(Enumeration):
    RECU = "recu", "reçu"
    TRAITE = "traite", "traité"
    QUARANTAINE = "quarantaine", "mis en quarantaine"


class EtatSortant(Enumeration):
    A_ENVOYER = "a_envoyer", "à envoyer"
    EN_COURS = "en_cours", "en cours d’envoi"
    ENVOYE = "envoye", "envoyé"
    REFUSE = "refuse", "refusé"
    INCERTAIN = "incertain", "incertain"


class MotifRefus(Enumeration):
    ADRESSE = "adresse", "adresse refusée"
    CONTENU = "contenu", "message refusé"
    ABANDON = "abandon", "différé trop longtemps"


class CourrierEntrant(Table, table=True):
    """A mail received; `chemin` is the raw .eml, relative to the home, `lecture` the JSON of how it was understood.

    `classe_le`: when the mailbox itself showed what became of it; `empreinte`: what the sender wrote, whatever the way
    it came.
    """

    __tablename__ = "courrier_entrant"
    __table_args__ = (
        UniqueConstraint("boite", "uidvalidity", "uid"),
        Index("ix_courrier_entrant_identite", "message_id", "sha256"),
        Index("ix_courrier_entrant_empreinte", "message_id", "empreinte"),
    )

    id: int = Field(default=None, primary_key=True)
    boite: str
    uidvalidity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)  # a local file counts 63 bits
    message_id: str | None = None
    sha256: str
    empreinte: str | None = None
    chemin: str
    recu_le: datetime = Field(sa_type=InstantUtc)
    etat: EtatEntrant = Field(default=EtatEntrant.RECU, sa_type=enumeration(EtatEntrant, "etat"), index=True)
    essais: int = 0
    nature: NatureCourrier | None = Field(default=None, sa_type=enumeration(NatureCourrier, "nature"))
    raison: str | None = None
    operation_id: int | None = Field(default=None, foreign_key="operation.id", index=True)
    lecture: str | None = None
    expediteur: str | None = Field(default=None, index=True)
    traite_le: datetime | None = Field(default=None, sa_type=InstantUtc)
    classe_le: datetime | None = Field(default=None, sa_type=InstantUtc)


class CurseurBoite(Table, table=True):
    """How far a mailbox was read: all up to `uid`, under `uidvalidity`, is written down.

    `refus`: how many times in a row its server did not give the message that follows.
    """

    __tablename__ = "curseur_boite"

    boite: str = Field(primary_key=True)
    uidvalidity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)
    refus: int = 0


class PanneBoite(Table, table=True):
    """The only row, `id` 1, while the watcher cannot read the mailbox; `phrase` says why, in French."""

    __tablename__ = "panne_boite"

    id: int = Field(default=1, primary_key=True)
    depuis: datetime = Field(sa_type=InstantUtc)
    phrase: str


class CorpsCourrier(Table, table=True):
    """What follows a mail's own headers, under its SHA-256: kept once for all the recipients who receive it."""

    __tablename__ = "corps_courrier"

    empreinte: str = Field(primary_key=True)
    octets: bytes = Field(sa_type=LargeBinary)


class CourrierSortant(Table, table=True):
    """A mail to one recipient, its bytes frozen; `cle` is the business key that makes it unique.

    The bytes are `entetes`, its own, then the body of `corps_empreinte`: both empty once dropped.

    `pose_le` and `parti_le` are business dates, which `RELAIS_DATE` moves; instants are those of the machine.
    `essais` counts every attempt, `differes` those that the server put off since `differe_depuis`; `classe_le`: when a
    person has dealt with a refusal. At `purge_le` the bytes were dropped; `sha256` and `taille` say what they were.
    """

    __tablename__ = "courrier_sortant"
    __table_args__ = (
        Index("ix_courrier_sortant_file", "etat", "prochain_essai"),
        CheckConstraint("etat <> 'en_cours' OR bail_jusqua IS NOT NULL", name="bail"),
        CheckConstraint("etat <> 'envoye' OR envoye_le IS NOT NULL", name="envoye_le"),
        CheckConstraint("purge_le IS NULL OR etat IN ('envoye', 'refuse')", name="purge_le"),
    )

    id: int = Field(default=None, primary_key=True)
    cle: str = Field(unique=True)
    destinataire: str = Field(index=True)
    message_id: str = Field(unique=True)
    objet: str
    entetes: bytes | None = Field(default=None, sa_type=LargeBinary)
    corps_empreinte: str | None = Field(default=None, foreign_key="corps_courrier.empreinte", index=True)
    operation_id: int | None = Field(default=None, foreign_key="operation.id", index=True)
    etat: EtatSortant = Field(default=EtatSortant.A_ENVOYER, sa_type=enumeration(EtatSortant, "etat"))
    motif: MotifRefus | None = Field(default=None, sa_type=enumeration(MotifRefus, "motif", contrainte=False))
    essais: int = 0
    differes: int = 0
    differe_depuis: datetime | None = Field(default=None, sa_type=InstantUtc)
    prochain_essai: datetime = Field(sa_type=InstantUtc)
    dernier_essai: datetime | None = Field(default=None, sa_type=InstantUtc, index=True)
    reponse: str | None = None
    cree_le: datetime = Field(sa_type=InstantUtc)
    envoye_le: datetime | None = Field(default=None, sa_type=InstantUtc)
    pose_le: date | None = None
    parti_le: date | None = Field(default=None, index=True)
    doute_depuis: datetime | None = Field(default=None, sa_type=InstantUtc)
    classe_le: datetime | None = Field(default=None, sa_type=InstantUtc)
    bail_jusqua: datetime | None = Field(default=None, sa_type=InstantUtc)
    bail_par: str | None = None
    sha256: str | None = None
    taille: int | None = None
    purge_le: date | None = None


class CourrierOperation(Table, table=True):
    """An operation that a mail about several of them speaks of."""

    __tablename__ = "courrier_operation"

    courrier_id: int = Field(primary_key=True, foreign_key="courrier_sortant.id", ondelete="CASCADE")
    operation_id: int = Field(primary_key=True, foreign_key="operation.id", index=True, ondelete="CASCADE")
