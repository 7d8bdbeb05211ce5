"""The data of an act, read from JSON by its own format, every fault told in French."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from echanges.champs import Format
from echanges.fautes_format import traduire

F = TypeVar("F", bound=Format)


def lire_donnees(modele: type[F], donnees: Mapping[str, Any]) -> F:
    """The data as that format. Raises FautesDeSaisie with every fault, each with its path."""
    try:
        return modele.model_validate(dict(donnees))
    except ValidationError as erreur:
        raise traduire(erreur, modele) from erreur
