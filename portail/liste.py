"""The list of operations as the home page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.horloge import aujourdhui
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes.pas import attendu, echeance

PAR_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class LigneOperation:
    """What is awaited of an operation, in words; `close` when nothing is awaited any more."""

    reference: str
    intitule: str | None
    maitre_ouvrage: str | None
    etape: str
    attendu: str
    qui: str | None
    avant_le: date | None
    en_retard: bool
    close: bool


@dataclass(frozen=True, kw_only=True)
class PageOperations:
    """One page of the list: `numero` of `pages`, `total` operations in all."""

    lignes: tuple[LigneOperation, ...]
    numero: int
    pages: int
    total: int


def lire_page(voulue: int) -> PageOperations:
    """The page asked for, or the last one: open operations first, the most pressing at the top."""
    jour = aujourdhui()
    with lecture() as session:
        lignes = [_ligne(operation, jour) for operation in operations.lister(session)]
    lignes.sort(key=lambda ligne: (ligne.close, ligne.avant_le or date.max, ligne.reference))
    pages = max(1, -(-len(lignes) // PAR_PAGE))
    numero = min(max(1, voulue), pages)
    montrees = lignes[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]
    return PageOperations(lignes=tuple(montrees), numero=numero, pages=pages, total=len(lignes))


def _ligne(operation: Operation, jour: date) -> LigneOperation:
    attente, avant_le = attendu(operation), echeance(operation)
    return LigneOperation(
        reference=operation.reference,
        intitule=operation.intitule,
        maitre_ouvrage=operation.maitre_ouvrage_nom,
        etape=operation.etape.libelle,
        attendu=attente.libelle if attente else "Rien",
        qui=attente.qui.libelle if attente else None,
        avant_le=avant_le,
        en_retard=avant_le is not None and avant_le < jour,
        close=attente is None,
    )
