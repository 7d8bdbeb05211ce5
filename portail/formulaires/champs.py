"""The fields of a form, read from the JSON Schema of the format that its data will be read by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from echanges.champs import Format
from metier.enumeration import Enumeration
from portail.formulaires.libelles import AIDES, LONGS, SECONDAIRES, libelle

MOIS = "^[0-9]{4}-(0[1-9]|1[0-2])$"


class Genre(Enumeration):
    TEXTE = "texte", "texte"
    LONG = "long", "texte long"
    LIGNES = "lignes", "un texte par ligne"
    ENTIER = "entier", "nombre entier"
    NOMBRE = "nombre", "nombre"
    PART = "part", "pourcentage"
    DATE = "date", "date"
    MOIS = "mois", "mois"
    OUI_NON = "oui_non", "oui ou non"
    CHOIX = "choix", "choix"
    PLUSIEURS = "plusieurs", "plusieurs choix"
    GROUPE = "groupe", "groupe"
    LISTE = "liste", "liste"


@dataclass(frozen=True, kw_only=True)
class Champ:
    """A field: its key in the data, what it is called, how it is filled.

    `options` for choices, as (value, words); `suggestions` for a text that may be another; `champs` for a group, or for
    each row of a list; `entiers` when the chosen values are numbers. `obligatoire`: the form is refused without it.
    """

    nom: str
    libelle: str
    genre: Genre
    obligatoire: bool = False
    aide: str = ""
    options: tuple[tuple[str, str], ...] = ()
    champs: tuple[Champ, ...] = ()
    entiers: bool = False
    defaut: str = ""
    suggestions: tuple[str, ...] = ()
    secondaire: bool = False


@cache
def decrire(modele: type[Format]) -> tuple[Champ, ...]:
    """The fields of a format, in its order."""
    schema = modele.model_json_schema()
    return tuple(_champs(schema, schema.get("$defs", {})))


def sans(champs: tuple[Champ, ...], *noms: str) -> tuple[Champ, ...]:
    """The same fields but these."""
    return tuple(champ for champ in champs if champ.nom not in noms)


def seulement(champs: tuple[Champ, ...], *noms: str) -> tuple[Champ, ...]:
    """These fields, in the order given."""
    connus = {champ.nom: champ for champ in champs}
    return tuple(connus[nom] for nom in noms)


def avec_options(champs: tuple[Champ, ...], options: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[Champ, ...]:
    """The fields whose values are those of an operation (its lots, contracts, persons), to be chosen among them."""
    return tuple(_avec(champ, options) for champ in champs)


def _avec(champ: Champ, options: Mapping[str, tuple[tuple[str, str], ...]]) -> Champ:
    if champ.champs:
        return replace(champ, champs=avec_options(champ.champs, options))
    connues = options.get(champ.nom)
    if not connues or champ.options:
        return champ
    if champ.genre in {Genre.LIGNES, Genre.PLUSIEURS}:
        return replace(champ, genre=Genre.PLUSIEURS, options=connues)
    return replace(champ, genre=Genre.CHOIX, options=connues, entiers=champ.genre is Genre.ENTIER)


def _champs(schema: dict[str, Any], definis: dict[str, Any], dans: str = "") -> Iterator[Champ]:
    obligatoires = schema.get("required", [])
    for nom, decrit in schema["properties"].items():
        champ = replace(_champ(nom, _deplie(decrit, definis), definis), libelle=libelle(nom, dans))
        aide = "" if champ.champs else AIDES.get(nom, "")
        defaut = decrit.get("default")
        ecrit = str(defaut) if isinstance(defaut, int | str) and not isinstance(defaut, bool) else ""
        secondaire = (dans, nom) in SECONDAIRES
        yield replace(champ, obligatoire=nom in obligatoires, aide=aide, defaut=ecrit, secondaire=secondaire)


def _deplie(decrit: dict[str, Any], definis: dict[str, Any]) -> dict[str, Any]:
    """What is meant behind references and « or null »; of a number written in two ways, the number."""
    if "$ref" in decrit:
        return _deplie(definis[decrit["$ref"].rpartition("/")[2]], definis)
    for partie in decrit.get("anyOf", decrit.get("allOf", []) if "type" not in decrit else []):
        if partie.get("type") != "null":
            return _deplie(partie, definis)
    return decrit


def _champ(nom: str, decrit: dict[str, Any], definis: dict[str, Any]) -> Champ:
    genre = decrit.get("type")
    if genre == "object":
        dedans = tuple(_champs(decrit, definis, nom))
        return Champ(nom=nom, libelle=nom, genre=Genre.GROUPE, champs=dedans)
    if genre == "array":
        return _liste(nom, _deplie(decrit["items"], definis), definis)
    if "enum" in decrit or "const" in decrit:
        return Champ(nom=nom, libelle=nom, genre=Genre.CHOIX, options=_options(decrit))
    return Champ(nom=nom, libelle=nom, genre=_simple(nom, decrit))


def _liste(nom: str, element: dict[str, Any], definis: dict[str, Any]) -> Champ:
    if element.get("type") == "object":
        return Champ(nom=nom, libelle=nom, genre=Genre.LISTE, champs=tuple(_champs(element, definis, nom)))
    if "enum" in element:
        return Champ(nom=nom, libelle=nom, genre=Genre.PLUSIEURS, options=_options(element))
    return Champ(nom=nom, libelle=nom, genre=Genre.LIGNES, entiers=element.get("type") == "integer")


def _simple(nom: str, decrit: dict[str, Any]) -> Genre:
    genre = decrit.get("type")
    if genre == "boolean":
        return Genre.OUI_NON
    if genre == "integer":
        return Genre.ENTIER
    if genre == "number":
        return Genre.PART if decrit.get("maximum") == 1 else Genre.NOMBRE
    if decrit.get("format") == "date":
        return Genre.DATE
    if decrit.get("pattern") == MOIS:
        return Genre.MOIS
    return Genre.LONG if nom in LONGS else Genre.TEXTE


def _options(decrit: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    valeurs = decrit.get("enum", [decrit.get("const")])
    liste = _enumeration(decrit.get("title", ""), valeurs)
    return tuple((str(une), liste(une).libelle if liste else str(une)) for une in valeurs)


def _enumeration(nom: str, valeurs: list[str]) -> type[Enumeration] | None:
    """The closed list of that name that holds these values."""
    for liste in Enumeration.__subclasses__():
        if liste.__name__ == nom and {un.value for un in liste} >= set(valeurs):
            return liste
    return None
