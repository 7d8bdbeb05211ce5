"""The smaller sheets of the consolidation: contracts, structures, outcomes, indicators by buyer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from documents.classeur import Feuille, Titre, Valeur
from documents.colonnes_i3 import NR, SECRET, acheteur, nr, texte
from documents.nettoyage import on_one_line
from metier.consolidation import RESERVES, Consolidation, chiffre_d_affaires, chiffres_d_affaires, synthese
from metier.contrats import TypeContrat
from metier.effectifs import contrats as contrats_de
from metier.effectifs import sorties as sorties_de
from metier.enumeration import Enumeration
from metier.indicateurs import lots_suivis
from metier.modalites import TypeModalite
from metier.operation import Montage
from metier.publics import Jalon, SituationSortie
from metier.rattachement import modalite
from metier.realisation import NUL, lignes_comptees, taux
from metier.suivi import Contrat, Suivi


@dataclass
class _Part:
    contrats: int = 0
    heures: Decimal = NUL


def contrats(tout: Consolidation, intitules: Sequence[str]) -> Feuille:
    """Contracts and validated hours, by type, then by modality; each adds up to the whole."""
    types = _parts(tout, lambda _, contrat: contrat.type)
    modalites = _parts(tout, modalite)
    return Feuille(
        nom="Contrats",
        intitules=intitules,
        titres=(
            Titre("Ventilation", 18),
            Titre("Libellé", 52),
            Titre("Code", 18),
            Titre("Contrats", 10, "entier"),
            Titre("Heures validées (h)", 14, "heures"),
            Titre("Part des heures (%)", 12, "jours"),
        ),
        lignes=[
            *_lignes_de_parts("type de contrat", TypeContrat, types),
            *_lignes_de_parts("modalité", TypeModalite, modalites),
        ],
        notes=(
            "Chaque ventilation porte sur tous les contrats\u00a0: la première et la seconde ne s’additionnent pas.",
        ),
    )


def _parts(tout: Consolidation, cle: Callable[[Suivi, Contrat], Enumeration]) -> dict[Enumeration, _Part]:
    parts: dict[Enumeration, _Part] = defaultdict(_Part)
    for une in tout.retenues:
        for contrat in contrats_de(une.suivi, tout.portee):
            parts[cle(une.suivi, contrat)].contrats += 1
        for ligne in lignes_comptees(une.suivi, tout.portee):
            parts[cle(une.suivi, ligne.contrat)].heures += ligne.volumes.validees
    return parts


def _lignes_de_parts(nom: str, liste: type[Enumeration], parts: dict[Enumeration, _Part]) -> list[Sequence[Valeur]]:
    total = _Part(sum(une.contrats for une in parts.values()), sum((une.heures for une in parts.values()), NUL))
    lignes: list[Sequence[Valeur]] = [
        (nom, une.libelle, une.value, parts[une].contrats, parts[une].heures, nr(taux(parts[une].heures, total.heures)))
        for une in liste
    ]
    return [*lignes, (nom, "ensemble", "", total.contrats, total.heures, nr(taux(total.heures, total.heures)))]


@dataclass
class _Structure:
    types: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    prevues: Decimal = NUL
    heures: Decimal = NUL
    contrats: int = 0


TITRES_SIAE = (
    Titre("Structure", 40),
    Titre("Type", 12),
    Titre("Opérations", 10, "entier"),
    Titre("Contrats", 10, "entier"),
    Titre("Heures prévues (h)", 14, "heures"),
    Titre("Heures validées, période (h)", 14, "heures"),
    Titre("Chiffre d’affaires (€)", 14),
)


def siae(tout: Consolidation, intitules: Sequence[str]) -> Feuille:
    """The structures that attributions name, and the employers that are no holder of a lot: planned and done."""
    structures, affaires = _structures(tout), chiffres_d_affaires(tout)
    return Feuille(
        nom="SIAE",
        intitules=intitules,
        titres=TITRES_SIAE,
        lignes=[_ligne_siae(nom, une, publie=nom in affaires) for nom, une in sorted(structures.items())],
        total=(
            f"TOTAL\u00a0: {len(structures)}",
            "",
            "",
            sum(une.contrats for une in structures.values()),
            sum((une.prevues for une in structures.values()), NUL),
            sum((une.heures for une in structures.values()), NUL),
            nr(chiffre_d_affaires(tout)),
        ),
        notes=(
            (
                "Chiffre d’affaires\u00a0: ce qui est facturé, hors taxes, sur les lots dont une structure est seule "
                "titulaire\u00a0; ce qu’elle facture aux entreprises n’est pas suivi. Il ne se publie qu’agrégé, à "
                "trois structures au moins."
            ),
        ),
    )


def _ligne_siae(nom: str, une: _Structure, *, publie: bool) -> tuple[Valeur, ...]:
    """`publie`: whether it has a turnover, which is only told of several together."""
    types = ", ".join(sorted(une.types)) or NR
    secret = SECRET if publie else NR
    return (on_one_line(nom), types, len(une.operations), une.contrats, une.prevues, une.heures, secret)


def _structures(tout: Consolidation) -> dict[str, _Structure]:
    structures: dict[str, _Structure] = defaultdict(_Structure)
    for une in tout.retenues:
        _annoncees(une.suivi, structures)
        entreprises = {attribution.entreprise for attribution in une.suivi.attributions} - structures.keys()
        for contrat in contrats_de(une.suivi, tout.portee):
            if contrat.employeur not in entreprises:
                structures[contrat.employeur].contrats += 1
                structures[contrat.employeur].operations.add(une.suivi.reference)
        for ligne in lignes_comptees(une.suivi, tout.portee):
            if ligne.contrat.employeur not in entreprises:
                structures[ligne.contrat.employeur].heures += ligne.volumes.validees
    return structures


def _annoncees(suivi: Suivi, structures: dict[str, _Structure]) -> None:
    for attribution in suivi.attributions:
        for prevue in attribution.modalites:
            if prevue.structure:
                une = structures[prevue.structure.nom]
                une.types.add(prevue.structure.type.value)
                une.operations.add(suivi.reference)
                une.prevues += prevue.heures


def sorties(tout: Consolidation, intitules: Sequence[str]) -> Feuille:
    """Outcomes by milestone and situation, and how many are known of those that were looked for."""
    comptes = {jalon: dict.fromkeys(SituationSortie, 0) for jalon in Jalon}
    for une in tout.retenues:
        for jalon, situations in sorties_de(une.suivi, tout.portee).items():
            for situation, combien in situations.items():
                comptes[jalon][situation] += combien
    return Feuille(
        nom="Sorties",
        intitules=intitules,
        titres=(
            Titre("Jalon", 16),
            Titre("Situation", 40),
            Titre("Sorties", 10, "entier"),
            Titre("Part des connues (%)", 12, "jours"),
            Titre("Taux de réponse (%)", 12, "jours"),
        ),
        lignes=[ligne for jalon in Jalon for ligne in _lignes_du_jalon(jalon, comptes[jalon])],
        notes=("Une personne sortie de deux opérations compte deux sorties.",),
    )


def _lignes_du_jalon(jalon: Jalon, comptes: dict[SituationSortie, int]) -> list[Sequence[Valeur]]:
    total = sum(comptes.values())
    connues = Decimal(total - comptes[SituationSortie.INCONNUE])
    lignes: list[Sequence[Valeur]] = [
        (
            jalon.libelle,
            situation.libelle,
            combien,
            "" if situation is SituationSortie.INCONNUE else nr(taux(Decimal(combien), connues)),
            "",
        )
        for situation, combien in comptes.items()
    ]
    return [*lignes, (jalon.libelle, "ensemble", total, "", nr(taux(connues, Decimal(total))))]


def spaser(tout: Consolidation, intitules: Sequence[str]) -> Feuille:
    """What a buyer's plan for responsible purchasing publishes: numbers of contracts, hours, persons, structures."""
    acheteurs: dict[tuple[str, str, str], list[Suivi]] = defaultdict(list)
    for une in tout.retenues:
        qui = une.suivi.maitre_ouvrage
        acheteurs[acheteur(une.suivi), texte(qui and qui.siret), texte(qui and qui.type)].append(une.suivi)
    return Feuille(
        nom="SPASER",
        intitules=intitules,
        titres=(
            Titre("Maître d’ouvrage", 38),
            Titre("SIRET", 18),
            Titre("Type", 26),
            Titre("Opérations", 10, "entier"),
            Titre("Lots avec clause", 10, "entier"),
            Titre("Opérations réservées ou d’insertion", 12, "entier"),
            Titre("Opérations avec critère d’insertion", 12, "entier"),
            Titre("Valeur des marchés (€ HT)", 12),
            Titre("Heures engagées (h)", 14, "heures"),
            Titre("Heures validées, période (h)", 14, "heures"),
            Titre("Personnes distinctes", 11, "entier"),
            Titre("Structures d’insertion", 11, "entier"),
        ),
        lignes=[(*cles, *_mesures_spaser(tout, acheteurs[cles])) for cles in sorted(acheteurs)],
        notes=("La valeur des marchés attribués n’est pas suivie ici\u00a0; les estimations n’en tiennent pas lieu.",),
    )


def _mesures_spaser(tout: Consolidation, suivis: list[Suivi]) -> tuple[Valeur, ...]:
    ensemble = synthese(suivis, tout.portee, tout.par_etp)
    return (
        len(suivis),
        sum(lot.clause for un in suivis for lot in lots_suivis(un)),
        sum(un.montage in RESERVES for un in suivis),
        sum(un.montage is Montage.EXECUTION_CRITERE for un in suivis),
        NR,
        ensemble.engagees,
        ensemble.volumes.validees,
        ensemble.effectifs.personnes,
        ensemble.structures,
    )
