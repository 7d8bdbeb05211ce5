"""Sample contexts of any template: full, every list with two elements and every condition met; empty, the reverse.

Values are the examples of `champs_modeles.toml`, so that a trial looks like a document.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from documents.champs_modeles import Genre, Valeur, lire_sens, lire_valeur, valeurs
from documents.moteur.insertions import Image

PLEIN = "complet"
VIDE = "vide"
ELEMENTS = 2
PIXEL = Image(
    octets=bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364600000"
        "000600023081d02f0000000049454e44ae426082"
    ),
    largeur_mm=10,
    texte="logo",
)
_SIMPLES: dict[type, object] = {int: 2, Decimal: Decimal(2), date: date(2026, 10, 5)}


def exemple(classe: type, quoi: str) -> Any:  # noqa: ANN401 - a context of the given class
    """A context of `classe`: `PLEIN` or `VIDE`; a list that is never empty where it is printed keeps its elements."""
    return classe(**{nom: _exemple(valeur, _donne(classe, nom), quoi) for nom, valeur in valeurs(classe).items()})


def _donne(classe: type, nom: str) -> Any:  # noqa: ANN401
    """The example of a field, its own name in words where nobody wrote one."""
    donne = lire_sens(classe, nom)[1]
    return nom.replace("_", " ") if donne == "" else donne


def _exemple(valeur: Valeur, donne: Any, quoi: str) -> object:  # noqa: ANN401
    if valeur.facultatif and quoi == VIDE:
        return None
    if valeur.genre is Genre.LISTE:
        return tuple(_elements(valeur, donne)) if quoi == PLEIN or valeur.attendu else ()
    if valeur.genre is Genre.GROUPE:
        return exemple(valeur.contenu, quoi)
    if valeur.genre is Genre.OUI_NON:
        return quoi == PLEIN
    return PIXEL if valeur.genre is Genre.IMAGE else _simple(valeur.contenu, donne)


def _elements(liste: Valeur, donne: Any) -> list[object]:  # noqa: ANN401
    donnes = donne if isinstance(donne, list) else [donne] * ELEMENTS
    return [_exemple(lire_valeur(liste.contenu), un, PLEIN) for un in donnes]


def _simple(type_: Any, donne: Any) -> object:  # noqa: ANN401
    """A text as it is, a value of another type from a fixed one."""
    if isinstance(type_, type) and issubclass(type_, Enum):
        return next(iter(type_))
    return _SIMPLES.get(type_, donne)
