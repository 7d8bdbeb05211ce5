"""Brings a database to the version of this program: in one transaction, one process at a time, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from config.settings import get_settings
from formats.fichiers import creer_prive
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.session import REGLAGE, build_engine, get_engine, verrouiller

if TYPE_CHECKING:
    from alembic.config import Config

DOSSIER = Path(__file__).parent / "migrations"
NO_DATABASE = "file is not a database"


def migrer(url: str | None = None) -> None:
    """Applies what is missing; returns at once when nothing is. Safe when several processes start together.

    Raises FauteDeSaisie when the database belongs to a later version or its file cannot be opened, PanneExterne when
    its server does not answer.
    """
    base = url or get_settings().base
    moteur = get_engine(base)
    _prepare_folder(moteur)
    try:
        presente = version(moteur)
        if presente == derniere_version():
            return
        _refuse_later(presente)
        _upgrade(base)
    except DatabaseError as erreur:
        if isinstance(erreur, OperationalError) or NO_DATABASE in str(erreur.orig):
            raise _panne(moteur) from erreur
        raise


def derniere_version() -> str:
    """The version of this program's tables, without loading alembic: the number of the last migration."""
    return max(chemin.name.split("_")[0] for chemin in (DOSSIER / "versions").glob("[0-9]*_*.py"))


def version(moteur: Engine) -> str | None:
    """The version a database is at; None when it is empty."""
    try:
        with moteur.connect() as connexion:
            lue: str | None = connexion.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return lue
    except (OperationalError, ProgrammingError) as erreur:
        if "alembic_version" in str(erreur.orig):
            return None
        raise


def alembic_config(connexion: Connection) -> Config:
    """What alembic needs to work on an open connection."""
    from alembic.config import Config  # noqa: PLC0415 - a second of import, for migrations only

    config = Config()
    config.set_main_option("script_location", str(DOSSIER))
    config.attributes["connection"] = connexion
    return config


def _upgrade(base: str) -> None:
    from alembic import command  # noqa: PLC0415 - same

    moteur = build_engine(base, cles_etrangeres=False)
    with moteur.begin() as connexion:
        verrouiller(connexion, "migration")
        command.upgrade(alembic_config(connexion), "head")
        if moteur.dialect.name == "sqlite" and connexion.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("the migration would leave rows without their parent")
    moteur.dispose()


def _prepare_folder(moteur: Engine) -> None:
    fichier = moteur.url.database
    if moteur.dialect.name != "sqlite" or not fichier:
        return
    try:
        creer_prive(Path(fichier).parent)
    except OSError as erreur:
        raise _panne(moteur) from erreur


def _refuse_later(presente: str | None) -> None:
    if presente is not None and presente > derniere_version():
        phrase = (
            f"La base de données est à la version {presente}, plus récente que celle de ce programme "
            f"({derniere_version()}) : mettez Relais à jour."
        )
        raise FauteDeSaisie(REGLAGE, typographier(phrase))


def _panne(moteur: Engine) -> Exception:
    if moteur.dialect.name == "sqlite":
        fichier = moteur.url.database
        phrase = f"La base de données « {fichier} » ne peut pas être ouverte : vérifiez {REGLAGE} et RELAIS_HOME."
        return FauteDeSaisie(REGLAGE, typographier(phrase))
    adresse = moteur.url.render_as_string(hide_password=True)
    phrase = f"La base de données « {adresse} » ne répond pas : vérifiez le serveur et {REGLAGE}."
    return PanneExterne(typographier(phrase))
