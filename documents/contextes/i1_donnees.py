"""The figures of the final report, attached to its archived file as CSV and JSON; nothing of any person."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

from documents.pdf import DonneesJointes
from documents.tableur import neutraliser
from metier.indicateurs import Indicateurs, IndicateursLot
from metier.realisation import NUL, Volumes
from metier.suivi import Suivi

COLONNES = (
    "lot",
    "intitule",
    "entreprises",
    "heures_initiales",
    "heures_dues",
    "heures_validees",
    "heures_en_attente",
    "heures_contestees",
    "heures_non_comptees",
    "taux_realisation",
    "personnes",
    "contrats",
)


def csv_lots(suivi: Suivi, chiffres: Indicateurs) -> DonneesJointes:
    """A line per lot: `;`, UTF-8 with its mark, CRLF, decimal comma, stable names."""
    tampon = io.StringIO()
    ecriture = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecriture.writerow(COLONNES)
    for un in chiffres.lots:
        ecriture.writerow(_ligne(un))
    return DonneesJointes(
        nom="heures_par_lot.csv",
        octets=tampon.getvalue().encode("utf-8-sig"),
        description=f"Heures par lot de l’opération {suivi.reference}",
    )


def _ligne(un: IndicateursLot) -> list[str]:
    nombres = (un.initiales, un.dues, *_etats(un.cumul), un.taux)
    return [
        str(un.lot.numero),
        neutraliser(un.lot.intitule),
        neutraliser(", ".join(un.entreprises)),
        *(_virgule(valeur) for valeur in nombres),
        str(un.personnes),
        str(un.contrats),
    ]


def _etats(faites: Volumes) -> tuple[Decimal, ...]:
    return faites.validees, faites.declarees, faites.contestees, faites.non_comptees


def _virgule(valeur: Decimal | None) -> str:
    return "" if valeur is None else f"{valeur:f}".replace(".", ",")


def json_bilan(suivi: Suivi, chiffres: Indicateurs) -> DonneesJointes:
    """The totals of the operation, with the names of the contract: hours as decimal strings, counts as integers."""
    comptes = chiffres.effectifs
    contenu: dict[str, Any] = {
        "reference": suivi.reference,
        "arrete_a_la_fin_de": str(chiffres.mois),
        "heures_engagees": f"{chiffres.dues:f}",
        "heures_validees": f"{chiffres.cumul.validees:f}",
        "heures_en_attente": f"{chiffres.cumul.declarees:f}",
        "heures_contestees": f"{chiffres.cumul.contestees:f}",
        "heures_non_comptees": f"{chiffres.cumul.non_comptees:f}",
        "heures_restantes": f"{sum((un.rythme.restantes for un in chiffres.lots), NUL):f}",
        "taux_realisation": None if chiffres.taux is None else f"{chiffres.taux:f}",
        "etp": f"{chiffres.etp:f}",
        "personnes_distinctes": comptes.personnes,
        "personnes_ayant_travaille": comptes.ayant_travaille,
        "personnes_formees": comptes.formees,
        "contrats": comptes.contrats,
        "contrats_par_type": {type_.value: combien for type_, combien in comptes.contrats_par_type.items()},
    }
    return DonneesJointes(
        nom="bilan.json",
        octets=json.dumps(contenu, ensure_ascii=False, indent=1).encode(),
        description=f"Totaux de l’opération {suivi.reference}",
    )
