"""JSON Schemas of values that may be written as a number or as a text, as narrow as what the readers accept."""

from __future__ import annotations

from typing import Any

from metier.entrees import AU_BAREME, REQUISES
from metier.operation import Mode

NON_VIDE = r"\S"
DATE = r"^(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_DECIMALES = r"(\.[0-9]{1,20})?"
_ZERO_NEGATIF = r"-0+(\.0+)?"


def decimal(maximum: int, *, strict: bool) -> dict[str, Any]:
    """A decimal from 0, excluded when `strict`, to `maximum`, a power of ten."""
    chiffres = len(str(maximum)) - 1
    entiers = f"0*[0-9]{{1,{chiffres}}}" if chiffres else "0+"
    ecrits = [f"{entiers}{_DECIMALES}", rf"0*1{'0' * chiffres}(\.0+)?"]
    minimum = {"exclusiveMinimum": 0} if strict else {"minimum": 0}
    nombre = {"type": "number", **minimum, "maximum": maximum}
    return _ou_ecrit(nombre, f"(?=.*[1-9])({'|'.join(ecrits)})" if strict else "|".join([*ecrits, _ZERO_NEGATIF]))


def entier(minimum: int, maximum: int) -> dict[str, Any]:
    """A whole number from `minimum`, 0 or 1, written as an integer or as a text."""
    ecrit = r"[0-9]{1,9}(\.0+)?"
    ecrit = rf"(?=[0-9]*[1-9]){ecrit}" if minimum else f"{ecrit}|{_ZERO_NEGATIF}"
    return _ou_ecrit({"type": "integer", "minimum": minimum, "maximum": maximum}, ecrit)


def heures(motif: str, **bornes: int) -> dict[str, Any]:
    """Hours written as `motif` says, or as a number between these bounds."""
    return _ou_ecrit({"type": "number", **bornes}, motif)


def _ou_ecrit(nombre: dict[str, Any], motif: str) -> dict[str, Any]:
    return {"anyOf": [nombre, {"type": "string", "pattern": f"^({motif})$"}]}


def _donnes(*champs: str) -> dict[str, Any]:
    """Fields that must be there and say something."""
    return {"required": list(champs), "properties": {champ: {"not": {"type": "null"}} for champ in champs}}


def _si_mode(mode: Mode) -> dict[str, Any]:
    exiges = [champ for champ in REQUISES[mode] if champ not in AU_BAREME.get(mode, ())]
    condition = {"mode": {"const": mode.value}, "clause": {"const": True}}
    return {"if": {"required": ["mode", "clause"], "properties": condition}, "then": _donnes(*exiges)}


_AU_MARCHE = {"required": ["mode"], "properties": {"mode": {"const": Mode.HEURES_AU_MARCHE.value}}}
MOTIF_DES_RETENUES: dict[str, Any] = {
    "if": _donnes("heures_retenues"),
    "then": {"required": ["motif"], "properties": {"motif": {"type": "string", "pattern": NON_VIDE}}},
}
LOT_PARTIEL: dict[str, Any] = {"allOf": [MOTIF_DES_RETENUES]}
LOT_COMPLET: dict[str, Any] = {
    "allOf": [
        MOTIF_DES_RETENUES,
        {"if": {"not": _AU_MARCHE}, "then": _donnes("montant_ht")},
        *(_si_mode(mode) for mode in REQUISES),
    ]
}
