"""What the page of a run shows: what was done, in French, without personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from prefect.artifacts import create_markdown_artifact

from config.settings import get_settings
from formats.dates import date_courte, de_mois
from formats.nombres import nombre
from metier.calibrage import ResultatLot
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.courriers import EtatSortant
from sqlmodel_store.session import lecture
from workflows.actes.attentes import Action
from workflows.actes.calcul import heures_par_lot
from workflows.actes.demandes import Resultat
from workflows.actes.mensuel.mois import Bilan as BilanMensuel
from workflows.actes.reception import Suite
from workflows.actes.sujets import BilanEcheances, attentes

MONTREES = 100


def montrer_reception(suite: Suite) -> None:
    """The nature of a mail, why, and the operation concerned."""
    lignes = [f"**{suite.nature.libelle}**", "", suite.raison]
    if suite.reference:
        lignes += ["", f"Opération : {_lien(suite.reference)}"]
    _publier("reception", lignes)


def montrer_transition(resultat: Resultat) -> None:
    """The step reached, the table of lots and hours, the documents with their links, what is awaited next."""
    lignes = [f"Opération {_lien(resultat.reference)}, étape : **{resultat.etape}**", ""]
    lots = heures_par_lot(resultat.reference)
    if lots:
        lignes += ["| Lot | Intitulé | Heures | Jours |", "|---:|---|---:|---:|"]
        lignes += [*map(_rangee, lots), f"| | **Total** | **{nombre(sum(lot.heures for lot in lots))}** | |", ""]
    lignes += [f"- [{fichier}]({_adresse(resultat.reference)}/documents/{fichier})" for fichier in resultat.documents]
    lignes += [f"- {len(resultat.courriels)} courriel(s) déposé(s)"] if resultat.courriels else []
    lignes += _attendu([resultat.reference])
    _publier(resultat.transition.replace("_", "-"), lignes)


def montrer_operation(reference: str) -> None:
    """The operation that a form opened."""
    _publier("nouvelle-operation", [f"Opération {_lien(reference)} ouverte, à instruire."])


def montrer_echeances(bilan: BilanEcheances) -> None:
    """How many deadlines were met, by kind, how many could not be, and what waits for whom, overdue first."""
    lignes = [f"- {nom} : {nombre}" for nom, nombre in bilan.faites.items()] or ["Rien n’était dû."]
    if bilan.empechees:
        lignes += [f"- empêchées : {len(bilan.empechees)} (voir le journal de l’opération)"]
    _publier("echeances", lignes + _attendu())


def montrer_tableaux_de_bord(bilan: BilanMensuel) -> None:
    """How many operations, documents and mails of a month; the month is told, never to whom."""
    lignes = [
        f"**Tableaux de bord {de_mois(bilan.mois)}**",
        "",
        f"- opérations : {bilan.operations}, sans changement : {bilan.inchanges}",
        f"- documents produits : {bilan.documents}",
        f"- courriels déposés : {bilan.courriels}",
    ]
    _publier("tableaux-de-bord", lignes)


def montrer_expedition(bilan: Counter[EtatSortant]) -> None:
    """How many mails reached each state; nothing when nothing was due."""
    lignes = [f"- {etat.libelle} : {nombre}" for etat, nombre in bilan.items() if nombre]
    if lignes:
        _publier("expedition", lignes)


def _attendu(references: Collection[str] | None = None) -> list[str]:
    """The table of open actions of these operations, of all by default; those that name an address are left out."""
    with lecture() as session:
        connues = operations.lister(session)
        visees = [une for une in connues if references is None or une.reference in references]
        actions = [action for action in attentes(session, visees) if action.reference and "@" not in action.libelle]
    if not actions:
        return []
    tete = ["", "| Opération | Attendu | De qui | Depuis | Avant le |", "|---|---|---|---|---|"]
    suite = [f"… et {len(actions) - MONTREES} autres"] if len(actions) > MONTREES else []
    return tete + [_action(action) for action in actions[:MONTREES]] + suite


def _action(action: Action) -> str:
    avant = date_courte(action.avant_le) if action.avant_le else ""
    depuis = date_courte(action.depuis)
    return f"| {_lien(action.reference or '')} | {_cellule(action.libelle)} | {action.qui} | {depuis} | {avant} |"


def _publier(cle: str, lignes: list[str]) -> None:
    create_markdown_artifact(key=cle, markdown="\n".join(lignes))


def _adresse(reference: str) -> str:
    return f"{get_settings().adresse_portail}/operations/{reference}"


def _lien(reference: str) -> str:
    return f"[{reference}]({_adresse(reference)})"


def _rangee(lot: ResultatLot) -> str:
    return f"| {lot.numero} | {_cellule(lot.intitule)} | {nombre(lot.heures)} | {nombre(lot.jours, 1)} |"


def _cellule(texte: str) -> str:
    return texte.replace("|", "\\|").replace("\n", " ")
