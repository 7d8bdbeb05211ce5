"""Who the persons are and what became of them, in figures nobody can be recognised in (documents.md §12 and §13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from documents.contextes.rapports import Colonne, Tableau, combien, taux_ecrit
from formats.nombres import nombre
from formats.typographie import typographier
from metier.publics import Jalon, SituationSortie
from metier.realisation import taux
from metier.ventilations import PLANCHER, Ventilation

REGROUPES = "autres, regroupés"


@dataclass(frozen=True, kw_only=True)
class Profil:
    """Breakdowns that can be shown, and the sentence that stands for those that cannot."""

    tableaux: tuple[Tableau, ...]
    tus: str | None


@dataclass(frozen=True, kw_only=True)
class Parcours:
    """What became of the persons at each milestone; `taux` of answers is said before anything else."""

    reponses: Tableau
    situations: Tableau | None
    tus: str | None


def profil(ventilations: Iterable[Ventilation]) -> Profil:
    """The breakdowns; nothing of one that is wholly secret is shown, not even the values it might have."""
    toutes = list(ventilations)
    montrees = [une for une in toutes if any(cellule.effectif for cellule in une.cellules)]
    tues = [une.axe.libelle for une in toutes if une not in montrees]
    return Profil(
        tableaux=tuple(_tableau(une) for une in montrees),
        tus=typographier(
            f"Non détaillé, pour que personne ne puisse être reconnu (effectifs de moins de {PLANCHER}) : "
            f"{', '.join(tues)}."
        )
        if tues
        else None,
    )


def _tableau(ventilation: Ventilation) -> Tableau:
    """Values of five persons or more; what is smaller is added up under one name, zeros are left out."""
    visibles = [(une.libelle, une.effectif) for une in ventilation.cellules if une.effectif]
    reste = ventilation.total - sum(effectif for _, effectif in visibles)
    lignes = [*visibles, (REGROUPES, reste)] if reste else visibles
    return Tableau(
        legende=f"Personnes par {ventilation.axe.libelle}",
        colonnes=(
            Colonne(titre="Valeur", largeur=62),
            Colonne(titre="Personnes", largeur=19, nombre=True),
            Colonne(titre="Part", largeur=19, nombre=True),
        ),
        lignes=tuple((libelle, nombre(effectif), _part(effectif, ventilation.total)) for libelle, effectif in lignes),
        total=("Ensemble", nombre(ventilation.total), _part(ventilation.total, ventilation.total)),
    )


def _part(effectif: int, total: int) -> str:
    return taux_ecrit(taux(Decimal(effectif), Decimal(total)))


def parcours(sorties: Mapping[Jalon, Mapping[SituationSortie, int]]) -> Parcours | None:
    """The outcomes; the situations of a milestone are given from five known ones on. None where none was looked for."""
    if not sorties:
        return None
    detailles = {jalon: faites for jalon, faites in sorties.items() if _connues(faites) >= PLANCHER}
    tus = [jalon.libelle for jalon in sorties if jalon not in detailles]
    return Parcours(
        reponses=_reponses(sorties),
        situations=_situations(detailles) if detailles else None,
        tus=typographier(f"Situations non détaillées {', '.join(tus)} : moins de {PLANCHER} sont connues.")
        if tus
        else None,
    )


def _connues(faites: Mapping[SituationSortie, int]) -> int:
    return sum(faites.values()) - faites.get(SituationSortie.INCONNUE, 0)


def _reponses(sorties: Mapping[Jalon, Mapping[SituationSortie, int]]) -> Tableau:
    return Tableau(
        legende="Taux de réponse : situations connues parmi celles recherchées".replace(" :", "\u00a0:"),
        colonnes=(
            Colonne(titre="Jalon", largeur=40),
            Colonne(titre="Recherchées", largeur=20, nombre=True),
            Colonne(titre="Connues", largeur=20, nombre=True),
            Colonne(titre="Taux de réponse", largeur=20, nombre=True),
        ),
        lignes=tuple(
            (
                jalon.libelle,
                combien(sum(faites.values()), "personne"),
                nombre(_connues(faites)),
                taux_ecrit(taux(Decimal(_connues(faites)), Decimal(sum(faites.values())))),
            )
            for jalon, faites in sorties.items()
        ),
    )


def _situations(sorties: Mapping[Jalon, Mapping[SituationSortie, int]]) -> Tableau:
    largeur = round(60 / len(sorties), 2)
    vues = [une for une in SituationSortie if any(faites.get(une) for faites in sorties.values())]
    return Tableau(
        legende="Situations des personnes, en nombre",
        colonnes=(
            Colonne(titre="Situation", largeur=40),
            *(Colonne(titre=jalon.libelle, largeur=largeur, nombre=True) for jalon in sorties),
        ),
        lignes=tuple((une.libelle, *(nombre(faites.get(une, 0)) for faites in sorties.values())) for une in vues),
    )
