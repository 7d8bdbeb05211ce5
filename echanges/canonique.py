"""The one way a dossier is written in JSON, whether it comes from a file or from the store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from echanges.format_dossier import DossierFormat
from metier.heures import Declarant

VIDES: tuple[object, ...] = (None, [], {})
TOUJOURS: dict[str, frozenset[str]] = {
    "": frozenset({"contacts", "attributions", "beneficiaires", "contrats", "heures", "formations"}),
    "operation": frozenset({"criteres", "dispense", "lots"}),
    "attributions": frozenset({"modalites"}),
    "beneficiaires": frozenset({"eligibilite"}),
    "contrats": frozenset({"fin"}),
    "formations": frozenset({"participants"}),
}
"""Keys written even when nothing is known, by the key of the list or object that holds them."""
HEURES_ENTIERES = {"attributions": "heures_engagees", "modalites": "heures", "avenants": "heures"}
"""Volumes of a contract are written as numbers when they are whole; hours worked always as texts."""


def canonique(complet: dict[str, Any]) -> dict[str, Any]:
    """The canonical dossier of an object that has every key of the format, in the order of the format."""
    ecrit: dict[str, Any] = _objet(complet, "")
    return ecrit


def du_format(dossier: DossierFormat) -> dict[str, Any]:
    """The canonical dossier of one that was read."""
    return canonique(dossier.model_dump())


def _objet(objet: dict[str, Any], nom: str) -> dict[str, Any]:
    toujours = TOUJOURS.get(nom, frozenset())
    ecrits = {cle: _valeur(_liste(valeur, cle), cle) for cle, valeur in objet.items()}
    if ecrits.get("declarant") == Declarant.EMPLOYEUR:
        del ecrits["declarant"]
    if (cle := HEURES_ENTIERES.get(nom)) in ecrits:
        ecrits[cle] = _entier(ecrits[cle])
    return {
        cle: None if valeur == {} else valeur
        for cle, valeur in ecrits.items()
        if valeur not in VIDES or cle in toujours
    }


def _liste(valeur: Any, cle: str) -> Any:  # noqa: ANN401 - any value of a format
    return [] if valeur is None and cle in {"criteres", "lots"} else valeur


def _valeur(valeur: Any, nom: str) -> Any:  # noqa: ANN401 - any value of a format
    if isinstance(valeur, dict):
        return _objet(valeur, nom)
    if isinstance(valeur, list | tuple):
        return [_valeur(element, nom) for element in valeur]
    return _simple(valeur)


def _simple(valeur: Any) -> Any:  # noqa: ANN401 - same
    if isinstance(valeur, Enum):
        return valeur.value
    if isinstance(valeur, Decimal):
        return format(valeur, "f")
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def _entier(ecrit: str | None) -> int | str | None:
    return ecrit if ecrit is None or "." in ecrit else int(ecrit)
