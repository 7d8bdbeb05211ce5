"""The cover that every template opens with, and the request a context is built from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from documents.manques import Texte, collect
from documents.nettoyage import on_one_line
from formats.typographie import typographier

LONGUEUR_COURTE = 80


@dataclass(frozen=True, kw_only=True)
class Garde:
    """What the cover, headers and properties say. `reste` and `a_valider` are filled by `complete`."""

    reference: str
    intitule: str
    intitule_court: str
    maitre_ouvrage: str
    consultation: Texte
    regime: str
    bareme: str
    etat: str
    reste: tuple[str, ...] = ()
    a_valider: tuple[str, ...] = ()
    alertes: tuple[str, ...] = ()


class AvecGarde(Protocol):
    """Any context: it has a cover."""

    @property
    def garde(self) -> Garde: ...


C = TypeVar("C", bound=AvecGarde)


def complete(contexte: C) -> C:
    """The same context, its cover listing what it lacks and what the relay has to confirm."""
    manques, valeurs = collect(contexte)
    reste = tuple(manque.libelle for manque in manques)
    a_valider = tuple(dict.fromkeys(typographier(valeur.libelle) for valeur in valeurs))
    garde = dataclasses.replace(contexte.garde, reste=reste, a_valider=a_valider)
    copie: Any = dataclasses.replace(contexte, garde=garde)  # type: ignore[type-var]
    return copie  # type: ignore[no-any-return]


def shorten(texte: str, longueur: int = LONGUEUR_COURTE) -> str:
    """The text on one line, cut at a word with « … » where it is longer."""
    ligne = on_one_line(texte)
    if len(ligne) <= longueur:
        return ligne
    coupe = ligne[: longueur - 1]
    return (coupe.rsplit(" ", 1)[0] if " " in coupe else coupe).rstrip(" ,;:") + "…"
