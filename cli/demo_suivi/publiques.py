"""The pages of the demo that need no account: the buyer's, and the hours that an employer has still to declare."""

from __future__ import annotations

from collections.abc import Iterable

from cli.demo_suivi.territoire import Organisation
from config.horloge import aujourdhui
from config.settings import get_settings
from formats.dates import de_mois
from metier.periodes import Mois
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.demande_heures.mois import lire
from workflows.actes.jetons import Lien, lien_de_declaration


def pages(employeurs: Iterable[Organisation]) -> list[tuple[str, str]]:
    """Each address with what it is; without the declaration where nobody has hours left to declare."""
    ouvertes = [(f"{get_settings().adresse_portail}/clauses", "la page de l’acheteur, sans compte : heures, pièces")]
    if a_faire := _a_declarer(employeurs):
        employeur, mois = a_faire
        with unit_of_work() as session:
            lien = lien_de_declaration(session, employeur.courriel, mois)
        ouvertes.append(
            (lien, f"la page d’un employeur, {employeur.nom}, sans compte : déclarer ses heures {de_mois(mois)}")
        )
    return ouvertes


def _a_declarer(employeurs: Iterable[Organisation]) -> tuple[Organisation, Mois] | None:
    """The employer and the month, the one just over first, of a page that still awaits hours."""
    courant = Mois.de(aujourdhui())
    tous = tuple(employeurs)
    with lecture() as session:
        for mois in (courant.precedent, courant):
            for employeur in tous:
                lu = lire(session, Lien(destinataire=employeur.courriel, mois=mois))
                if lu.restent and not lu.ferme:
                    return employeur, mois
    return None
