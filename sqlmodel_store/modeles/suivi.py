"""What the follow-up adds to a dossier: meetings, posts, corrections of hours, closed months, dashboards, conventions.

These rows name contracts, lots and companies as the dossier writes them (code, number, name): an import that replaces
the content of a dossier leaves them in place.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from metier.acteurs import RoleContact, TypeStructure
from metier.heures import Declarant, EtatHeures
from metier.recrutement import CloturePoste, ReponseOffre
from metier.reunion import Presence, ReponseInvitation, TypeReunion
from sqlmodel_store.colonnes import DecimalExact, InstantUtc, Table, en_centiemes, enumeration, mois_valide, non_negatif


class Reunion(Table, table=True):
    """A meeting; `sequence` grows with each change of day or place, as calendars expect (RFC 5545)."""

    __table_args__ = (UniqueConstraint("operation_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", ondelete="CASCADE")
    code: str
    type: TypeReunion = Field(sa_type=enumeration(TypeReunion, "type"))
    jour: dt.date | None = Field(default=None, index=True)
    heure: dt.time | None = None
    duree_minutes: int = 60
    lieu: str | None = None
    visio: str | None = None
    convoquee_par: RoleContact = Field(sa_type=enumeration(RoleContact, "convoquee_par"))
    lots: str | None = None
    ordre_du_jour: str | None = None
    sequence: int = 0
    convoquee_le: dt.date | None = None
    annulee_le: dt.date | None = None
    compte_rendu_le: dt.date | None = None


class Convie(Table, table=True):
    """Someone called to a meeting: what they answered to the invitation, whether they came."""

    __table_args__ = (UniqueConstraint("reunion_id", "courriel"),)

    id: int = Field(default=None, primary_key=True)
    reunion_id: int = Field(default=None, foreign_key="reunion.id", ondelete="CASCADE")
    courriel: str = Field(index=True)
    nom: str | None = None
    organisation: str | None = None
    role: RoleContact = Field(sa_type=enumeration(RoleContact, "role"))
    reponse: ReponseInvitation | None = Field(default=None, sa_type=enumeration(ReponseInvitation, "reponse"))
    repondu_le: dt.date | None = None
    presence: Presence | None = Field(default=None, sa_type=enumeration(Presence, "presence"))


class Poste(Table, table=True):
    """A post offered on a lot; `fiche` is the JSON of `metier.poste.Poste`, by which F1 and F2 are made."""

    __table_args__ = (UniqueConstraint("operation_id", "code"), CheckConstraint("nombre > 0", name="nombre"))

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", ondelete="CASCADE")
    code: str
    lot: int
    entreprise: str
    rome: str | None = None
    intitule: str
    nombre: int = 1
    pourvus: int = 0
    fiche: str
    ouvert_le: dt.date
    clos_le: dt.date | None = None
    cloture: CloturePoste | None = Field(default=None, sa_type=enumeration(CloturePoste, "cloture"))


class OffreEnvoyee(Table, table=True):
    """An offer sent to one structure or service, and its answer; `courrier_cle` is the key of the mail."""

    __tablename__ = "offre_envoyee"
    __table_args__ = (UniqueConstraint("poste_id", "courriel"), CheckConstraint("candidats >= 0", name="candidats"))

    id: int = Field(default=None, primary_key=True)
    poste_id: int = Field(foreign_key="poste.id", ondelete="CASCADE")
    destinataire: str
    type: TypeStructure | None = Field(default=None, sa_type=enumeration(TypeStructure, "type"))
    courriel: str
    courrier_cle: str | None = None
    envoyee_le: dt.date
    reponse: ReponseOffre | None = Field(default=None, sa_type=enumeration(ReponseOffre, "reponse"))
    candidats: int | None = None
    repondu_le: dt.date | None = None


class RefusEligibilite(Table, table=True):
    """A person who may not count in an operation, as the facilitateur decided; why is not written anywhere."""

    __tablename__ = "refus_eligibilite"

    operation_id: int = Field(primary_key=True, foreign_key="operation.id", ondelete="CASCADE")
    beneficiaire: str = Field(primary_key=True)
    refusee_le: dt.date
    par: str


class Rectification(Table, table=True):
    """Hours changed after they were validated: what they were, what they are, why. Only ever added to."""

    __table_args__ = (mois_valide(),)

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True, ondelete="CASCADE")
    contrat: str
    mois: str
    declarant: Declarant = Field(sa_type=enumeration(Declarant, "declarant"))
    heures_avant: Decimal | None = Field(default=None, sa_type=DecimalExact)
    formation_avant: Decimal | None = Field(default=None, sa_type=DecimalExact)
    etat_avant: EtatHeures | None = Field(default=None, sa_type=enumeration(EtatHeures, "etat_avant"))
    heures_apres: Decimal | None = Field(default=None, sa_type=DecimalExact)
    formation_apres: Decimal | None = Field(default=None, sa_type=DecimalExact)
    etat_apres: EtatHeures | None = Field(default=None, sa_type=enumeration(EtatHeures, "etat_apres"))
    motif: str
    par: str
    jour: dt.date


class MoisClos(Table, table=True):
    """A month whose hours are settled: they change by a rectification only."""

    __tablename__ = "mois_clos"
    __table_args__ = (mois_valide(),)

    operation_id: int = Field(primary_key=True, foreign_key="operation.id", ondelete="CASCADE")
    mois: str = Field(primary_key=True)
    clos_le: dt.date
    par: str


class Retenue(Table, table=True):
    """The dashboards of a month that a person holds back: of one recipient, or of all when `destinataire` is empty."""

    __table_args__ = (UniqueConstraint("mois", "destinataire"), mois_valide())

    id: int = Field(default=None, primary_key=True)
    mois: str
    destinataire: str = ""
    motif: str | None = None
    par: str
    jour: dt.date
    levee_le: dt.date | None = None


class TableauDeBord(Table, table=True):
    """A dashboard of a month as one recipient was sent it; `chiffres`, JSON, serves to tell the differences.

    `destinataire` is empty where no address is known; `courrier_cle` None while no mail carries it.
    """

    __tablename__ = "tableau_de_bord"
    __table_args__ = (
        UniqueConstraint(
            "operation_id", "mois", "code", "organisation", "destinataire", name="uq_tableau_de_bord_destinataire"
        ),
        mois_valide(),
    )

    id: int = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", ondelete="CASCADE")
    mois: str = Field(index=True)
    code: str
    destinataire: str
    organisation: str
    chiffres: str
    fichier: str
    sha256: str
    courrier_cle: str | None = None
    arrete_au: dt.date


class Jeton(Table, table=True):
    """A signed link given to someone without an account: what it is for, until when; only a hash of it is kept."""

    id: int = Field(default=None, primary_key=True)
    empreinte: str = Field(unique=True)
    objet: str
    destinataire: str = Field(index=True)
    mois: str | None = None
    emis_le: dt.datetime = Field(sa_type=InstantUtc)
    expire_le: dt.date
    revoque_le: dt.date | None = None


class Convention(Table, table=True):
    """A convention (C3) by which one company's hours may serve several operations."""

    id: int = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    entreprise: str
    debut: dt.date
    fin: dt.date | None = None
    signee_le: dt.date | None = None


class ConventionOperation(Table, table=True):
    """An operation under a convention, and the day its buyer agreed."""

    __tablename__ = "convention_operation"

    convention_id: int = Field(primary_key=True, foreign_key="convention.id", ondelete="CASCADE")
    operation_id: int = Field(primary_key=True, foreign_key="operation.id", index=True, ondelete="CASCADE")
    accord_le: dt.date | None = None


class Affectation(Table, table=True):
    """Hours of a contract in a month that are counted on a lot of another operation, under a convention."""

    __table_args__ = (
        UniqueConstraint("operation_id", "contrat", "mois", "cible_id", "lot"),
        non_negatif("heures"),
        mois_valide(),
    )

    id: int = Field(default=None, primary_key=True)
    convention_id: int = Field(foreign_key="convention.id", index=True, ondelete="CASCADE")
    operation_id: int = Field(foreign_key="operation.id", ondelete="CASCADE")
    contrat: str
    mois: str
    cible_id: int = Field(foreign_key="operation.id", index=True, ondelete="CASCADE")
    lot: int
    heures: Decimal = Field(sa_type=DecimalExact)
    centiemes: int | None = en_centiemes("heures")
