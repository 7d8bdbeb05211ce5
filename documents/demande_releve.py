"""What a monthly statement is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from metier.releve import IdentiteReleve
from metier.suivi import Suivi

EDITION = "2026.1"


@dataclass(frozen=True, kw_only=True)
class DemandeReleve:
    """A statement to write; `attestations`: the number of each person's certificate, by the person's local id."""

    suivi: Suivi
    identite: IdentiteReleve
    retour_le: date | None = None
    courriel: str | None = None
    attestations: Mapping[str, str] = field(default_factory=dict)
