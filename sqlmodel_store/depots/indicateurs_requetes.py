"""What the database is asked behind the indicators of a month: each statement made once, read for any operations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sqlmodel import Session

from metier.periodes import Mois
from sqlmodel_store.depots.indicateurs_enonces import AVANT, D_AVANT, FIN, MOIS, OPERATIONS, Enonces
from sqlmodel_store.parmi import liste

Lignes = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Requetes:
    """What the database adds up at the end of a month for these operations, for all where none is named."""

    session: Session
    mois: Mois
    operations: Sequence[int] | None = None

    @property
    def enonces(self) -> Enonces:
        """The statements, which are made once."""
        return _enonces(de_certaines=self.operations is not None)

    def lire(self, enonce: Any) -> Lignes:  # noqa: ANN401 - any query
        """The rows of one of them."""
        return self.session.connection().execute(enonce, self._valeurs).all()

    @cached_property
    def _valeurs(self) -> dict[str, Any]:
        mois = {MOIS: str(self.mois), AVANT: str(self.mois.plus(-1)), D_AVANT: str(self.mois.plus(-2))}
        dites = {} if self.operations is None else {OPERATIONS: liste(self.operations)}
        return {**mois, FIN: self.mois.fin, **dites}


@cache
def _enonces(*, de_certaines: bool) -> Enonces:
    return Enonces(de_certaines)
