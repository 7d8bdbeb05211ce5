"""What is declared against what is followed: our contracts found, the gaps both ways. Nothing is opened or changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from echanges.decp_lecture import Declare
from metier.declaration import AUCUNE, SEUIL_DECLARATION, a_publier_avant, considerations_du_lot
from metier.operation import Forme, Lot, Montage
from metier.suivi import Attribution

SIREN = 9
JOURS_PROCHES = 31
CLES_PROPRES = 4  # letters or digits under which a number designates nothing


@dataclass(frozen=True, kw_only=True)
class LotSuivi:
    """A lot awarded that we follow; `references`: what the buyer and we call the operation.

    `valeur`: that of the whole operation, in euros excluding tax, None where a lot has none.
    """

    operation: str
    references: tuple[str, ...]
    acheteur: str | None
    siret: str | None
    departement: str | None
    montage: Montage
    forme: Forme
    lot: Lot
    attributions: tuple[Attribution, ...] = ()
    valeur: Decimal | None = None

    @property
    def attendues(self) -> tuple[str, ...]:
        return considerations_du_lot(self.montage, self.forme, self.lot)

    @property
    def a_declarer(self) -> bool:
        """Whether the file should hold it: a consideration, and a need that reaches the threshold of R2196-1."""
        petite = self.valeur is not None and self.valeur < SEUIL_DECLARATION
        return self.attendues != (AUCUNE,) and not petite

    @property
    def notification(self) -> date | None:
        return min((une.date_notification for une in self.attributions if une.date_notification), default=None)


@dataclass(frozen=True, kw_only=True)
class Rapprochement:
    """A declared contract and the lot of ours that it is, or may be when `certain` is false."""

    declare: Declare
    suivi: LotSuivi
    certain: bool

    @property
    def manquantes(self) -> tuple[str, ...]:
        """The considerations of ours that are not declared."""
        return tuple(une for une in self.suivi.attendues if une != AUCUNE and une not in self.declare.considerations)

    @property
    def en_trop(self) -> tuple[str, ...]:
        """Those declared that our lot does not carry; nothing where the buyer alone decides."""
        if not self.suivi.attendues:
            return ()
        return tuple(une for une in self.declare.considerations if une != AUCUNE and une not in self.suivi.attendues)


@dataclass(kw_only=True)
class Bilan:
    """A file, read: counts, then what concerns us. Lists are in the order of the file, or of our references.

    `acheteurs`: the names of ours, by SIREN.
    """

    acheteurs: dict[str, str] = field(default_factory=dict)
    lus: int = 0
    illisibles: int = 0
    clauses: int = 0
    retrouves: list[Rapprochement] = field(default_factory=list)
    a_verifier: list[Rapprochement] = field(default_factory=list)
    non_suivis: list[Declare] = field(default_factory=list)
    du_territoire: list[Declare] = field(default_factory=list)
    non_declares: list[LotSuivi] = field(default_factory=list)
    hors_fichier: list[LotSuivi] = field(default_factory=list)


def rapprocher(declares: Iterable[Declare | None], suivis: Sequence[LotSuivi]) -> Bilan:
    """Goes once through the file; only what concerns our buyers or our departments is kept.

    A contract is ours when its buyer (same SIREN) is, and its number is the operation's, or its company and its date
    of notification are the lot's; company and a date within a month: to be checked by a person.
    """
    index = _Index(suivis)
    bilan = Bilan(acheteurs={un.siret[:SIREN]: un.acheteur for un in suivis if un.siret and un.acheteur})
    for declare in declares:
        bilan.lus += 1
        if declare is None:
            bilan.illisibles += 1
            continue
        bilan.clauses += est_clause(declare)
        index.placer(declare, bilan)
    index.conclure(bilan)
    return bilan


def est_clause(declare: Declare) -> bool:
    """Whether a social consideration is declared."""
    return any(une != AUCUNE for une in declare.considerations)


class _Index:
    def __init__(self, suivis: Sequence[LotSuivi]) -> None:
        self._suivis = suivis
        self._par_acheteur: dict[str, list[LotSuivi]] = defaultdict(list)
        for suivi in suivis:
            if suivi.siret:
                self._par_acheteur[suivi.siret[:SIREN]].append(suivi)
        self._departements = {suivi.departement for suivi in suivis} - {None}
        self._vus: set[tuple[str, int]] = set()
        self._acheteurs_vus: set[str] = set()

    def placer(self, declare: Declare, bilan: Bilan) -> None:
        siens = self._par_acheteur.get(declare.acheteur[:SIREN])
        if siens is None:
            if est_clause(declare) and declare.lieu and departement(declare.lieu) in self._departements:
                bilan.du_territoire.append(declare)
            return
        self._acheteurs_vus.add(declare.acheteur[:SIREN])
        if surs := [un for un in siens if _meme(declare, un)]:
            suivi = _le_plus_proche(declare, surs)
            self._vus.add((suivi.operation, suivi.lot.numero))
            bilan.retrouves.append(Rapprochement(declare=declare, suivi=suivi, certain=True))
        elif proches := [un for un in siens if _proche(declare, un)]:
            bilan.a_verifier.append(Rapprochement(declare=declare, suivi=proches[0], certain=False))
        elif est_clause(declare):
            bilan.non_suivis.append(declare)

    def conclure(self, bilan: Bilan) -> None:
        """Our lots with a consideration that the file does not declare, apart when it holds nothing of their buyer."""
        for suivi in self._suivis:
            if (suivi.operation, suivi.lot.numero) in self._vus or not suivi.a_declarer:
                continue
            connu = suivi.siret is not None and suivi.siret[:SIREN] in self._acheteurs_vus
            (bilan.non_declares if connu else bilan.hors_fichier).append(suivi)


def _meme(declare: Declare, suivi: LotSuivi) -> bool:
    numero = _cle(declare.id)
    if any(numero.startswith(cle) for une in suivi.references if len(cle := _cle(une)) >= CLES_PROPRES):
        return True
    return declare.date is not None and any(
        une.date_notification == declare.date for une in _entreprises(declare, suivi)
    )


def _proche(declare: Declare, suivi: LotSuivi) -> bool:
    return any(
        declare.date is None
        or une.date_notification is None
        or abs((une.date_notification - declare.date).days) <= JOURS_PROCHES
        for une in _entreprises(declare, suivi)
    )


def _entreprises(declare: Declare, suivi: LotSuivi) -> list[Attribution]:
    """The attributions of the lot to a company of the contract, by SIREN."""
    sirens = {numero[:SIREN] for numero in declare.titulaires}
    return [une for une in suivi.attributions if une.siret and une.siret[:SIREN] in sirens]


def _le_plus_proche(declare: Declare, suivis: Sequence[LotSuivi]) -> LotSuivi:
    """Of the lots of an operation, the one of the company, else the one whose number ends the contract's."""
    fin = _cle(declare.id)
    return max(suivis, key=lambda un: (bool(_entreprises(declare, un)), fin.endswith(f"L{un.lot.numero}")))


def _cle(numero: str) -> str:
    return "".join(signe for signe in numero.upper() if signe.isalnum())


def departement(code: str) -> str:
    """The département of a commune’s code, or of a postal code."""
    return code[:3] if code.startswith("97") else code[:2]


def en_json(bilan: Bilan, au: date) -> dict[str, Any]:
    """The document of `decp importer --json`; `au`: the day that delays are counted at."""
    return {
        "lus": bilan.lus,
        "illisibles": bilan.illisibles,
        "clauses": bilan.clauses,
        "retrouves": [_rapprochement(un) for un in bilan.retrouves],
        "a_verifier": [_rapprochement(un) for un in bilan.a_verifier],
        "a_ouvrir": [
            _declare(un) | {"acheteur_nom": bilan.acheteurs.get(un.acheteur[:SIREN])} for un in bilan.non_suivis
        ],
        "du_territoire": [_declare(un) for un in bilan.du_territoire],
        "non_declares": [_lot(un, au) for un in bilan.non_declares],
        "hors_fichier": [_lot(un, au) for un in bilan.hors_fichier],
    }


def _rapprochement(un: Rapprochement) -> dict[str, Any]:
    return _declare(un.declare) | {
        "operation": un.suivi.operation,
        "lot": un.suivi.lot.numero,
        "considerations_suivies": list(un.suivi.attendues),
        "non_declarees": list(un.manquantes),
        "declarees_en_trop": list(un.en_trop),
    }


def _declare(un: Declare) -> dict[str, Any]:
    return {
        "id": un.id,
        "acheteur": un.acheteur,
        "objet": un.objet,
        "date_notification": un.date.isoformat() if un.date else None,
        "montant": str(un.montant) if un.montant is not None else None,
        "titulaires": list(un.titulaires),
        "considerations": list(un.considerations),
    }


def _lot(un: LotSuivi, au: date) -> dict[str, Any]:
    limite = a_publier_avant(un.notification) if un.notification else None
    return {
        "operation": un.operation,
        "lot": un.lot.numero,
        "considerations_suivies": list(un.attendues),
        "date_notification": un.notification.isoformat() if un.notification else None,
        "a_publier_avant": limite.isoformat() if limite else None,
        "delai_depasse": limite is not None and limite < au,
    }
