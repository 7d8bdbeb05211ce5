"""An installation to act upon: a home, a database on each engine, the relay's identity, a settled day."""

from __future__ import annotations

import pytest
from operations_en_base import JOUR, RELAIS
from serveurs.bases import base, base_postgresql, base_sqlite

from config.settings import get_settings

__all__ = ["base", "base_postgresql", "base_sqlite"]


@pytest.fixture
def regler(home, monkeypatch):
    """Settings of the environment, read again."""

    def regler(**reglages: str) -> None:
        for nom, valeur in reglages.items():
            monkeypatch.setenv(f"RELAIS_{nom}", valeur)
        get_settings.cache_clear()

    return regler


@pytest.fixture
def sur_sqlite(base_sqlite, regler, home):
    """An installation on SQLite; returns its home."""
    home.mkdir(exist_ok=True)
    regler(DATABASE_URL=base_sqlite, DATE=JOUR.isoformat(), RELAIS__COURRIEL=RELAIS, RELAIS__NOM="Relais de la Brielle")
    return home


@pytest.fixture
def installation(base, regler, home):
    """An installation on each engine; returns its home."""
    home.mkdir(exist_ok=True)
    regler(DATABASE_URL=base, DATE=JOUR.isoformat(), RELAIS__COURRIEL=RELAIS, RELAIS__NOM="Relais de la Brielle")
    return home
