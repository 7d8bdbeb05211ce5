"""What the final report says in words: what the figures show, what the facilitateur writes, what the buyer decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from config.droit import get_droit
from documents.contextes.alertes_suivi import numeros
from documents.contextes.rapports import combien, lot_court, taux_ecrit
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.nombres import euros, heures, nombre
from formats.typographie import INSECABLE, typographier
from metier.fautes import FauteDeSaisie
from metier.indicateurs import Indicateurs
from metier.operation import Forme
from metier.rythme import StatutLot
from metier.suivi import Suivi

LOTS_CITES = 6


@dataclass(frozen=True, kw_only=True)
class Verbatim:
    """What someone said, in what quality, and the day they agreed in writing that it be printed."""

    texte: str
    qualite: str
    accord_du: date | None


@dataclass(frozen=True, kw_only=True)
class DecisionPenalite:
    """What the buyer decided on a lot: a penalty of `montant` euros, an exemption, a postponement."""

    lot: int
    decision: str
    date: date
    montant: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Analyse:
    """What the facilitateur writes, and what the buyer decided."""

    synthese: str | None = None
    freins: tuple[str, ...] = ()
    reussites: tuple[str, ...] = ()
    verbatims: tuple[Verbatim, ...] = ()
    decisions: tuple[DecisionPenalite, ...] = ()
    preconisations: tuple[str, ...] = ()


def constats(suivi: Suivi, chiffres: Indicateurs) -> tuple[str, ...]:
    """What the figures say, in sentences."""
    soldes = sum(un.rythme.statut is StatutLot.SOLDE for un in chiffres.lots)
    combien_soldes = combien(soldes, "lot soldé", "lots soldés") if soldes else "Aucun lot soldé"
    entreprises = {une.entreprise for une in suivi.attributions}
    phrases = [
        *([f"{combien_soldes} sur {nombre(len(chiffres.lots))}."] if chiffres.lots else []),
        *_restes(chiffres),
        _personnes(chiffres),
        f"{combien(len(entreprises), 'entreprise attributaire', 'entreprises attributaires')}.",
    ]
    attente = chiffres.cumul.declarees + chiffres.cumul.contestees
    if attente:
        phrases.append(f"{heures(attente)} restent à valider ou à trancher : ce bilan n’est pas encore définitif.")
    return tuple(map(typographier, phrases))


def _restes(chiffres: Indicateurs) -> list[str]:
    restes = [un for un in chiffres.lots if un.rythme.restantes]
    if len(restes) > LOTS_CITES:
        return [
            f"Lots {numeros([un.lot.numero for un in restes])} : heures dues non atteintes, voir le tableau des lots."
        ]
    return [
        f"{lot_court(un.lot.numero)} : il manque {heures(un.rythme.restantes)} sur {heures(un.dues)}." for un in restes
    ]


def _personnes(chiffres: Indicateurs) -> str:
    comptes = chiffres.effectifs
    travail = combien(comptes.ayant_travaille, "personne a", "personnes ont")
    formees = "aucune n’a été formée"
    if comptes.formees:
        formees = combien(comptes.formees, "a été formée", "ont été formées")
    effectif = combien(comptes.personnes, "personne")
    return f"{effectif} et {combien(comptes.contrats, 'contrat')} ; {travail} travaillé et {formees}."


def textes(donnes: tuple[str, ...]) -> tuple[str, ...]:
    """The texts that say something, each on one line."""
    return tuple(on_one_line(un) for un in donnes if un.strip())


def verbatim_ecrit(verbatim: Verbatim) -> str:
    """The words between guillemets. Raises FauteDeSaisie naming `verbatims` without a written agreement."""
    if verbatim.accord_du is None:
        raise FauteDeSaisie(
            "verbatims",
            "verbatims\u00a0: un propos est cité sans accord écrit\u00a0; donnez la date de l’accord de la personne ou "
            "retirez ce propos.",
        )
    return f"«{INSECABLE}{on_one_line(verbatim.texte)}{INSECABLE}» – {on_one_line(verbatim.qualite)}"


def decision_ecrite(decision: DecisionPenalite) -> str:
    """« Lot 1, 1er octobre 2026 : exonération. »."""
    montant = f", {euros(decision.montant)}" if decision.montant is not None else ""
    return typographier(
        f"{lot_court(decision.lot)}, {date_longue(decision.date)} : {on_one_line(decision.decision)}{montant}."
    )


def rapport_concession(suivi: Suivi, chiffres: Indicateurs) -> tuple[str, ...]:
    """What a concessionnaire's annual report says of integration; empty for a marché."""
    article = get_droit().concession.rapport_annuel
    if suivi.forme is not Forme.CONCESSION or article is None:
        return ()
    structures = {un.structure.nom for une in suivi.attributions for un in une.modalites if un.structure}
    cadre = (
        f"L’article {article} du code de la commande publique demande que le rapport annuel du concessionnaire décrive "
        "les mesures d’insertion par l’activité économique ; les éléments suivants peuvent y être repris."
    )
    realisees = f"{heures(chiffres.cumul.validees)} pour {heures(chiffres.dues)} dues ({taux_ecrit(chiffres.taux)})"
    personnes = f"{nombre(chiffres.effectifs.personnes)}, sous {combien(chiffres.effectifs.contrats, 'contrat')}"
    phrases = (
        cadre,
        f"Heures d’insertion validées : {realisees}.",
        f"Personnes : {personnes}.",
        f"Structures d’insertion mobilisées : {nombre(len(structures))}.",
    )
    return tuple(map(typographier, phrases))
