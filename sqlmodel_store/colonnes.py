"""What columns are made of: exact decimals, UTC instants, closed lists, lists of texts, constraint names."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Computed, DateTime, Dialect, Enum, MetaData, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from metier.enumeration import Enumeration

NOMS_DES_CONTRAINTES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """The root of every table."""

    metadata = MetaData(naming_convention=NOMS_DES_CONTRAINTES)


class DecimalExact(TypeDecorator[Decimal]):
    """A decimal kept as the text it was written with: `0.70` stays `0.70`. Raises ValueError on NaN and infinities."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - imposed
        if value is None:
            return None
        if not value.is_finite():
            raise ValueError(f"not a finite decimal: {value}")
        return format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - imposed
        return None if value is None else Decimal(value)


class InstantUtc(TypeDecorator[datetime]):
    """An aware instant, in UTC on the way in and on the way out (SQLite drops the zone). Raises ValueError if naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - imposed
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must carry its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Textes(TypeDecorator[list[str]]):
    """An ordered list of short texts, kept as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - imposed
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002 - imposed
        if value is None:
            return None
        textes: list[str] = json.loads(value)
        return textes


def enumeration(liste: type[Enumeration], nom: str, *, contrainte: bool = True) -> Any:  # noqa: ANN401 - sqlmodel wants a class, takes an instance
    """The type of a column that holds one of the values of `liste`; `nom` names its CHECK constraint.

    Without `contrainte` the list may grow with no migration: for what the program alone writes.
    """
    return Enum(
        liste,
        name=nom,
        native_enum=False,
        create_constraint=contrainte,
        length=32,
        values_callable=lambda membres: [membre.value for membre in membres],
    )


def en_centiemes(source: str) -> Any:  # noqa: ANN401 - the default of a field of any type
    """A stored integer, the hundredths of the decimal column `source`: SQL adds it up exactly on every engine."""
    calcul = Computed(f"CAST(ROUND(CAST({source} AS NUMERIC) * 100) AS BIGINT)", persisted=True)
    return Field(default=None, sa_column=Column(BigInteger, calcul, nullable=True))


def entre_zero_et_un(colonne: str) -> CheckConstraint:
    """A share is a fraction."""
    return CheckConstraint(f"CAST({colonne} AS NUMERIC) BETWEEN 0 AND 1", name=f"{colonne}_est_une_part")


def non_negatif(colonne: str) -> CheckConstraint:
    """An amount, or hours, of zero or more."""
    return CheckConstraint(f"CAST({colonne} AS NUMERIC) >= 0", name=f"{colonne}_non_negatif")


def mois_valide(colonne: str = "mois") -> CheckConstraint:
    """A month is written AAAA-MM."""
    return CheckConstraint(
        f"length({colonne}) = 7 AND substr({colonne}, 5, 1) = '-' AND substr({colonne}, 6, 2) BETWEEN '01' AND '12'",
        name=f"{colonne}_valide",
    )
