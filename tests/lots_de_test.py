"""Lots and operations as short as a rule's test allows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from metier.bareme import Bareme
from metier.calibrage import Calibrage, calibrer
from metier.operation import Lot, MaitreOuvrage, Mode, Nature, Operation, TypeMaitreOuvrage

AVIS = date(2026, 10, 5)


def lot(numero: int = 1, **champs: Any) -> Lot:
    """A claused lot of 1,000,000 € at 50 %, 30 €/h, 5 %: the published example; `champs` replaces what it names."""
    valeurs: dict[str, Any] = {
        "intitule": f"Lot {numero}",
        "clause": True,
        "montant_ht": "1000000",
        "part_main_oeuvre": "0.50",
        "cout_horaire": "30",
        "taux_insertion": "0.05",
        **champs,
    }
    return Lot(numero=numero, **{nom: _decimal(nom, valeur) for nom, valeur in valeurs.items()})


def lot_du_mode(mode: Mode, numero: int = 1, **champs: Any) -> Lot:
    """A claused lot with nothing but the inputs given."""
    vides = dict.fromkeys(("montant_ht", "part_main_oeuvre", "cout_horaire", "taux_insertion"))
    return lot(numero, mode=mode, **{**vides, **champs})


def operation(*lots: Lot, **champs: Any) -> Operation:
    """Works of a collectivité, notice of 5 October 2026; `champs` replaces what it names, `type_` is the buyer's."""
    type_ = champs.pop("type_", TypeMaitreOuvrage.COLLECTIVITE)
    valeurs: dict[str, Any] = {
        "reference": "2026-ESS-001",
        "intitule": "Opération d’essai",
        "maitre_ouvrage": MaitreOuvrage(nom="Ville de Valmeuse", type=type_),
        "nature": Nature.TRAVAUX,
        "date_avis": AVIS,
        "lots": lots or (lot(),),
        **champs,
    }
    return Operation(**valeurs)


def calibrage(bareme: Bareme, *lots: Lot, **champs: Any) -> Calibrage:
    return calibrer(operation(*lots, **champs), bareme)


def _decimal(nom: str, valeur: Any) -> Any:
    textes = {"intitule", "motif", "article_ccap", "autre_consideration", "motif_non_clause", "mode"}
    return Decimal(valeur) if isinstance(valeur, str) and nom not in textes else valeur
