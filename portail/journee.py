"""What waits for whom, as the home page shows it: overdue first, each line linked to what it is about, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from config.horloge import aujourdhui
from metier.droits import Acces
from portail.en_attente import en_attente
from portail.ou_agir import ou_agir
from sqlmodel_store.depots import operations_vues
from sqlmodel_store.depots.operations_vues import Repere
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes import notes, situation
from workflows.actes.attentes import Action
from workflows.actes.regroupement import regrouper

PAR_PAGE = 50
EN_VUE = 6
"""Whom one may choose at once; the others are folded."""


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """`retard` in days, 0 when nothing is late; `adresse` where one does something about it, None if nowhere yet."""

    libelle: str
    qui: str
    depuis: date
    avant_le: date | None
    retard: int
    reference: str | None
    intitule: str | None
    adresse: str | None


@dataclass(frozen=True, kw_only=True)
class Journee:
    """One page of what waits, for `qui` only if that is said; the lots of an operation that wait alike in one line.

    `comptes`: how many lines wait for each; `retards`, `total`: of what is asked for; `operations`: all that is seen.
    """

    jour: date
    lignes: tuple[Ligne, ...]
    qui: str
    comptes: tuple[tuple[str, int], ...]
    retards: int
    total: int
    numero: int
    pages: int
    operations: int

    @property
    def en_retard(self) -> tuple[Ligne, ...]:
        return tuple(une for une in self.lignes if une.retard)

    @property
    def a_venir(self) -> tuple[Ligne, ...]:
        return tuple(une for une in self.lignes if not une.retard)

    @property
    def en_vue(self) -> tuple[tuple[str, int], ...]:
        """The facilitateur and those for whom most lines wait, in the order of `comptes`."""
        nombreux = sorted(self.comptes, key=lambda compte: (compte[0] != "facilitateur", -compte[1]))[:EN_VUE]
        return tuple(un for un in self.comptes if un in nombreux)

    @property
    def replies(self) -> tuple[tuple[str, int], ...]:
        return tuple(un for un in self.comptes if un not in self.en_vue)

    def adresse(self, numero: int = 1, qui: str | None = None) -> str:
        """The address of another page, or of what waits for someone else."""
        dits = {"qui": self.qui if qui is None else qui, "page": str(numero) if numero > 1 else ""}
        requete = urlencode({cle: dit for cle, dit in dits.items() if dit})
        return f"/?{requete}" if requete else "/"


def lire_journee(acces: Acces, qui: str = "", voulue: int = 1) -> Journee:
    """What waits, of the operations that the account sees: the page asked for, or the last one."""
    jour = aujourdhui()
    with lecture() as session:
        connues = operations_vues.nombre(session, acces)
        siens = notes.attentes(session, acces)
        autres = situation.hors_operation(session)
    attendues = en_attente(acces)
    toutes = situation.par_date([*attendues.actions, *autres, *siens])
    retenues = regrouper(action for action in toutes if not qui or action.qui == qui)
    pages = max(1, -(-len(retenues) // PAR_PAGE))
    numero = min(max(1, voulue), pages)
    montrees = retenues[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]
    return Journee(
        jour=jour,
        lignes=tuple(
            _ligne(action, attendues.operations.get(action.reference or ""), jour, sien=action in siens)
            for action in montrees
        ),
        qui=qui,
        comptes=_comptes(toutes),
        retards=sum(action.avant_le is not None and action.avant_le < jour for action in retenues),
        total=len(retenues),
        numero=numero,
        pages=pages,
        operations=connues,
    )


def _comptes(actions: Sequence[Action]) -> tuple[tuple[str, int], ...]:
    par_nom: dict[str, list[Action]] = {}
    for action in actions:
        par_nom.setdefault(action.qui, []).append(action)
    comptes = [(nom, len(regrouper(siennes))) for nom, siennes in par_nom.items()]
    return tuple(sorted(comptes, key=lambda compte: (compte[0] != "facilitateur", compte[0])))


def _ligne(action: Action, operation: Operation | Repere | None, jour: date, *, sien: bool) -> Ligne:
    retard = (jour - action.avant_le).days if action.avant_le else 0
    libelle, adresse = ou_agir(action, "notes" if sien else "ou-en-est")
    return Ligne(
        libelle=libelle,
        qui=action.qui,
        depuis=action.depuis,
        avant_le=action.avant_le,
        retard=max(0, retard),
        reference=action.reference,
        intitule=operation.intitule if operation else None,
        adresse=adresse,
    )
