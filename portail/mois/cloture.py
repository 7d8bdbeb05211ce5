"""The month of each operation as it may be closed: what is settled, what is still to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.cycle import Etape
from metier.droits import Acces
from metier.gestes import GESTES, Geste
from metier.periodes import Mois
from portail.mois import survol
from portail.mois.survol import COMPTEES, Situee, Survol
from portail.mois.vue import Situation
from workflows.actes.heures.contradictoire import fin_du_delai


@dataclass(frozen=True, kw_only=True)
class EtatDuMois:
    """An operation in a month: its lines by situation, hours that count; whether it is closed, or may be.

    `etape`: its step; `contestables`: whose hours a company may still contest until `jusqu_au`, which closing ends.
    """

    reference: str
    intitule: str
    validees: int
    a_valider: int
    contestees: int
    manquent: int
    somme: Decimal
    clos: bool
    possible: bool
    etape: Etape
    contestables: tuple[str, ...] = ()
    jusqu_au: date | None = None

    @property
    def tient(self) -> int:
        """How many lines hold the month open."""
        return self.a_valider + self.contestees


def lire(session: Session, acces: Acces, mois: Mois) -> list[EtatDuMois]:
    """The operations that have contracts in the month, those to be closed first, by reference."""
    lu = survol.lire(session, acces, mois, avec_entreprises=True)
    par_operation: dict[int, list[Situee]] = {}
    for une in lu.lignes:
        par_operation.setdefault(une.ligne.operation_id, []).append(une)
    etats = [_etat(lu, numero, siennes) for numero, siennes in par_operation.items()]
    return sorted(etats, key=lambda un: (un.clos, not un.possible, un.reference))


def _etat(lu: Survol, numero: int, lignes: Sequence[Situee]) -> EtatDuMois:
    operation = lu.cadres[numero]
    compte = Counter(une.situation for une in lignes)
    non_validees = any(une.ligne.etat is not None and une.situation is not Situation.VALIDEE for une in lignes)
    clos = numero in lu.clos
    possible = not clos and not non_validees and operation.etape in GESTES[Geste.CLORE_MOIS].depuis
    delais = _delais(lignes) if possible else {}
    return EtatDuMois(
        reference=operation.reference,
        intitule=operation.intitule or "",
        validees=compte[Situation.VALIDEE],
        a_valider=compte[Situation.A_VALIDER],
        contestees=compte[Situation.CONTESTEE],
        manquent=compte[Situation.MANQUE],
        somme=lu.somme(*COMPTEES, lignes=lignes),
        clos=clos,
        possible=possible,
        etape=operation.etape,
        contestables=tuple(sorted(delais)),
        jusqu_au=max(delais.values(), default=None),
    )


def _delais(lignes: Sequence[Situee]) -> dict[str, date]:
    """The companies that said nothing of hours which they may still contest, and until when."""
    jours: dict[date, date] = {}
    delais: dict[str, date] = {}
    for ligne, _, entreprise in lignes:
        if entreprise in (None, ligne.employeur) or ligne.recoupes is not None or ligne.declaree_le is None:
            continue
        fin = jours.setdefault(ligne.declaree_le, fin_du_delai(ligne.declaree_le))
        if entreprise and fin >= aujourdhui():
            delais[entreprise] = max(fin, delais.get(entreprise, fin))
    return delais
