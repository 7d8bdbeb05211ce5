"""Engines and transactions: `unit_of_work` is the only commit of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from sqlite3 import Connection as ConnexionSqlite
from typing import Any, cast

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlmodel import Session, create_engine

import sqlmodel_store.modeles.tout  # noqa: F401 - every foreign key finds its table
from config.settings import get_settings
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.preparation import LIEN, connexion_de, executer

ATTENTE_S = 60
REGLAGE = "RELAIS_DATABASE_URL"


@cache
def get_engine(url: str) -> Engine:
    """The engine of a database of SQLite or PostgreSQL, one per process. Raises FauteDeSaisie for any other address."""
    return build_engine(url, cles_etrangeres=True)


def build_engine(url: str, *, cles_etrangeres: bool) -> Engine:
    """A new engine; foreign keys are only ever off while a migration rebuilds tables."""
    try:
        lu = make_url(url)
        moteur = create_engine(
            lu, connect_args=_connect_args(lu.get_backend_name()), pool_pre_ping=not url.startswith("sqlite")
        )
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as erreur:
        attendu = "sqlite:///chemin/relais.db ou postgresql+psycopg://utilisateur:motdepasse@serveur/base"
        phrase = f"{REGLAGE} : adresse de base illisible ; forme attendue : {attendu}."
        raise FauteDeSaisie(REGLAGE, typographier(phrase)) from erreur
    if moteur.dialect.name == "sqlite":
        _regler_sqlite(moteur, cles_etrangeres=cles_etrangeres)
    return moteur


def _connect_args(moteur: str) -> dict[str, Any]:
    if moteur == "sqlite":
        return {"timeout": ATTENTE_S}
    if moteur == "postgresql":
        return {"connect_timeout": 10}
    raise ArgumentError(moteur)


def _regler_sqlite(moteur: Engine, *, cles_etrangeres: bool) -> None:
    """Transactions that write take the lock at once and wait for it, so that none fails half-way as « locked »."""

    @event.listens_for(moteur, "connect")
    def _connect(connexion: ConnexionSqlite, _record: object) -> None:
        connexion.isolation_level = None
        if connexion.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
            connexion.execute("PRAGMA journal_mode=WAL")
        connexion.execute(f"PRAGMA foreign_keys={'ON' if cles_etrangeres else 'OFF'}")

    @event.listens_for(moteur, "begin")
    def _begin(connexion: Connection) -> None:
        executer(connexion, connexion.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE"), ())


@contextmanager
def unit_of_work(base: str | Engine | Connection | None = None, *, essai: bool = False) -> Iterator[Session]:
    """A session whose work is committed as a whole at the end, or not at all; never when it is only a trial, `essai`.

    `base` is an address, an engine or a connection; by default the installation's database. Rows stay readable
    afterwards.
    """
    lien = base if isinstance(base, Connection) else _engine(base)
    with Session(lien, expire_on_commit=False) as session, session.begin() as transaction:
        yield session
        if essai and transaction.is_active:
            transaction.rollback()


@dataclass(frozen=True)
class Transactions:
    """Units of work in a row: called, it opens the next one. `sans_attendre`: the disk is not waited for."""

    ouvrir: Callable[[], AbstractContextManager[Session]]
    sans_attendre: bool

    def __call__(self) -> AbstractContextManager[Session]:
        return self.ouvrir()


@contextmanager
def transactions_en_suite(*, sans_attendre: bool) -> Iterator[Transactions]:
    """Many small units of work on the installation's database, on SQLite by one connection.

    `sans_attendre`: there, what is committed survives the process at once, but a power cut only once another connection
    has committed something.
    """
    moteur = _engine(None)
    if moteur.dialect.name != "sqlite":
        yield Transactions(unit_of_work, sans_attendre=False)
        return
    with moteur.connect() as connexion:
        sqlite = cast("ConnexionSqlite", connexion.connection.driver_connection)
        sqlite.execute(f"PRAGMA synchronous={'NORMAL' if sans_attendre else 'FULL'}")
        try:
            with Session(connexion, expire_on_commit=False, info={LIEN: connexion}) as session:
                yield Transactions(lambda: _sur(session, connexion), sans_attendre=sans_attendre)
        finally:
            sqlite.execute("PRAGMA synchronous=FULL")


@contextmanager
def _sur(session: Session, connexion: Connection) -> Iterator[Session]:
    """As `unit_of_work`, on a connection and with a session that serve again, and remember nothing."""
    try:
        with connexion.begin():
            yield session
            session.flush()
    finally:
        if session.in_transaction():
            session.close()


@contextmanager
def lecture(base: str | Engine | None = None) -> Iterator[Session]:
    """A session that reads one consistent state, waits for no writer, and writes nothing. Rows stay readable."""
    moteur = _engine(base)
    options: dict[str, Any] = {"sqlite_begin": "BEGIN"}
    if moteur.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with Session(moteur.execution_options(**options), expire_on_commit=False) as session:
        yield session


def verrouiller(connexion: Session | Connection, nom: str) -> None:
    """Waits for, then holds until the end of the transaction, the lock called `nom`, whoever else asks for it.

    On SQLite it is that of the whole database, which a transaction takes as it begins: at its first statement, or here.
    """
    prise = connexion_de(connexion) if isinstance(connexion, Session) else connexion
    if prise.dialect.name == "postgresql":
        prise.execute(text("SELECT pg_advisory_xact_lock(hashtext(:nom))"), {"nom": nom})


def _engine(base: str | Engine | None) -> Engine:
    if isinstance(base, Engine):
        return base
    return get_engine(base or get_settings().base)
