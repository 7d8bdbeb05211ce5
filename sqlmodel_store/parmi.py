"""« One of these numbers », however many: one bound value, where a list of a thousand costs its writing each time.

A statement that is made once, for whoever asks later, names the parameter that will be `liste(…)`.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Numeros(FunctionElement[int]):
    """The numbers of a JSON array, as the rows of a subquery."""

    inherit_cache = True
    type = Integer()


@compiles(_Numeros, "sqlite")
def _sqlite(element: _Numeros, compilateur: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - of the compiler
    liste = compilateur.process(element.clauses, **options)
    return f"(SELECT value FROM json_each({liste}))"  # noqa: S608 - a bound parameter


@compiles(_Numeros, "postgresql")
def _postgresql(element: _Numeros, compilateur: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - of the compiler
    liste = compilateur.process(element.clauses, **options)
    return f"(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST({liste} AS JSON)))"  # noqa: S608 - same


def parmi(colonne: Mapped[Any], numeros: Collection[int]) -> ColumnElement[bool]:
    """Whether a column is one of these ids."""
    return colonne.op("IN", is_comparison=True)(_Numeros(bindparam(None, liste(numeros), String)))


def parmi_les(colonne: Mapped[Any], nom: str) -> ColumnElement[bool]:
    """Whether a column is one of the ids that the parameter of that name lists."""
    return colonne.op("IN", is_comparison=True)(_Numeros(bindparam(nom, type_=String)))


def liste(numeros: Collection[int]) -> str:
    """The value of such a parameter."""
    return json.dumps(list(numeros))
