"""The dashboards of a month that were made: what each recipient is sent, whatever changed since, and where that goes.

A dashboard made is never made again: it leaves, or left, with the figures that it had on the day it was made.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.periodes import Mois
from sqlmodel_store.depots import tableaux
from sqlmodel_store.modeles.suivi import TableauDeBord
from workflows.actes.mensuel.calendrier import Passe
from workflows.actes.mensuel.chiffres import compares, differences
from workflows.actes.mensuel.lignes import Choix, Ligne, suite


@dataclass(frozen=True, kw_only=True)
class Fait:
    """A dashboard as it was made; `changements` from the one before, `depuis` from it to what one would say today.

    `avant` whether there was one before; `repris` whether a later month has its own, which counts what it had by then.
    """

    tableau: TableauDeBord
    avant: bool
    changements: tuple[str, ...]
    depuis: tuple[str, ...]
    repris: bool


def lire(session: Session, choix: Choix, ids: Collection[int]) -> dict[int, Fait]:
    """These dashboards of the month of `choix`, by id. Three statements."""
    lus = tableaux.numeros(session, ids)
    operations = {un.operation_id for un in lus.values()}
    anciens = {
        suite(un.operation_id, un.code, un.organisation): un.chiffres
        for un in tableaux.derniers(session, choix.mois, operations)
    }
    repris = {suite(*une) for une in tableaux.repris_apres(session, choix.mois, operations)}
    lignes = {une.suite: une for une in choix.lignes if une.operation_id in operations}
    faits = {}
    for numero, un in lus.items():
        cle = suite(un.operation_id, un.code, un.organisation)
        avant, dit = anciens.get(cle), compares(un.chiffres)
        faits[numero] = Fait(
            tableau=un,
            avant=avant is not None,
            changements=differences(None if avant is None else compares(avant), dit),
            depuis=_depuis(un, lignes.get(cle)),
            repris=cle in repris,
        )
    return faits


def _depuis(un: TableauDeBord, ligne: Ligne | None) -> tuple[str, ...]:
    """What a dashboard made today would say otherwise; nothing where the operation has none any more."""
    dit = compares(un.chiffres)
    return differences(dit, ligne.chiffres) if ligne is not None and ligne.chiffres.change(dit) else ()


def suivant(passe: Passe, mois: Mois) -> Mois:
    """The first month after this one whose dashboards did not leave."""
    connus = (un for un in mois.suivant.jusqu_a(Mois.de(aujourdhui()).suivant) if un not in passe.partis)
    return next(connus, mois.suivant)
