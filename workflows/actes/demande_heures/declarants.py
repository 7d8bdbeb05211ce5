"""Who declares what: each expected statement handed to the address of its employer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from courrier.adresses import ADRESSE
from metier.periodes import Mois
from sqlmodel_store.depots import declarants, releves_attendus
from sqlmodel_store.depots.declarants import AdresseConnue
from sqlmodel_store.depots.releves_attendus import Attendu
from sqlmodel_store.depots.unicite import normaliser
from workflows.actes.demande_heures.calendrier import mois_rappeles


@dataclass(frozen=True)
class Carnet:
    """Where each employer is written to: by name, case and accents aside, the nearest address winning."""

    _par_nom: Mapping[str, Sequence[AdresseConnue]]

    @classmethod
    def lire(cls, session: Session, operations: Collection[int] | None = None) -> Carnet:
        """The addresses of the followed operations, or of some."""
        par_nom: dict[str, list[AdresseConnue]] = defaultdict(list)
        for une in declarants.adresses(session, operations):
            if ADRESSE.fullmatch(une.courriel):
                par_nom[normaliser(une.nom)].append(une)
        return cls(par_nom)

    def adresse(self, attendu: Attendu) -> str | None:
        """The address of the employer of a statement, in small letters; None where nobody knows it."""
        return self.de(attendu.operation_id, attendu.lot, attendu.employeur)

    def de(self, operation_id: int, lot: int, nom: str) -> str | None:
        """The address of that name on a lot; else in its operation; else in the annuaire."""
        connues = self._par_nom.get(normaliser(nom), ())
        proches = [une for une in connues if une.operation_id in (operation_id, None)]
        choisie = min(proches, key=lambda une: _eloignement(une, lot), default=None)
        return choisie.courriel.casefold() if choisie else None

    def connait(self, operation_id: int, nom: str, adresse: str) -> bool:
        """Whether an address is one of that name in an operation: the company's, its referent's, or the annuaire's."""
        connues = self._par_nom.get(normaliser(nom), ())
        return any(une.courriel.casefold() == adresse for une in connues if une.operation_id in (operation_id, None))

    def adresses(self, operation_id: int, nom: str) -> frozenset[str]:
        """Those of that name in an operation, in small letters: all that `connait` knows."""
        connues = self._par_nom.get(normaliser(nom), ())
        return frozenset(une.courriel.casefold() for une in connues if une.operation_id in (operation_id, None))

    def noms(self, adresse: str) -> tuple[frozenset[int], frozenset[str]]:
        """The operations where an address is known, and the names, simplified, that the annuaire gives it."""
        siennes = [(nom, une) for nom, toutes in self._par_nom.items() for une in toutes]
        siennes = [(nom, une) for nom, une in siennes if une.courriel.casefold() == adresse]
        numeros = {une.operation_id for _, une in siennes if une.operation_id is not None}
        return frozenset(numeros), frozenset(nom for nom, une in siennes if une.operation_id is None)


def _eloignement(adresse: AdresseConnue, lot: int) -> int:
    if adresse.operation_id is None:
        return 3
    if adresse.lot is None:
        return 2
    return 0 if adresse.lot == lot else 1


@dataclass(frozen=True, kw_only=True)
class Repartition:
    """The statements of each address, and those of employers that have none."""

    par_adresse: Mapping[str, tuple[Attendu, ...]]
    sans_adresse: tuple[Attendu, ...]


def repartir(session: Session, mois: Collection[Mois], *, manquants: bool = True) -> Repartition:
    """The statements of these months in all followed operations, by whom to ask; those missing unless told."""
    attendus = releves_attendus.attendus(session, mois, manquants=manquants)
    return selon_les_adresses(attendus, Carnet.lire(session) if attendus else Carnet({}))


def manquants(session: Session, jusqu_a: Mois) -> Repartition:
    """The statements missing of that month and of all those before it, by whom they are asked of."""
    attendus = releves_attendus.tous_manquants(session, [*mois_rappeles(jusqu_a), jusqu_a])
    return selon_les_adresses(attendus, Carnet.lire(session) if attendus else Carnet({}))


def selon_les_adresses(attendus: Iterable[Attendu], carnet: Carnet) -> Repartition:
    """These statements, by whom to ask."""
    par_adresse: dict[str, list[Attendu]] = defaultdict(list)
    sans: list[Attendu] = []
    for attendu in attendus:
        adresse = carnet.adresse(attendu)
        (sans if adresse is None else par_adresse[adresse]).append(attendu)
    return Repartition(
        par_adresse={adresse: tuple(siens) for adresse, siens in sorted(par_adresse.items())}, sans_adresse=tuple(sans)
    )
