"""Who issues a report, and how one is asked for, for the tests of reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from suivis import OCTOBRE, REGLES, de_nombreux_lots, de_noms_longs, hostile, sans_lot, suivi

from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.rapports import DemandeTableauDeBord, Echeance, Emission
from metier.suivi import Suivi

EMISSION = Emission(
    relais=IdentiteRelais(
        nom="Relais de la Brielle",
        adresse="1 place du Marché, 57000 Valmeuse",
        courriel="facilitation@relais-brielle.example",
        telephone="03 53 01 00 00",
    ),
    facilitateur=Facilitateur(nom="Jeanne Fressac", fonction="facilitatrice des clauses sociales"),
    produit_le=date(2026, 11, 15),
    arrete_le=date(2026, 11, 12),
    edition=7,
)
ANONYME = Emission(
    relais=IdentiteRelais(),
    facilitateur=Facilitateur(),
    produit_le=date(2026, 11, 15),
    arrete_le=date(2026, 11, 12),
)


def demande(operation: Suivi, **autres: Any) -> DemandeTableauDeBord:
    """The dashboard of October 2026."""
    valeurs: dict[str, Any] = {
        "suivi": operation,
        "mois": OCTOBRE,
        "regles": REGLES,
        "emission": EMISSION,
        "actions": (
            Echeance(
                libelle="Confirmer la date de réception du lot 2", qui="Maître d’ouvrage", avant_le=date(2026, 11, 30)
            ),
        ),
        "echeances": (
            Echeance(
                libelle="Relevés d’heures de novembre", qui="Entreprises et structures", avant_le=date(2026, 12, 5)
            ),
        ),
        "commentaire": "Le rythme d’octobre est bon.",
    }
    return DemandeTableauDeBord(**valeurs | autres)


def operations() -> dict[str, Suivi]:
    """The three examples and the awkward ones, by name."""
    return {
        "01-ecole": suivi("01-ecole"),
        "02-nettoyage": suivi("02-nettoyage-accord-cadre"),
        "03-region": suivi("03-region-aval"),
        "sans-lot": sans_lot(),
        "un-lot": de_nombreux_lots(1),
        "trente-lots": de_nombreux_lots(),
        "noms-longs": de_noms_longs(),
        "hostile": hostile(),
    }
