"""What the portal answers to programs, as OpenAPI 3.1: the probes, and the pieces of a market sent as data."""

from __future__ import annotations

from functools import cache
from typing import Any

from echanges.format_operation import OperationFormat

DEFINITIONS = "#/components/schemas/{model}"
JSON, ZIP = "application/json", "application/zip"
ETAT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "statut": {"enum": ["pret", "indisponible"]},
        "base": {"type": "string"},
        "modeles": {"type": "string"},
        "courrier_attente_s": {"type": ["integer", "null"], "minimum": 0},
    },
    "required": ["statut", "base", "modeles", "courrier_attente_s"],
    "additionalProperties": False,
}
FAUTES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "fautes": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"champ": {"type": "string"}, "phrase": {"type": "string", "minLength": 1}},
                "required": ["champ", "phrase"],
                "additionalProperties": False,
            },
        },
        "reference": {"type": "string", "description": "à citer au relais : elle est dans le journal du portail"},
    },
    "required": ["fautes"],
    "additionalProperties": False,
}
REFUS = {
    "413": "Envoi trop long",
    "415": "Autre chose que du JSON",
    "422": "Fautes, champ par champ",
    "429": "Trop de demandes dans la minute",
}


@cache
def description() -> dict[str, Any]:
    """The document; its schemas are those of the formats that the routes read and write."""
    operation = OperationFormat.model_json_schema(ref_template=DEFINITIONS)
    definitions = operation.pop("$defs", {})
    return {
        "openapi": "3.1.0",
        "info": {"title": "Relais", "version": "1", "description": "Clauses d’insertion des marchés publics."},
        "paths": {
            "/healthz": {"get": {"summary": "Le portail répond", "responses": {"200": _json(_VIVANT, "Vivant")}}},
            "/readyz": {
                "get": {
                    "summary": "Le portail peut travailler",
                    "responses": {"200": _json(ETAT, "Prêt"), "503": _json(ETAT, "Il manque quelque chose")},
                }
            },
            "/clauses/dce": {"post": _pieces()},
        },
        "components": {"schemas": definitions | {"Operation": operation, "Fautes": FAUTES}},
    }


_VIVANT: dict[str, Any] = {
    "type": "object",
    "properties": {"statut": {"const": "vivant"}},
    "required": ["statut"],
    "additionalProperties": False,
}


def _pieces() -> dict[str, Any]:
    refus = {statut: _json({"$ref": DEFINITIONS.format(model="Fautes")}, mot) for statut, mot in REFUS.items()}
    binaire = {"type": "string", "contentMediaType": ZIP}
    return {
        "summary": "Les pièces de la consultation, dans un zip",
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": {"$ref": DEFINITIONS.format(model="Operation")}}},
        },
        "responses": {"200": {"description": "Les pièces", "content": {ZIP: {"schema": binaire}}}, **refus},
    }


def _json(schema: dict[str, Any], mot: str) -> dict[str, Any]:
    return {"description": mot, "content": {JSON: {"schema": schema}}}
