"""Statements prepared once: for what runs at each mail, where building and compiling cost more than the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Executable, bindparam, literal_column
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from sqlmodel_store.colonnes import Table

Processeur = Callable[[Any], Any]
LIEN = "lien"
"""In `Session.info`, the connection on which a transaction is under way before the session knows it."""


@dataclass(frozen=True)
class _Compilee:
    """The text for one engine; each of its places: the name, the value where it is always the same, the conversion."""

    texte: str
    places: list[tuple[str, Any, Processeur | None]]
    par_rang: bool


@dataclass(frozen=True)
class Obtenu:
    """What a statement answered: its rows, as the driver gives them, and how many rows it changed."""

    rangs: Sequence[tuple[Any, ...]]
    touches: int

    def premier(self) -> tuple[Any, ...] | None:
        return self.rangs[0] if self.rangs else None


class Preparee:
    """A statement compiled once for each engine; its `bindparam` are given at each execution.

    `ordre` is given the name of the engine. The driver executes it and its answer is given as it is: texts, bytes and
    numbers are right, dates and instants are not. It does not see rows that the session has not flushed.
    Raises DBAPIError as the session would.
    """

    def __init__(self, ordre: Callable[[str], Executable]) -> None:
        self._ordre = ordre
        self._compilees: dict[str, _Compilee] = {}

    def __call__(self, session: Session, **valeurs: Any) -> Obtenu:  # noqa: ANN401 - values of columns
        connexion = connexion_de(session)
        compilee = self._compilees.get(connexion.dialect.name) or self._compiler(connexion.dialect)
        pretes = [
            valeurs.get(nom, fixe) if processeur is None else processeur(valeurs.get(nom, fixe))
            for nom, fixe, processeur in compilee.places
        ]
        if compilee.par_rang:
            return executer(connexion, compilee.texte, pretes)
        return executer(
            connexion,
            compilee.texte,
            {place[0]: valeur for place, valeur in zip(compilee.places, pretes, strict=True)},
        )

    def _compiler(self, dialecte: Dialect) -> _Compilee:
        compilee = cast("Any", self._ordre(dialecte.name)).compile(dialect=dialecte)
        noms = compilee.positiontup if compilee.positional else list(compilee.binds)
        processeurs = {
            nom: un.type.dialect_impl(dialecte).bind_processor(dialecte) for nom, un in compilee.binds.items()
        }
        places = [(nom, compilee.params.get(nom), processeurs[nom]) for nom in noms]
        faite = _Compilee(str(compilee), places, par_rang=compilee.positional)
        self._compilees[dialecte.name] = faite
        return faite


def connexion_de(session: Session) -> Connection:
    """The connection of the session, in its transaction."""
    return session.info.get(LIEN) or session.connection()


def executer(connexion: Connection, texte: str, valeurs: Any) -> Obtenu:  # noqa: ANN401 - a list, or a mapping
    """A statement as the driver takes it, in the transaction under way. Raises DBAPIError."""
    pilote = connexion.dialect.loaded_dbapi
    with closing(connexion.connection.cursor()) as curseur:
        try:
            curseur.execute(texte, valeurs)
            rangs = [] if curseur.description is None else curseur.fetchall()
        except pilote.Error as faute:
            raise DBAPIError.instance(texte, valeurs, faute, pilote.Error, dialect=connexion.dialect) from faute
        return Obtenu(cast("Sequence[tuple[Any, ...]]", rangs), curseur.rowcount)


def insertion_unique(modele: type[Table], champs: tuple[str, ...], cle: str) -> Preparee:
    """An insertion of these fields that returns a row unless the key is there already."""

    def ordre(moteur: str) -> Executable:
        insert = insert_postgresql if moteur == "postgresql" else insert_sqlite
        valeurs: dict[str, Any] = {champ: bindparam(champ) for champ in champs}
        sans_double = insert(modele).values(**valeurs).on_conflict_do_nothing(index_elements=[cle])
        return sans_double.returning(literal_column("1"))

    return Preparee(ordre)
