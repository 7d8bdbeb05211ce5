"""The list of operations: searched, filtered, the most pressing first, cut into pages; constant in statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import urlencode

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.cycle import TERMINEES, Etape
from metier.droits import Acces
from metier.enumeration import Enumeration
from portail.en_attente import en_attente
from portail.ou_agir import ou_agir
from sqlmodel_store.depots import operations_vues, relais
from sqlmodel_store.depots.operations_vues import Repere
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.ramassage import sans_ramassage
from sqlmodel_store.session import lecture
from workflows.actes.attentes import Action
from workflows.actes.identites import noms
from workflows.actes.regroupement import regrouper

PAR_PAGE = 50


class Etat(Enumeration):
    TOUTES = "toutes", "toutes"
    OUVERTES = "ouvertes", "en cours"
    EN_RETARD = "en_retard", "en retard"
    TERMINEES = "terminees", "terminées"


@dataclass(frozen=True, kw_only=True)
class Filtre:
    """What is looked for: words anywhere in the reference, title, buyer or town; a step; a state; a relay's code."""

    mots: str = ""
    etape: Etape | None = None
    etat: Etat = Etat.TOUTES
    relais: str = ""

    @property
    def pose(self) -> bool:
        return bool(self.mots.strip()) or self.etape is not None or self.etat is not Etat.TOUTES or bool(self.relais)

    def adresse(self, numero: int = 1) -> str:
        """The address of a page of what is found."""
        dits = {
            "q": self.mots,
            "etape": self.etape.value if self.etape else "",
            "etat": self.etat.value if self.etat is not Etat.TOUTES else "",
            "relais": self.relais,
            "page": str(numero) if numero > 1 else "",
        }
        requete = urlencode({cle: dit for cle, dit in dits.items() if dit})
        return f"/operations?{requete}" if requete else "/operations"


@dataclass(frozen=True, kw_only=True)
class LigneOperation:
    """What is awaited of an operation first, in words, and of how many others; `close` when nothing is any more."""

    reference: str
    intitule: str | None
    maitre_ouvrage: str | None
    etape: str
    attendu: str
    autres: int
    qui: str | None
    avant_le: date | None
    en_retard: bool
    close: bool


@dataclass(frozen=True, kw_only=True)
class PageOperations:
    """One page of what is found: `numero` of `pages`, `total` operations; `aucune` when there is none to look in.

    `relais`: the codes and names to choose among, of the relays that the account sees.
    """

    lignes: tuple[LigneOperation, ...]
    filtre: Filtre
    numero: int
    pages: int
    total: int
    etapes: tuple[Etape, ...]
    aucune: bool
    relais: tuple[tuple[str, str], ...] = ()


class _Rang(NamedTuple):
    """An operation, and what waits on it, the most pressing first."""

    operation: Repere
    actions: Sequence[Action]

    @property
    def close(self) -> bool:
        return self.operation.etape in TERMINEES

    @property
    def avant_le(self) -> date | None:
        return self.actions[0].avant_le if self.actions else None


@sans_ramassage()
def lire_page(acces: Acces, filtre: Filtre, voulue: int) -> PageOperations:
    """The page asked for, or the last one: open operations first, the most pressing at the top."""
    jour = aujourdhui()
    with lecture() as session:
        tous = relais.lister(session)
        codes = {un.id: un.code for un in tous if acces.voit(un.id)}
        connues, dites = _chercher(session, acces, filtre.mots)
    cherchees = [
        une for une in dites if filtre.etape in {None, une.etape} and filtre.relais in {"", codes[une.relais_id]}
    ]
    dits = noms(tous)
    rangs = _attendre(acces, cherchees)
    retient = _ETATS[filtre.etat]
    trouves = sorted([un for un in rangs if retient(un, jour)], key=_ordre)
    pages = max(1, -(-len(trouves) // PAR_PAGE))
    numero = min(max(1, voulue), pages)
    presentes = {une.etape for une in connues}
    return PageOperations(
        lignes=_lignes(acces, trouves[(numero - 1) * PAR_PAGE : numero * PAR_PAGE], jour),
        filtre=filtre,
        numero=numero,
        pages=pages,
        total=len(trouves),
        etapes=tuple(etape for etape in Etape if etape in presentes),
        aucune=not connues,
        relais=tuple(sorted(((code, dits[numero]) for numero, code in codes.items()), key=itemgetter(1))),
    )


def _chercher(session: Session, acces: Acces, ecrits: str) -> tuple[list[Repere], list[Repere]]:
    """All that the account sees, and those with all the words that are looked for; case and accents aside."""
    mots = normaliser(ecrits).split()
    if not mots:
        connues = operations_vues.reperes(session, acces)
        return connues, connues
    lues = [(une, normaliser(texte)) for une, texte in operations_vues.avec_leurs_mots(session, acces)]
    return [une for une, _ in lues], [une for une, texte in lues if all(mot in texte for mot in mots)]


def _attendre(acces: Acces, operations: Sequence[Repere]) -> list[_Rang]:
    """What waits on each, as the day's list tells it."""
    cherchees = {une.reference for une in operations}
    actions: dict[str | None, list[Action]] = defaultdict(list)
    for action in regrouper(une for une in en_attente(acces).actions if une.reference in cherchees):
        actions[action.reference].append(action)
    return [_Rang(une, actions.get(une.reference, ())) for une in operations]


def _ordre(rang: _Rang) -> tuple[bool, date, str]:
    operation, actions = rang
    return operation.etape in TERMINEES, (actions and actions[0].avant_le) or date.max, operation.reference


def _est_en_retard(rang: _Rang, jour: date) -> bool:
    return rang.avant_le is not None and rang.avant_le < jour


_ETATS: dict[Etat, Callable[[_Rang, date], bool]] = {
    Etat.TOUTES: lambda _rang, _jour: True,
    Etat.OUVERTES: lambda rang, _jour: not rang.close,
    Etat.EN_RETARD: _est_en_retard,
    Etat.TERMINEES: lambda rang, _jour: rang.close,
}


def _lignes(acces: Acces, rangs: Sequence[_Rang], jour: date) -> tuple[LigneOperation, ...]:
    with lecture() as session:
        connues = operations_vues.par_numeros(session, acces, [un.operation.id for un in rangs])
    return tuple(_ligne(connues[un.operation.id], un, jour) for un in rangs if un.operation.id in connues)


def _ligne(un: Operation, rang: _Rang, jour: date) -> LigneOperation:
    premiere = rang.actions[0] if rang.actions else None
    return LigneOperation(
        reference=un.reference,
        intitule=un.intitule,
        maitre_ouvrage=un.maitre_ouvrage_nom,
        etape=un.etape.libelle,
        attendu=ou_agir(premiere, "ou-en-est")[0] if premiere else "Rien",
        autres=len(rang.actions[1:]),
        qui=premiere.qui if premiere else None,
        avant_le=rang.avant_le,
        en_retard=_est_en_retard(rang, jour),
        close=premiere is None,
    )
