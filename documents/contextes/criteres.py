"""The insertion criteria of the award, as A1, A2 and A8 print them."""

from __future__ import annotations

from dataclasses import dataclass

from documents.contextes.demande import DemandePack, percent
from documents.nettoyage import on_one_line
from formats.nombres import nombre_court
from formats.typographie import typographier
from metier.operation import Critere


@dataclass(frozen=True, kw_only=True)
class LigneSousCritere:
    """A sub-criterion and its share of the criterion, « 40 % »."""

    intitule: str
    ponderation: str


@dataclass(frozen=True, kw_only=True)
class LigneCritere:
    """A criterion and its weight in the award, « 10 % »."""

    intitule: str
    ponderation: str
    sous_criteres: tuple[LigneSousCritere, ...]


def criteria(demande: DemandePack) -> tuple[LigneCritere, ...]:
    """The criteria of the operation, in its order."""
    return tuple(map(_ligne, demande.operation.criteres))


def reminders(demande: DemandePack) -> tuple[str, ...]:
    """What the buyer must check of the other criteria, which the operation does not list."""
    if not demande.operation.criteres:
        return ()
    poids = percent(nombre_court(sum(critere.ponderation for critere in demande.operation.criteres)))
    rappels = (
        f"critères d’insertion : {poids} ; vérifier que tous les critères du règlement totalisent 100 %",
        *_environmental(demande),
    )
    return tuple(map(typographier, rappels))


def _environmental(demande: DemandePack) -> tuple[str, ...]:
    """The mandatory environmental criterion, from the day it holds; defence contracts stay out of it."""
    article = demande.fondements.critere_environnemental
    if demande.operation.defense or not demande.en_vigueur(article):
        return ()
    if demande.concession:
        return (f"critère environnemental parmi ceux de la concession : à vérifier ({article}, texte non lu)",)
    rappel = f"le règlement comporte au moins un critère environnemental ({article})"
    return (f"{rappel} ; le prix seul n’est plus un critère unique",)


def _ligne(critere: Critere) -> LigneCritere:
    return LigneCritere(
        intitule=on_one_line(critere.intitule),
        ponderation=percent(nombre_court(critere.ponderation)),
        sous_criteres=tuple(
            LigneSousCritere(intitule=on_one_line(sous.intitule), ponderation=percent(nombre_court(sous.ponderation)))
            for sous in critere.sous_criteres
        ),
    )
