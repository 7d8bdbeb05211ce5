"""The context of A1, the mention of the notice, with the values of the forms that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.communs import BlocFacilitateur, LigneLot, Mots, facilitateur, lots_without_hours, words
from documents.contextes.criteres import LigneCritere, criteria
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde, complete
from documents.contextes.reservations import basis
from documents.manques import Texte
from formats.typographie import INSECABLE
from metier.declaration import considerations_sociales
from metier.operation import Montage

EFORMS = "formulaires eForms : champs BT-70, BT-736 et BT-775, dont seule l’existence a été vérifiée"


@dataclass(frozen=True, kw_only=True)
class LigneFormulaire:
    """A field of a form, the value to enter, why."""

    champ: str
    valeur: Texte
    remarque: str


@dataclass(frozen=True, kw_only=True)
class MentionAvis:
    """A1. The montage chooses the mention; `lots` are those it concerns."""

    modele: ClassVar[str] = "marches/a1_avis.docx"

    garde: Garde
    mots: Mots
    execution: bool
    reserve: bool
    marche_insertion: bool
    concession: bool
    fondement: Texte
    lots: tuple[LigneLot, ...]
    criteres: tuple[LigneCritere, ...]
    facilitateur: BlocFacilitateur
    formulaires: tuple[LigneFormulaire, ...]


def mention_avis(demande: DemandePack) -> MentionAvis:
    """The context of A1 for this request."""
    montage = demande.operation.montage
    return complete(
        MentionAvis(
            garde=cover(demande),
            mots=words(demande),
            execution=montage in (Montage.EXECUTION, Montage.EXECUTION_CRITERE),
            reserve=demande.reserve,
            marche_insertion=montage is Montage.MARCHE_INSERTION,
            concession=demande.concession,
            fondement=basis(demande),
            lots=lots_without_hours(demande),
            criteres=criteria(demande),
            facilitateur=facilitateur(demande),
            formulaires=_formulaires(demande),
        )
    )


def _formulaires(demande: DemandePack) -> tuple[LigneFormulaire, ...]:
    """Fields of eForms by lot, then the social considerations of the données essentielles (domaine §9.4)."""
    return (
        _participation(demande),
        LigneFormulaire(
            champ="BT-736 Exécution réservée (emploi protégé)",
            valeur=demande.nuancer("non", EFORMS, verifie=False),
            remarque="à répondre par lot",
        ),
        LigneFormulaire(
            champ="BT-70 Conditions d’exécution",
            valeur=demande.nuancer("reprendre la mention ci-dessus", EFORMS, verifie=False),
            remarque="à répondre par lot",
        ),
        LigneFormulaire(
            champ="BT-775 Achat social",
            valeur=demande.nuancer("à choisir dans la liste « social-objective »", EFORMS, verifie=False),
            remarque="emploi de personnes défavorisées",
        ),
        _donnees_essentielles(demande),
    )


def _participation(demande: DemandePack) -> LigneFormulaire:
    if demande.reserve:
        return LigneFormulaire(
            champ="BT-71 Participation réservée",
            valeur="res-ws",
            remarque="structures du travail adapté et opérateurs d’insertion\u00a0; pour chaque lot réservé",
        )
    return LigneFormulaire(
        champ="BT-71 Participation réservée",
        valeur="none",
        remarque="participation ouverte"
        if demande.operation.montage is Montage.MARCHE_INSERTION
        else "une condition d’exécution n’est pas une participation réservée",
    )


def _donnees_essentielles(demande: DemandePack) -> LigneFormulaire:
    declarees = considerations_sociales(demande.operation)
    valeur = demande.nuancer(
        " et ".join(f"«{INSECABLE}{declaree}{INSECABLE}»" for declaree in declarees)
        or "selon les clauses et critères inscrits",
        "données essentielles : valeur pour un marché de services d’insertion, à valider par l’acheteur",
        verifie=bool(declarees),
    )
    return LigneFormulaire(
        champ="Données essentielles (considérations sociales)",
        valeur=valeur,
        remarque="à publier dans les deux mois de la notification",
    )
