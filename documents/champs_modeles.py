"""The fields that a Word template may print: read from the typed context of each, with their meaning and an example.

Meanings and examples are in `champs_modeles.toml`, by class of context then by field.
"""

from __future__ import annotations

import dataclasses
import importlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import documents.contextes
from documents.manques import AValider, Manque
from documents.moteur.insertions import Image
from documents.mots_proches import proche
from documents.word import GABARITS
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie

SENS = Path(__file__).with_suffix(".toml")


class Genre(Enumeration):
    TEXTE = "texte", "texte"
    IMAGE = "image", "image"
    OUI_NON = "oui_non", "oui ou non"
    LISTE = "liste", "liste"
    GROUPE = "groupe", "groupe"


@dataclass(frozen=True, kw_only=True)
class Valeur:
    """What an annotation holds: `contenu` is the class of a group, or what a list is made of.

    `attendu`: it may be None or empty, but never where its template prints it.
    """

    genre: Genre
    facultatif: bool = False
    attendu: bool = False
    contenu: Any = None


@dataclass(frozen=True, kw_only=True)
class Champ:
    """A field as a template writes it: `lots[].numero`. `exemple` is empty for a group and a list of groups."""

    chemin: str
    genre: Genre
    facultatif: bool
    sens: str
    exemple: str


@cache
def contextes() -> dict[str, type]:
    """The context class of each supplied Word template, by the template's name: `a3_ccap` has it in `contextes/a3`."""
    return {
        gabarit.stem: _classe(gabarit.relative_to(GABARITS).as_posix(), gabarit.stem.partition("_")[0])
        for gabarit in sorted(GABARITS.rglob("*.docx"))
    }


def _classe(modele: str, module: str) -> type:
    classes = vars(importlib.import_module(f"{documents.contextes.__name__}.{module}")).values()
    return next(une for une in classes if isinstance(une, type) and vars(une).get("modele") == modele)


def contexte(nom: str) -> type:
    """The context class of a template; raises FauteDeSaisie naming the closest template."""
    if nom in contextes():
        return contextes()[nom]

    connus = sorted(contextes())
    voisin = proche(nom, connus)
    suite = f"vouliez-vous dire « {voisin} » ?" if voisin else f"modèles connus : {', '.join(connus)}."
    raise FauteDeSaisie("NOM", f"NOM : aucun modèle ne s’appelle « {nom} » ; {suite}")


def lire_valeur(annotation: Any) -> Valeur:  # noqa: ANN401 - any annotation of a context
    """What a field of this annotation holds."""
    facultatif, restes = _depouiller(annotation)
    simple = restes[0] if restes else str
    if simple is Image:
        return Valeur(genre=Genre.IMAGE, facultatif=facultatif, contenu=Image)
    if get_origin(simple) in (tuple, list):
        return Valeur(genre=Genre.LISTE, facultatif=facultatif, contenu=get_args(simple)[0])
    if isinstance(simple, type) and is_dataclass(simple):
        return Valeur(genre=Genre.GROUPE, facultatif=facultatif, contenu=simple)
    return Valeur(genre=Genre.OUI_NON if simple is bool else Genre.TEXTE, facultatif=facultatif, contenu=simple)


def _depouiller(annotation: Any) -> tuple[bool, list[Any]]:  # noqa: ANN401
    """Whether None is admitted, and what remains besides a missing value and one to confirm."""
    choix = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return NoneType in choix, [un for un in choix if un not in (NoneType, Manque, AValider)]


def champs(nom: str) -> tuple[Champ, ...]:
    """Every field of a template, nested ones included, in the order of its context. Raises as `contexte`."""
    return tuple(_champs(contexte(nom), ""))


def _champs(classe: type, tete: str) -> Iterator[Champ]:
    for nom, valeur in valeurs(classe).items():
        sens, exemple = lire_sens(classe, nom)
        interieur = lire_valeur(valeur.contenu) if valeur.genre is Genre.LISTE else valeur
        chemin = f"{tete}{nom}{'[]' if valeur.genre is Genre.LISTE else ''}"
        yield Champ(
            chemin=chemin, genre=valeur.genre, facultatif=valeur.facultatif, sens=sens, exemple=_montrer(exemple)
        )
        if interieur.genre is Genre.GROUPE:
            yield from _champs(interieur.contenu, f"{chemin}.")


@cache
def valeurs(classe: type) -> dict[str, Valeur]:
    """The fields of a context class and what each holds, in order."""
    annotations = get_type_hints(classe)
    return {champ.name: _valeur(classe, champ.name, annotations[champ.name]) for champ in fields(classe)}


def _valeur(classe: type, nom: str, annotation: Any) -> Valeur:  # noqa: ANN401
    valeur = lire_valeur(annotation)
    attendu = _attendu(classe, nom)
    return dataclasses.replace(valeur, facultatif=valeur.facultatif and not attendu, attendu=attendu)


def _attendu(classe: type, nom: str) -> bool:
    """Whether the entry of this field has its third element."""
    return len(_sens().get(classe.__name__, {}).get(nom, [])) > len(("sens", "exemple"))


def lire_sens(classe: type, nom: str) -> tuple[str, Any]:
    """The meaning of a field in French and its example, both empty where nobody wrote them (a test forbids it)."""
    sens = _sens()
    entree = sens.get(classe.__name__, {}).get(nom) or sens["commun"].get(nom) or [""]
    return entree[0], entree[1] if len(entree) > 1 else ""


@cache
def _sens() -> dict[str, dict[str, list[Any]]]:
    return tomllib.loads(SENS.read_text(encoding="utf-8"))


def _montrer(exemple: object) -> str:
    if isinstance(exemple, bool):
        return "oui" if exemple else "non"
    return " | ".join(map(str, exemple)) if isinstance(exemple, list) else str(exemple)
