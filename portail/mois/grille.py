"""The grid of a month as an account sees it: where each contract stands, filtered, cut into pages, grouped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from sqlmodel import Session

from metier.droits import Acces
from metier.heures import EtatHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois
from metier.periodes import Mois
from metier.releves_attendus import DECLARABLES
from portail.mois import survol
from portail.mois.survol import COMPTEES, Situee, Survol
from portail.mois.vue import PAR_PAGE, Situation, Vue
from sqlmodel_store.depots import heures
from sqlmodel_store.depots.mois_leger import Cadre
from workflows.actes.heures.feuille import empreinte


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A contract in the month; `ouverte`: whether its hours may be typed."""

    contrat: ContratDuMois
    situation: Situation
    clos: bool
    ouverte: bool

    @property
    def vue(self) -> str:
        """What tells, when the page comes back, whether the line is still what was seen."""
        return empreinte(self.contrat, clos=self.clos)

    @property
    def id(self) -> int:
        return self.contrat.contrat_id

    @property
    def a_accorder(self) -> bool:
        """Whether the two sides differ and no one settled it."""
        dite = self.contrat.dite
        return not self.clos and dite is not None and dite.etat is EtatHeures.CONTESTEE

    def dite_par(self, qui: str) -> LigneDuMois | None:
        """What one of the two sides says, `employeur` or `entreprise`, where there is to agree on it."""
        dites = {"employeur": self.contrat.dite, "entreprise": self.contrat.recoupee}
        return dites.get(qui) if self.a_accorder else None


@dataclass(frozen=True, kw_only=True)
class Groupe:
    """The lines of one employer on one lot of an operation."""

    reference: str
    intitule: str
    lot: int
    employeur: str
    utilisatrices: tuple[str, ...]
    lignes: tuple[Ligne, ...]

    @property
    def muet(self) -> bool:
        """Whether nothing at all is said of contracts that may still be."""
        return all(une.ouverte and une.contrat.dite is None for une in self.lignes)

    @property
    def reprenable(self) -> bool:
        return any(une.contrat.precedente for une in self.lignes)

    @property
    def a_valider(self) -> int:
        return sum(une.situation is Situation.A_VALIDER for une in self.lignes)

    @property
    def declarant(self) -> tuple[int, str]:
        """Who declares, and the id of the operation."""
        return self.lignes[0].contrat.operation_id, self.employeur

    @property
    def cle(self) -> str:
        """What names the group in the form: the contract it begins with."""
        return str(self.lignes[0].id)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the grid: `compte` of all lines by situation, `total` of those found; `somme` without the contested.

    `attendus`: the statements that the month calls for, of one employer on one lot; `recus`: those that are whole.
    `declarants`: the employers of the month, each with its operation by id.
    """

    vue: Vue
    groupes: tuple[Groupe, ...]
    compte: Mapping[Situation, int]
    employeurs: tuple[str, ...]
    declarants: frozenset[tuple[int, str]]
    attendus: int
    recus: int
    somme: Decimal
    validees: Decimal
    contestees: Decimal
    total: int
    pages: int

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        return tuple(une for groupe in self.groupes for une in groupe.lignes)

    @property
    def a_valider(self) -> int:
        """How many lines of this page wait to be validated."""
        return sum(groupe.a_valider for groupe in self.groupes)

    @property
    def modifiable(self) -> bool:
        """Whether something of this page may be typed, validated or settled; else there is nothing to save."""
        return any(une.ouverte or une.a_accorder for une in self.lignes)

    @property
    def toutes(self) -> int:
        return sum(self.compte.values())


def lire_page(session: Session, acces: Acces, vue: Vue, *, voulues: Collection[int] = ()) -> Page:
    """The page asked for, or the last one; the operations of the account's relays only. Eight statements at most.

    `voulues`: these lines in its place, by contract id, `PAR_PAGE` of them at most.
    """
    lu = survol.lire(session, acces, vue.mois, avec_entreprises=bool(vue.mots.strip()))
    trouvees = lu.trouver(vue)
    pages = max(1, -(-len(trouvees) // PAR_PAGE))
    numero = min(max(1, vue.numero), pages)
    montrees = [une for une in lu.lignes if une.ligne.contrat_id in voulues][:PAR_PAGE]
    montrees = montrees or trouvees[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]
    return Page(
        vue=replace(vue, numero=numero),
        groupes=grouper(detailler(session, lu, montrees), lu.cadres),
        compte=lu.compte,
        employeurs=lu.employeurs,
        declarants=frozenset((une.ligne.operation_id, une.ligne.employeur) for une in lu.lignes),
        attendus=len(lu.attendus),
        recus=len(lu.attendus - lu.manquants),
        somme=lu.somme(*COMPTEES),
        validees=lu.somme(EtatHeures.VALIDEE),
        contestees=lu.somme(EtatHeures.CONTESTEE),
        total=len(trouvees),
        pages=pages,
    )


def detailler(session: Session, lu: Survol, montrees: Sequence[Situee]) -> list[Ligne]:
    """These lines with all that is said of them. Three statements."""
    operations = {une.ligne.operation_id for une in montrees}
    numeros = [une.ligne.contrat_id for une in montrees]
    if not numeros:
        return []
    lus = {un.contrat_id: un for un in heures.du_mois(session, lu.mois, operations, numeros)}
    return [_ligne(lus[une.ligne.contrat_id], une.situation, lu) for une in montrees]


def lire_ligne(session: Session, acces: Acces, mois: Mois, contrat: int) -> tuple[Cadre, Ligne] | None:
    """One line and its operation; None where the account sees no such contract in that month."""
    lu = survol.lire(session, acces, mois)
    trouvee = [une for une in lu.lignes if une.ligne.contrat_id == contrat]
    lignes = detailler(session, lu, trouvee)
    return (lu.cadres[lignes[0].contrat.operation_id], lignes[0]) if lignes else None


def _ligne(un: ContratDuMois, situation: Situation, lu: Survol) -> Ligne:
    clos = un.operation_id in lu.clos
    declarable = lu.cadres[un.operation_id].etape in DECLARABLES
    fige = clos or not declarable or (un.dite is not None and un.dite.validee)
    return Ligne(contrat=un, situation=situation, clos=clos, ouverte=not fige)


def grouper(lignes: Sequence[Ligne], connues: Mapping[int, Cadre]) -> tuple[Groupe, ...]:
    """The lines, which are in order, under their operation, lot and employer."""
    paquets = groupby(lignes, key=lambda une: (une.contrat.operation_id, une.contrat.lot, une.contrat.employeur))
    return tuple(_groupe(connues[numero], tuple(siennes)) for (numero, *_), siennes in paquets)


def _groupe(operation: Cadre, lignes: tuple[Ligne, ...]) -> Groupe:
    premier = lignes[0].contrat
    return Groupe(
        reference=operation.reference,
        intitule=operation.intitule or "",
        lot=premier.lot,
        employeur=premier.employeur,
        utilisatrices=tuple(dict.fromkeys(une.contrat.utilisatrice for une in lignes if une.contrat.utilisatrice)),
        lignes=lignes,
    )
