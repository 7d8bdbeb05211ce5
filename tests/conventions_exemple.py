"""Forms and agreements to make, every variant by name, from the three example operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from courriers_exemple import ECOLE, NETTOYAGE, REGION, de
from demandes import FACILITATEUR, RELAIS
from suivis import OCTOBRE, suivi

from config.clauses import get_clauses
from documents.contextes.c1 import DemandeFicheRoles, fiche_roles
from documents.contextes.c2 import DemandeConvention, convention
from documents.contextes.c3 import (
    ContratMutualise,
    DemandeGlobalisation,
    MarcheMutualise,
    globalisation,
    shared_contract,
)
from documents.contextes.g1 import DemandeFiche, VarianteFiche, fiche_beneficiaire
from documents.contextes.g4 import DemandeFinMission, fin_mission
from documents.contextes.garde import AvecGarde
from metier.contrats import TypeContrat
from metier.mutualisation import Affectation, HeuresFaites
from metier.suivi import Suivi


def roles(suivie: Suivi, **autres: Any) -> DemandeFicheRoles:
    """The sheet of roles of an operation."""
    return DemandeFicheRoles(
        **{"suivi": suivie, "relais": RELAIS, "facilitateur": FACILITATEUR, "parametres": get_clauses()} | autres
    )


def cadre(**autres: Any) -> DemandeConvention:
    """An agreement with a Région, financed."""
    valeurs: dict[str, Any] = {
        "reference": "C2-2027",
        "donneur_ordre": "Région Austrasie",
        "siret": "00000103200010",
        "relais": RELAIS,
        "deliberation": "délibération n° 26-114 du 12 octobre 2026",
        "date_effet": date(2027, 1, 1),
        "montant_annuel": Decimal(24_000),
    }
    return DemandeConvention(**(valeurs | autres))


def marche(nom: str, rang: int = 0, **autres: Any) -> MarcheMutualise:
    """The contract of an attribution of an example."""
    suivie = suivi(nom)
    return replace(shared_contract(suivie, suivie.attributions[rang]), **autres)


def partage(*heures: int, faites: int = 140, **autres: Any) -> DemandeGlobalisation:
    """140 hours worked in October by one person, shared between two contracts of a company."""
    marches = autres.get("marches") or (marche(ECOLE), marche(REGION))
    valeurs: dict[str, Any] = {
        "entreprise": "Bâti Rombelle",
        "siret": "00000700500010",
        "marches": marches,
        "contrats": (
            ContratMutualise(
                personne="b7", type=TypeContrat.CTT_ETTI, employeur="Tremplin de la Brielle", debut=date(2026, 2, 2)
            ),
        ),
        "relais": RELAIS,
        "date_effet": date(2026, 3, 2),
        "faites": (HeuresFaites(personne="b7", mois=OCTOBRE, heures=Decimal(faites)),),
        "affectations": tuple(
            Affectation(personne="b7", mois=OCTOBRE, marche=un.cle, heures=Decimal(combien))
            for un, combien in zip(marches, heures, strict=False)
        ),
    }
    return DemandeGlobalisation(**(valeurs | autres))


def contrat_suivi() -> dict[str, Any]:
    """A contract of the school and the person who holds it."""
    contrat = suivi(ECOLE).contrats[0]
    personne = next(une for une in suivi(ECOLE).beneficiaires if une.id == contrat.beneficiaire)
    return {"contrat": contrat, "personne": personne}


FORMULAIRES: dict[str, Callable[[], AvecGarde]] = {
    "G1 directe": lambda: fiche_beneficiaire(DemandeFiche(**de(REGION, 0))),
    "G1 structure": lambda: fiche_beneficiaire(
        DemandeFiche(**de(NETTOYAGE, 0, 1), variante=VarianteFiche.STRUCTURE, employeur="Tremplin de la Brielle")
    ),
    "G1 alternance": lambda: fiche_beneficiaire(DemandeFiche(**de(REGION, 0), variante=VarianteFiche.ALTERNANCE)),
    "G4 prévue": lambda: fin_mission(DemandeFinMission(**de(ECOLE, 0), **contrat_suivi())),
    "G4 rupture": lambda: fin_mission(DemandeFinMission(**de(ECOLE, 0), rupture=True)),
}
CONVENTIONS: dict[str, Callable[[], AvecGarde]] = {
    "C1 région": lambda: fiche_roles(roles(suivi(REGION))),
    "C1 autre": lambda: fiche_roles(roles(suivi(ECOLE))),
    "C2 avec financement": lambda: convention(cadre()),
    "C2 sans financement": lambda: convention(
        cadre(donneur_ordre="Communauté de communes du Val de Brielle", region=False, montant_annuel=None)
    ),
    "C3 plusieurs": lambda: globalisation(partage(60, 80)),
    "C3 un seul": lambda: globalisation(
        partage(marches=(marche(ECOLE), marche(NETTOYAGE, maitre_ouvrage="Communauté de communes du Val de Brielle")))
    ),
}
