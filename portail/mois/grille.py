"""The grid of a month as an account sees it: where each contract stands, filtered, cut into pages, grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from urllib.parse import urlencode

from sqlmodel import Session

from metier.droits import Acces
from metier.enumeration import Enumeration
from metier.heures import EtatHeures
from metier.mois_travaille import ContratDuMois
from metier.periodes import Mois
from sqlmodel_store.depots import heures, operations_vues, releves_attendus
from sqlmodel_store.depots.operations_vues import Apercu
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.insertion import Contrat
from workflows.actes.heures.feuille import empreinte
from workflows.actes.heures.grille import Grille

PAR_PAGE = 100


class Situation(Enumeration):
    MANQUE = "manque", "manque"
    CONTESTEE = "contestee", "en désaccord"
    A_VALIDER = "a_valider", "à valider"
    VALIDEE = "validee", "validée"
    HORS_SUIVI = "hors_suivi", "non demandée"


@dataclass(frozen=True, kw_only=True)
class Vue:
    """What is looked for in a month: words anywhere in an operation, an employer or a person; a situation.

    `releve`: the mail received that is read beside, 0 for none.
    """

    mois: Mois
    mots: str = ""
    situation: Situation | None = None
    numero: int = 1
    releve: int = 0

    @property
    def posee(self) -> bool:
        return bool(self.mots.strip()) or self.situation is not None

    def adresse(self, *, numero: int = 1, situation: Situation | None = None, releve: int | None = None) -> str:
        """The address of a page of what is looked for; `releve` 0 closes the one that is read beside."""
        ouvert = self.releve if releve is None else releve
        dits = {
            "q": self.mots,
            "situation": situation.value if situation else "",
            "page": str(numero) if numero > 1 else "",
            "releve": str(ouvert) if ouvert else "",
        }
        requete = urlencode({cle: dit for cle, dit in dits.items() if dit})
        return f"/mois/{self.mois}" + (f"?{requete}" if requete else "")

    @property
    def ici(self) -> str:
        """The address of the page that is shown."""
        return self.adresse(numero=self.numero, situation=self.situation)


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
    def cle(self) -> str:
        """What names the group in the form: the contract it begins with."""
        return str(self.lignes[0].id)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the grid: `compte` of all lines by situation, `total` of those found; hours that count.

    `attendus`: the statements that the month calls for, of one employer on one lot; `recus`: those that are whole.
    """

    vue: Vue
    groupes: tuple[Groupe, ...]
    compte: Mapping[Situation, int]
    attendus: int
    recus: int
    somme: Decimal
    validees: Decimal
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
    def toutes(self) -> int:
        return sum(self.compte.values())


def lire_page(session: Session, acces: Acces, vue: Vue, *, voulues: Collection[int] = ()) -> Page:
    """The page asked for, or the last one; the operations of the account's relays only. Five statements.

    `voulues`: these lines in its place, by contract id, `PAR_PAGE` of them at most.
    """
    connues, lignes = lire_lignes(session, acces, vue.mois)
    trouvees = [une for une in lignes if _repond(une, vue, connues)]
    pages = max(1, -(-len(trouvees) // PAR_PAGE))
    numero = min(max(1, vue.numero), pages)
    montrees = [une for une in lignes if une.id in voulues][:PAR_PAGE]
    montrees = montrees or trouvees[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]
    attendues = [une for une in lignes if une.situation is not Situation.HORS_SUIVI]
    grille = Grille(mois=vue.mois, lignes=tuple(une.contrat for une in lignes))
    attendus = _releves(attendues)
    manquants = _releves(une for une in attendues if une.situation is Situation.MANQUE)
    return Page(
        vue=replace(vue, numero=numero),
        groupes=grouper(montrees, connues),
        compte=Counter(une.situation for une in lignes),
        attendus=len(attendus),
        recus=len(attendus - manquants),
        somme=grille.somme(),
        validees=grille.somme(EtatHeures.VALIDEE),
        total=len(trouvees),
        pages=pages,
    )


def lire_lignes(
    session: Session, acces: Acces, mois: Mois, *, contrat: int | None = None
) -> tuple[dict[int, Apercu], list[Ligne]]:
    """The operations that the account sees, by id, and every line of the month in them, or that of one contract."""
    connues = {une.id: une for une in operations_vues.apercus(session, acces)}
    clos = heures.closes_en(session, mois)
    contrats = heures.du_mois(session, mois, _operations(session, connues, contrat))
    if contrat is not None:
        contrats = [un for un in contrats if un.contrat_id == contrat]
    ecarts = {un.contrat_id for un in Grille(mois=mois, lignes=tuple(contrats)).ecarts}
    return connues, [
        _ligne(un, connues[un.operation_id], mois, clos=un.operation_id in clos, ecart=un.contrat_id in ecarts)
        for un in contrats
    ]


def _operations(session: Session, connues: Mapping[int, Apercu], contrat: int | None) -> list[int]:
    """Where to look: everywhere, or where that contract is, if the account sees it."""
    if contrat is None:
        return list(connues)
    trouve = session.get(Contrat, contrat)
    return [trouve.operation_id] if trouve and trouve.operation_id in connues else []


def _ligne(un: ContratDuMois, operation: Apercu, mois: Mois, *, clos: bool, ecart: bool) -> Ligne:
    fige = clos or operation.etape not in releves_attendus.DECLARABLES or (un.dite is not None and un.dite.validee)
    return Ligne(
        contrat=un,
        situation=_situation(un, operation, mois, clos=clos, ecart=ecart),
        clos=clos,
        ouverte=not fige,
    )


def _situation(un: ContratDuMois, operation: Apercu, mois: Mois, *, clos: bool, ecart: bool) -> Situation:
    if un.dite is not None:
        if un.dite.validee:
            return Situation.VALIDEE
        return Situation.CONTESTEE if ecart else Situation.A_VALIDER
    avant = operation.releves_depuis is not None and operation.releves_depuis > mois.debut
    demandee = operation.etape in releves_attendus.SUIVIES and not clos and not avant
    return Situation.MANQUE if demandee else Situation.HORS_SUIVI


def _releves(lignes: Iterable[Ligne]) -> set[tuple[int, int, str]]:
    return {(une.contrat.operation_id, une.contrat.lot, une.contrat.employeur) for une in lignes}


def _repond(une: Ligne, vue: Vue, connues: Mapping[int, Apercu]) -> bool:
    if vue.situation is not None and une.situation is not vue.situation:
        return False
    mots = normaliser(vue.mots).split()
    if not mots:
        return True
    un, operation = une.contrat, connues[une.contrat.operation_id]
    textes = (un.reference, operation.intitule, un.employeur, un.entreprise, un.nom, un.prenom, un.contrat)
    dit = normaliser(" ".join(texte for texte in textes if texte))
    return all(mot in dit for mot in mots)


def grouper(lignes: Sequence[Ligne], connues: Mapping[int, Apercu]) -> tuple[Groupe, ...]:
    """The lines, which are in order, under their operation, lot and employer."""
    paquets = groupby(lignes, key=lambda une: (une.contrat.operation_id, une.contrat.lot, une.contrat.employeur))
    return tuple(_groupe(connues[numero], tuple(siennes)) for (numero, *_), siennes in paquets)


def _groupe(operation: Apercu, lignes: tuple[Ligne, ...]) -> Groupe:
    premier = lignes[0].contrat
    return Groupe(
        reference=operation.reference,
        intitule=operation.intitule or "",
        lot=premier.lot,
        employeur=premier.employeur,
        utilisatrices=tuple(dict.fromkeys(une.contrat.utilisatrice for une in lignes if une.contrat.utilisatrice)),
        lignes=lignes,
    )
