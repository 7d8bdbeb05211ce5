"""What an account may do to an operation now, as its page offers it: what moves it on, then the rest by subject."""

from __future__ import annotations

from dataclasses import dataclass

from metier.cycle import Transition
from metier.droits import Acces
from metier.gestes import Geste
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.au_nom_de import possibles

DE_COTE = frozenset({Transition.ABANDONNER, Transition.CLASSER, Transition.SUSPENDRE})
"""What stops an operation is not offered beside what moves it on."""

SUJETS: tuple[tuple[str, tuple[Geste, ...]], ...] = (
    (
        "Marché",
        (
            Geste.NOTER_CONTACT,
            Geste.NOTER_DCE_DEFINITIF,
            Geste.NOTER_ATTRIBUTIONS,
            Geste.NOTER_ORDRE_SERVICE,
            Geste.NOTER_PLANNING,
            Geste.NOTER_AVENANT,
            Geste.NOTER_FACTURE,
        ),
    ),
    ("Réunions", (Geste.CONVOQUER, Geste.DEPLACER_REUNION, Geste.ANNULER_REUNION, Geste.RENDRE_COMPTE)),
    (
        "Modalités et recrutement",
        (
            Geste.CHOISIR_MODALITES,
            Geste.OUVRIR_POSTE,
            Geste.DIFFUSER_OFFRE,
            Geste.NOTER_REPONSE_OFFRE,
            Geste.POURVOIR_POSTE,
            Geste.CLORE_POSTE,
        ),
    ),
    (
        "Personnes et contrats",
        (
            Geste.ENREGISTRER_BENEFICIAIRE,
            Geste.VALIDER_ELIGIBILITE,
            Geste.VALIDER_PAR_STATUT,
            Geste.REFUSER_ELIGIBILITE,
            Geste.ENREGISTRER_CONTRAT,
            Geste.TERMINER_CONTRAT,
            Geste.ENREGISTRER_FORMATION,
            Geste.NOTER_SORTIE,
        ),
    ),
    (
        "Heures",
        (
            Geste.DECLARER_HEURES,
            Geste.DECLARER_AUCUNE_HEURE,
            Geste.REPRENDRE_HEURES,
            Geste.RECOUPER_HEURES,
            Geste.CONFIRMER_HEURES,
            Geste.VALIDER_HEURES,
            Geste.ACCORDER_HEURES,
            Geste.RECTIFIER_HEURES,
            Geste.CLORE_MOIS,
            Geste.REVOQUER_LIEN,
        ),
    ),
    (
        "Manquements et bilan",
        (Geste.PREPARER_INVITATION, Geste.PREPARER_MISE_EN_DEMEURE, Geste.PREPARER_CONSTAT, Geste.ETABLIR_BILAN),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Action:
    code: str
    libelle: str


@dataclass(frozen=True, kw_only=True)
class Actions:
    """`suites` move the operation on, `arrets` stop it, `gestes` by subject; all empty for who only reads."""

    suites: tuple[Action, ...]
    arrets: tuple[Action, ...]
    gestes: tuple[tuple[str, tuple[Action, ...]], ...]


def lire_actions(acces: Acces, operation: Operation) -> Actions:
    """What may be done now."""
    offerts = possibles(acces, operation)
    par_sujet = ((sujet, tuple(_action(un) for un in siens if un in offerts.gestes)) for sujet, siens in SUJETS)
    return Actions(
        suites=tuple(_action(une) for une in offerts.transitions if une not in DE_COTE),
        arrets=tuple(_action(une) for une in offerts.transitions if une in DE_COTE),
        gestes=tuple((sujet, siens) for sujet, siens in par_sujet if siens),
    )


def _action(acte: Transition | Geste) -> Action:
    return Action(code=acte.value, libelle=acte.libelle[:1].upper() + acte.libelle[1:])
