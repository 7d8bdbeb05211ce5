"""The whole base in a SQLite file, whatever its engine, as it was at one instant; and back, all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table, func, insert, select, text
from sqlalchemy.engine import make_url

from sqlmodel_store.migration import migrer
from sqlmodel_store.modeles.tout import METADATA
from sqlmodel_store.session import ATTENTE_S, build_engine, get_engine

PAR_LOT = 500


def exporter(base: str, fichier: Path) -> None:
    """The base at `base`, up to date, in a new SQLite file, as it is at one instant while others write.

    Raises sqlite3.Error or SQLAlchemyError.
    """
    moteur = get_engine(base)
    if moteur.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(moteur.url.database), timeout=ATTENTE_S)) as source:
            _copier_fichier(source, fichier)
        fermer(fichier)
        return
    with _base_neuve(fichier) as vers, moteur.connect() as depuis:
        lue = depuis.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True, stream_results=True)
        with vers.begin() as ecriture, _sans_declencheurs(ecriture):
            _copier_tables(lue, ecriture)


def importer(fichier: Path, base: str) -> None:
    """The content of such a file in place of everything that is in the base at `base`, made if need be; twice is once.

    Raises sqlite3.Error or SQLAlchemyError, the base then being as it was.
    """
    if make_url(base).get_backend_name() == "sqlite":
        cible = Path(make_url(base).database or "")
        cible.parent.mkdir(parents=True, exist_ok=True)
        get_engine(base).dispose()
        with closing(sqlite3.connect(fichier)) as source:
            _copier_fichier(source, cible)
        return
    migrer(base)
    moteur = get_engine(base)
    with _moteur_du_fichier(fichier) as depuis, depuis.connect() as lue, moteur.begin() as ecriture:
        _vider(ecriture)
        for table in METADATA.sorted_tables:
            ecriture.execute(text(f"ALTER TABLE {_nom(moteur, table)} DISABLE TRIGGER USER"))
        _copier_tables(lue, ecriture)
        for table in METADATA.sorted_tables:
            ecriture.execute(text(f"ALTER TABLE {_nom(moteur, table)} ENABLE TRIGGER USER"))
            _avancer_les_numeros(ecriture, table)


def garder(base: str, dossier: Path) -> None:
    """What a SQLite base holds, kept in `dossier`, once; the very files of one that cannot be read, moved there."""
    url = make_url(base)
    fichier, garde = Path(url.database or ""), dossier / "relais.db"
    if url.get_backend_name() != "sqlite" or not fichier.is_file() or garde.exists():
        return
    provisoire = garde.with_suffix(".part")
    provisoire.unlink(missing_ok=True)
    try:
        exporter(base, provisoire)
    except sqlite3.OperationalError:  # in use, not damaged
        raise
    except sqlite3.DatabaseError:
        for suite in ("-wal", "-shm", ""):
            if (source := fichier.with_name(f"{fichier.name}{suite}")).is_file():
                source.replace(dossier / f"relais.db{suite}")
    else:
        provisoire.replace(garde)


def est_vide(base: str) -> bool:
    """Whether no row of ours is there: no base yet, or one that nobody used."""
    if make_url(base).get_backend_name() == "sqlite" and not Path(make_url(base).database or "").is_file():
        return True
    migrer(base)
    with get_engine(base).connect() as connexion:
        comptees = (connexion.scalar(select(func.count()).select_from(table)) for table in METADATA.sorted_tables)
        return not any(comptees)


def mettre_a_jour(fichier: Path) -> None:
    """The file brought to the version of this program, then closed as one single file. Raises FauteDeSaisie."""
    migrer(f"sqlite:///{fichier}")
    fermer(fichier)


def fermer(fichier: Path) -> None:
    """Nothing of the file remains beside it."""
    get_engine(f"sqlite:///{fichier}").dispose()
    with closing(sqlite3.connect(fichier)) as connexion:
        connexion.execute("PRAGMA journal_mode=DELETE")


def _copier_fichier(source: sqlite3.Connection, cible: Path) -> None:
    with closing(sqlite3.connect(cible, timeout=ATTENTE_S)) as vers:
        source.backup(vers)


@contextmanager
def _base_neuve(fichier: Path) -> Iterator[Engine]:
    mettre_a_jour(fichier)
    with _moteur_du_fichier(fichier) as moteur:
        yield moteur
    fermer(fichier)


@contextmanager
def _moteur_du_fichier(fichier: Path) -> Iterator[Engine]:
    moteur = build_engine(f"sqlite:///{fichier}", cles_etrangeres=False)
    yield moteur
    moteur.dispose()


@contextmanager
def _sans_declencheurs(ecriture: Connection) -> Iterator[None]:
    """Rows that were right in their time are not judged again."""
    requete = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    declencheurs = ecriture.exec_driver_sql(requete).all()
    for nom, _ in declencheurs:
        ecriture.exec_driver_sql(f'DROP TRIGGER "{nom}"')
    yield
    for _, sql in declencheurs:
        ecriture.exec_driver_sql(cast("str", sql))


def _copier_tables(depuis: Connection, vers: Connection) -> None:
    for table in METADATA.sorted_tables:
        colonnes = [colonne for colonne in table.columns if colonne.computed is None]
        lignes = depuis.execute(select(*colonnes).order_by(*table.primary_key.columns)).mappings()
        for lot in lignes.partitions(PAR_LOT):
            vers.execute(insert(table), [dict(ligne) for ligne in lot])


def _vider(ecriture: Connection) -> None:
    noms = ", ".join(_nom(ecriture.engine, table) for table in METADATA.sorted_tables)
    ecriture.execute(text(f"TRUNCATE {noms}"))


def _avancer_les_numeros(ecriture: Connection, table: Table) -> None:
    """The next row takes the number after the last one."""
    colonne: Any = table.autoincrement_column
    if colonne is None:
        return
    suite = ecriture.scalar(select(func.pg_get_serial_sequence(_nom(ecriture.engine, table), colonne.name)))
    dernier = ecriture.scalar(select(func.max(colonne)))
    if suite is not None:
        ecriture.execute(select(func.setval(suite, dernier or 1, dernier is not None)))


def _nom(moteur: Engine, table: Table) -> str:
    return moteur.dialect.identifier_preparer.quote(table.name)
