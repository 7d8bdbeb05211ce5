"""What Excel refuses at once in a monthly statement; whatever gets through is checked again when it comes back."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from formats.releve import LISTES, VISA_EMPLOYEUR, VISA_UTILISATRICE, Colonne, Plan
from metier.periodes import Mois
from metier.releve import HEURES_MAXIMUM, Observation

HEURES = {"validate": "decimal", "criteria": "between", "minimum": 0, "error_title": "Heures refusées"}


def poser_controles(page: Worksheet, plan: Plan, mois: Mois) -> None:
    """Hours from 0 to 220, training within them, observations from the list, dates of certification."""
    _colonne(page, plan, Colonne.HEURES, HEURES | {"maximum": int(HEURES_MAXIMUM), "error_message": _REFUS_HEURES})
    du_mois = xl_rowcol_to_cell(plan.premiere, Colonne.HEURES)
    _colonne(page, plan, Colonne.FORMATION, HEURES | {"maximum": f"={du_mois}", "error_message": _REFUS_FORMATION})
    liste = {"validate": "list", "source": f"={LISTES}!$D$1:$D${len(Observation)}", "error_title": "Observation"}
    _colonne(page, plan, Colonne.OBSERVATION, liste | {"error_message": _REFUS_OBSERVATION})
    jour = {"validate": "date", "criteria": ">=", "value": mois.debut, "error_title": "Date refusée"}
    for colonne in (VISA_EMPLOYEUR, VISA_UTILISATRICE):
        rang = plan.visas + 3
        page.data_validation(rang, colonne, rang, colonne, jour | {"error_message": _REFUS_DATE})


def _colonne(page: Worksheet, plan: Plan, colonne: Colonne, regle: Mapping[str, object]) -> None:
    page.data_validation(plan.premiere, colonne, plan.total - 1, colonne, dict(regle))


_REFUS_HEURES = (
    f"Un nombre d’heures de 0 à {HEURES_MAXIMUM}, en heures et centièmes\u00a0: 151 h 40 min s’écrivent 151,67."
)
_REFUS_FORMATION = "La formation fait partie des heures du mois\u00a0: elle ne peut pas les dépasser."
_REFUS_OBSERVATION = "Choisir dans la liste\u00a0; pour tout autre sujet, écrire au facilitateur."
_REFUS_DATE = "Une date est attendue, par exemple 05/11/2026, pas avant le début du mois déclaré."
