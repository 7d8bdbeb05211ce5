"""Who the persons are, in numbers: breakdowns where no figure under five can be read or worked out.

documents.md §12: breakdowns by sex, age, category (and with it QPV), level and commune; never the hours, the contracts
or the number of persons, which stay readable and from which a hidden figure must not follow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from metier.effectifs import contrats, formations, identite, personnes
from metier.eligibilite import age
from metier.enumeration import Enumeration
from metier.portee import TOUT, Portee
from metier.publics import Categorie, Niveau, Sexe
from metier.recoupements import deduits
from metier.suivi import Beneficiaire, Suivi

PLANCHER = 5
Cle = TypeVar("Cle", bound=Hashable)


class Axe(Enumeration):
    """What persons are told apart by; living in a priority district (QPV) is one of the categories."""

    SEXE = "sexe", "sexe"
    AGE = "age", "âge à l’entrée"
    CATEGORIE = "categorie", "critère d’éligibilité"
    NIVEAU = "niveau", "niveau de formation"
    COMMUNE = "commune", "commune de résidence"


class TrancheAge(Enumeration):
    MOINS_DE_26 = "moins_de_26", "moins de 26 ans"
    DE_26_A_40 = "26_a_40", "de 26 à 40 ans"
    DE_41_A_50 = "41_a_50", "de 41 à 50 ans"
    PLUS_DE_50 = "plus_de_50", "51 ans et plus"


AUTRES_COMMUNES = "autres communes"
NON_RENSEIGNE = "non renseigné"


@dataclass(frozen=True, kw_only=True)
class Cellule:
    """A line of a breakdown; `effectif` None: kept secret."""

    libelle: str
    effectif: int | None


@dataclass(frozen=True, kw_only=True)
class Ventilation:
    """Persons along an axis; `total` is always known. Every value of a closed list is there, zero included."""

    axe: Axe
    total: int
    cellules: tuple[Cellule, ...]

    @property
    def secrete(self) -> bool:
        """Whether nothing of it can be shown."""
        return all(cellule.effectif is None for cellule in self.cellules)


def ventiler(
    suivis: Suivi | list[Suivi], axe: Axe, portee: Portee = TOUT, *, groupes: Sequence[list[Suivi]] = ()
) -> Ventilation:
    """The persons of one operation or of several together along an axis, small figures hidden.

    Only for whole operations or whole sets of them: a breakdown shown for a part and for the whole gives the rest by
    subtraction. For the same reason a set hides what would give away a figure that one of its operations, or of its
    `groupes` (those of each relay), hides in its own breakdown over the same span. Raises ValueError when the span
    leaves out lots or contracts.
    """
    if not portee.toute_l_operation:
        raise ValueError("a breakdown of a part of an operation would reveal the other part")
    tous = [suivis] if isinstance(suivis, Suivi) else suivis
    comptes = _compter(tous, axe, portee)
    montres = regrouper(comptes) if axe is Axe.COMMUNE else masquer(comptes, *_partages(tous, axe, portee, groupes))
    cellules = tuple(Cellule(libelle=libelle, effectif=effectif) for libelle, effectif in montres.items())
    return Ventilation(axe=axe, total=sum(comptes.values()), cellules=cellules)


def _partages(suivis: list[Suivi], axe: Axe, portee: Portee, groupes: Sequence[list[Suivi]]) -> list[list[Part[str]]]:
    """What is shown elsewhere of a set: of each of its operations, of each group of them."""
    if len(suivis) < 2:  # noqa: PLR2004 - a single operation is its own whole
        return []
    operations = [part(_compter([un], axe, portee)) for un in suivis]
    ensembles = [part(_compter(un, axe, portee), *_partages(un, axe, portee, ())) for un in groupes]
    return [operations, ensembles] if len(groupes) > 1 else [operations]


@dataclass(frozen=True)
class Part(Generic[Cle]):
    """Counts that are a part of others, and what is shown of them on their own."""

    comptes: Mapping[Cle, int]
    montres: Mapping[Cle, int | None]


def part(comptes: Mapping[Cle, int], *partages: Sequence[Part[Cle]]) -> Part[Cle]:
    """A part as it is shown on its own."""
    return Part(comptes, masquer(comptes, *partages))


def masquer(comptes: Mapping[Cle, int], *partages: Sequence[Part[Cle]]) -> dict[Cle, int | None]:
    """The counts with None for those under five, and for as many others as it takes that their sum says nothing.

    The total is public, so the sum of what is hidden is too: at least two counts are hidden, and the largest that each
    may be reaches five. Where that cannot be, all are hidden, zeros included. The parts of each of the `partages` add
    up to the counts: no figure that one of them hides follows from what the others and the whole show.
    """
    caches = {cle for cle, combien in comptes.items() if 0 < combien < PLANCHER}
    caches |= {cle for cle in comptes for parts in partages if _livre(cle, parts)}
    connus = {cle for cle in comptes for parts in partages if not _tus(cle, parts)}
    visibles = [cle for cle in comptes if comptes[cle] >= PLANCHER and cle not in caches]
    visibles.sort(key=lambda cle: (cle in connus, comptes[cle]))
    while _insuffisant(comptes, caches, connus) or any(_deduit(caches, parts) for parts in partages):
        caches |= {visibles.pop(0)} if visibles else set(comptes)
        if len(caches) == len(comptes):
            break
    return {cle: None if cle in caches else combien for cle, combien in comptes.items()}


def _insuffisant(comptes: Mapping[Cle, int], caches: set[Cle], connus: set[Cle]) -> bool:
    """Whether what is hidden follows from the total; what the parts show anyway hides nothing."""
    return bool(caches) and not _proteges([comptes[cle] for cle in caches - connus])


def _deduit(caches: set[Cle], parts: Sequence[Part[Cle]]) -> bool:
    """Whether a figure under five that a part hides follows from all that is shown."""
    tus = [(cle, rang) for rang, une in enumerate(parts) for cle, montre in une.montres.items() if montre is None]
    aretes = [(("ligne", cle), ("partie", rang)) for cle, rang in tus]
    ensemble = [(("ligne", cle), ("partie", len(parts))) for cle in caches]
    trouves = [tus[rang] for rang in deduits([*aretes, *ensemble]) if rang < len(tus)]
    return any(0 < parts[rang].comptes[cle] < PLANCHER for cle, rang in trouves)


def _livre(cle: Cle, parts: Sequence[Part[Cle]]) -> bool:
    """Whether, the parts that show theirs taken off the whole, a hidden figure of a part would follow."""
    tus = _tus(cle, parts)
    return bool(tus) and not _proteges(tus)


def _tus(cle: Cle, parts: Sequence[Part[Cle]]) -> list[int]:
    """What the parts hide of a count; where they hide nothing, hiding the whole would hide nothing either."""
    return [une.comptes.get(cle, 0) for une in parts if une.montres.get(cle, 0) is None]


def regrouper(comptes: Mapping[str, int]) -> dict[str, int | None]:
    """The counts of five or more by name, the others together without their names, which would say too much."""
    ranges = sorted(comptes, key=lambda nom: (-comptes[nom], nom))
    nommes = [nom for nom in ranges if comptes[nom] >= PLANCHER]
    reste = sum(comptes.values()) - sum(comptes[nom] for nom in nommes)
    while 0 < reste < PLANCHER and nommes:
        reste += comptes[nommes.pop()]
    montres: dict[str, int | None] = {nom: comptes[nom] for nom in nommes}
    if reste:
        montres[AUTRES_COMMUNES] = reste if reste >= PLANCHER else None
    return montres


def _proteges(caches: list[int]) -> bool:
    return len(caches) > 1 and sum(caches) - (len(caches) - 1) >= PLANCHER


def _compter(suivis: list[Suivi], axe: Axe, portee: Portee) -> dict[str, int]:
    uniques = {identite(personne): (suivi, personne) for suivi in suivis for personne in personnes(suivi, portee)}
    trouves = Counter(_LECTURES[axe](suivi, personne) for suivi, personne in uniques.values())
    connus = [valeur.libelle for valeur in _LISTES.get(axe, ())]
    ordre = [*connus, *sorted(nom for nom in trouves if nom not in connus and nom != NON_RENSEIGNE)]
    comptes = {nom: trouves[nom] for nom in ordre}
    return comptes | {NON_RENSEIGNE: trouves[NON_RENSEIGNE]} if trouves[NON_RENSEIGNE] else comptes


def _age(suivi: Suivi, personne: Beneficiaire) -> str:
    """The bracket on the first day of the person's first contract or session."""
    siens = {un.id for un in suivi.beneficiaires if identite(un) == identite(personne)}
    debuts = [contrat.debut for contrat in contrats(suivi) if contrat.beneficiaire in siens]
    debuts += [une.debut for une in formations(suivi) if any(un.beneficiaire in siens for un in une.participants)]
    return _tranche(age(personne.naissance, min(debuts))).libelle


def _tranche(age: int) -> TrancheAge:
    bornes = ((26, TrancheAge.MOINS_DE_26), (41, TrancheAge.DE_26_A_40), (51, TrancheAge.DE_41_A_50))
    return next((tranche for borne, tranche in bornes if age < borne), TrancheAge.PLUS_DE_50)


def _libelle(valeur: Enumeration | None) -> str:
    return NON_RENSEIGNE if valeur is None else valeur.libelle


_LISTES: Mapping[Axe, type[Enumeration]] = {
    Axe.SEXE: Sexe,
    Axe.AGE: TrancheAge,
    Axe.CATEGORIE: Categorie,
    Axe.NIVEAU: Niveau,
}
_LECTURES: Mapping[Axe, Callable[[Suivi, Beneficiaire], str]] = {
    Axe.SEXE: lambda _, personne: _libelle(personne.sexe),
    Axe.AGE: _age,
    Axe.CATEGORIE: lambda _, personne: _libelle(personne.categorie),
    Axe.NIVEAU: lambda _, personne: _libelle(personne.niveau),
    Axe.COMMUNE: lambda _, personne: personne.commune or NON_RENSEIGNE,
}
