"""Accounts of the portal: who may sign in, what is open, what slows guessing, links to choose a password."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from metier.roles import Role
from sqlmodel_store.colonnes import InstantUtc, Table, enumeration


class Utilisateur(Table, table=True):
    """`mot_de_passe` is an argon2 hash, None until its owner chooses one; `courriel` in lower case."""

    id: int = Field(default=None, primary_key=True)
    courriel: str = Field(unique=True)
    nom: str | None = None
    role: Role = Field(sa_type=enumeration(Role, "role"))
    mot_de_passe: str | None = None
    cree_le: datetime = Field(sa_type=InstantUtc)
    desactive_le: datetime | None = Field(default=None, sa_type=InstantUtc)


class UtilisateurRelais(Table, table=True):
    """A relay whose operations an account sees."""

    __tablename__ = "utilisateur_relais"

    utilisateur_id: int = Field(foreign_key="utilisateur.id", primary_key=True, ondelete="CASCADE")
    relais_id: int = Field(foreign_key="relais.id", primary_key=True)


class SessionOuverte(Table, table=True):
    """A browser signed in, known by the hash of its cookie; `annonces` (JSON) is what its next page says.

    It ends at `expire_le`, or after too long without a request since `vue_le`; a revoked one is deleted.
    """

    __tablename__ = "session_ouverte"

    id: int = Field(default=None, primary_key=True)
    empreinte: str = Field(unique=True)
    utilisateur_id: int = Field(foreign_key="utilisateur.id", index=True, ondelete="CASCADE")
    ouverte_le: datetime = Field(sa_type=InstantUtc)
    vue_le: datetime = Field(sa_type=InstantUtc)
    expire_le: datetime = Field(sa_type=InstantUtc, index=True)
    annonces: str | None = None


class EssaiConnexion(Table, table=True):
    """Attempts in a row of one account or of one address: `sujet` is the hash of which."""

    __tablename__ = "essai_connexion"

    sujet: str = Field(primary_key=True)
    essais: int
    dernier_le: datetime = Field(sa_type=InstantUtc, index=True)
    bloque_jusqua: datetime | None = Field(default=None, sa_type=InstantUtc)


class JetonCompte(Table, table=True):
    """A link to choose a password, known by its hash; good once, until `expire_le`."""

    __tablename__ = "jeton_compte"

    empreinte: str = Field(primary_key=True)
    utilisateur_id: int = Field(foreign_key="utilisateur.id", index=True, ondelete="CASCADE")
    expire_le: datetime = Field(sa_type=InstantUtc)
    utilise_le: datetime | None = Field(default=None, sa_type=InstantUtc)
