"""What every test shares: a home of its own, no real clock of someone else, the real servers as fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from serveurs.bases import arreter_postgresql
from serveurs.moteurs import MoteursDeTest

from config.settings import get_settings
from sqlmodel_store import session

pytest_plugins = ["repartition", "serveurs.dovecot", "serveurs.smtp"]

RACINE = Path(__file__).resolve().parent.parent
PARTAGE = RACINE.parent / "shared" / "data"

settings.register_profile("relais", deadline=None)  # two shared cores: a slow example is no fault
settings.load_profile("relais")


def pytest_sessionfinish() -> None:
    """No server outlives the tests."""
    arreter_postgresql()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home, and settings that no other test has read."""
    dossier = tmp_path / "home"
    monkeypatch.setenv("RELAIS_HOME", str(dossier))
    get_settings.cache_clear()
    yield dossier
    get_settings.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def moteurs() -> Iterator[None]:
    """Statements are compiled once for all the databases of a run."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(session, "create_engine", MoteursDeTest(session.create_engine))
        yield


@pytest.fixture(scope="session")
def donnees_partagees() -> Path:
    """The folder of shared example data; a user's clone does not have it."""
    if not PARTAGE.is_dir():
        pytest.skip("les données d’exemple partagées ne sont pas à côté de ce dépôt")
    return PARTAGE
