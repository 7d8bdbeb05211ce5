"""Employees that something is expected about, by first name and initial, for their own employer only (domaine §9.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from documents.contextes.garde import shorten
from documents.contextes.rapports import du_mois, lot_court
from formats.dates import date_courte
from metier.heures import Declarant, EtatHeures
from metier.periodes import Mois
from metier.suivi import Beneficiaire, Contrat, Suivi

PREAVIS = timedelta(days=60)
LONGUEUR_PRENOM = 30
LIGNES = 8


@dataclass(frozen=True, kw_only=True)
class PointSalarie:
    """What is to be done about one employee."""

    personne: str
    lot: str
    point: str


def points_salaries(vue: Suivi, employeur: str, mois: Mois) -> tuple[PointSalarie, ...]:
    """Eligibility to validate, hours contested, contracts that end within sixty days; nobody without a reason."""
    personnes = {un.id: un for un in vue.beneficiaires}
    return tuple(
        PointSalarie(personne=prenom_initiale(personnes[contrat.beneficiaire]), lot=lot_court(contrat.lot), point=point)
        for contrat in vue.contrats
        if contrat.employeur == employeur
        for point in _points(vue, contrat, personnes[contrat.beneficiaire], mois)
    )


def prenom_initiale(personne: Beneficiaire) -> str:
    """« Fatou H. »."""
    return f"{shorten(personne.prenom, LONGUEUR_PRENOM)} {personne.nom.strip()[:1].upper()}."


def _points(vue: Suivi, contrat: Contrat, personne: Beneficiaire, mois: Mois) -> Iterator[str]:
    ouvert = contrat.debut <= mois.fin and (contrat.fin is None or contrat.fin >= mois.debut)
    if ouvert and personne.validee_le is None:
        yield "éligibilité à faire valider : ses heures ne comptent pas encore"
    for ligne in vue.heures:
        conteste = ligne.etat is EtatHeures.CONTESTEE and ligne.declarant is Declarant.EMPLOYEUR
        if ligne.contrat == contrat.id and conteste and ligne.mois <= mois:
            yield f"heures {du_mois(ligne.mois)} contestées"
    if contrat.fin is not None and mois.fin < contrat.fin <= mois.fin + PREAVIS:
        yield f"contrat jusqu’au {date_courte(contrat.fin)} : suite à prévoir avec le facilitateur"
