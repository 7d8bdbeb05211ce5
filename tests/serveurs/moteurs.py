"""Engines of the tests: a database each, but one dialect and one store of compiled statements for each kind.

A test has its own database, hence its own engine, which would compile again what the test before it compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

RETENUES = 5000
"""Compiled statements that are kept; all the tests of a process have fewer."""


class MoteursDeTest:
    """Makes engines as `create_engine` does; those of one kind share what does not depend on the database."""

    def __init__(self, create_engine: Callable[..., Engine]) -> None:
        self.create_engine = create_engine
        self.premiers: dict[str, Engine] = {}

    def __call__(self, url: Any, **options: Any) -> Engine:
        moteur = self.create_engine(url, query_cache_size=RETENUES, **options)
        premier = self.premiers.setdefault(moteur.dialect.name, moteur)
        if premier is not moteur:
            _partager(moteur, premier)
        return moteur


def _partager(moteur: Engine, premier: Engine) -> None:
    moteur.dialect.initialize = premier.dialect.initialize  # type: ignore[method-assign] # at its first connection
    moteur.dialect = moteur.pool._dialect = premier.dialect
    moteur._compiled_cache = premier._compiled_cache
