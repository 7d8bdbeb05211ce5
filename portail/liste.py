"""The list of operations: searched, filtered, the most pressing first, cut into pages; three statements in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast
from urllib.parse import urlencode

from config.horloge import aujourdhui
from metier.cycle import TERMINEES, Etape
from metier.droits import Acces
from metier.enumeration import Enumeration
from sqlmodel_store.depots import operations_vues, relais
from sqlmodel_store.depots.operations_vues import Apercu
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes.pas import attendu, echeance

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
    """One page of what is found: `numero` of `pages`, `total` operations; `aucune` when there is none to look in.

    `relais`: the codes to choose among, of the relays that the account sees.
    """

    lignes: tuple[LigneOperation, ...]
    filtre: Filtre
    numero: int
    pages: int
    total: int
    etapes: tuple[Etape, ...]
    aucune: bool
    relais: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Rang:
    """An operation and the date that orders it."""

    apercu: Apercu
    avant_le: date | None

    @property
    def cle(self) -> tuple[bool, date, str]:
        return self.apercu.etape in TERMINEES, self.avant_le or date.max, self.apercu.reference


def lire_page(acces: Acces, filtre: Filtre, voulue: int) -> PageOperations:
    """The page asked for, or the last one: open operations first, the most pressing at the top."""
    jour = aujourdhui()
    with lecture() as session:
        codes = {un.id: un.code for un in relais.lister(session) if acces.voit(un.id)}
        connus = operations_vues.apercus(session, acces)
        cherches = [un for un in connus if filtre.relais in {"", codes[un.relais_id]}]
        trouves = sorted(_trouver(_dater(cherches), filtre, jour), key=lambda rang: rang.cle)
        pages = max(1, -(-len(trouves) // PAR_PAGE))
        numero = min(max(1, voulue), pages)
        montres = trouves[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]
        lues = operations_vues.par_numeros(session, acces, [rang.apercu.id for rang in montres])
    presentes = {apercu.etape for apercu in connus}
    return PageOperations(
        lignes=tuple(_ligne(lues[rang.apercu.id], rang.avant_le, jour) for rang in montres),
        filtre=filtre,
        numero=numero,
        pages=pages,
        total=len(trouves),
        etapes=tuple(etape for etape in Etape if etape in presentes),
        aucune=not connus,
        relais=tuple(sorted(codes.values())),
    )


def en_retard(apercus: Iterable[Apercu], jour: date) -> frozenset[int]:
    """The ids of those whose present step was due before that day."""
    return frozenset(rang.apercu.id for rang in _dater(apercus) if rang.avant_le is not None and rang.avant_le < jour)


def _dater(apercus: Iterable[Apercu]) -> list[_Rang]:
    """The date before which each is due; reckoned once for all those that began a step together."""
    connues: dict[tuple[object, ...], date | None] = {}
    rangs = []
    for un in apercus:
        du = (un.echeance, un.publication, un.publication_prevue, un.remise_offres)
        missions = None if un.missions is None else tuple(un.missions)
        cle = (*du, un.etape, un.etape_depuis, missions)
        if cle not in connues:
            connues[cle] = echeance(cast("Operation", un))
        rangs.append(_Rang(apercu=un, avant_le=connues[cle]))
    return rangs


def _trouver(rangs: Iterable[_Rang], filtre: Filtre, jour: date) -> list[_Rang]:
    mots = normaliser(filtre.mots).split()
    tenus = (rang for rang in rangs if filtre.etape is None or rang.apercu.etape is filtre.etape)
    tenus = (rang for rang in tenus if _ETATS[filtre.etat](rang, jour))
    return [rang for rang in tenus if not mots or _contient(rang.apercu, mots)]


_ETATS: dict[Etat, Callable[[_Rang, date], bool]] = {
    Etat.TOUTES: lambda _rang, _jour: True,
    Etat.OUVERTES: lambda rang, _jour: rang.apercu.etape not in TERMINEES,
    Etat.EN_RETARD: lambda rang, jour: rang.avant_le is not None and rang.avant_le < jour,
    Etat.TERMINEES: lambda rang, _jour: rang.apercu.etape in TERMINEES,
}


def _contient(un: Apercu, mots: list[str]) -> bool:
    textes = (un.reference, un.reference_acheteur, un.intitule, un.maitre_ouvrage_nom, un.lieu_commune)
    texte = normaliser(" ".join(dit for dit in textes if dit))
    return all(mot in texte for mot in mots)


def _ligne(operation: Operation, avant_le: date | None, jour: date) -> LigneOperation:
    attente = attendu(operation)
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
