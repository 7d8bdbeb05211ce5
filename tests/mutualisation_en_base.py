"""Three operations of one company under a convention, two of whose buyers agreed, for the tests of allocations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from echanges.suivi import charger
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import volumes
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.conventions import ConventionSaisie, enregistrer_convention
from workflows.actes.mutualisation import affecter

ENTREPRISE = "Bâti Rombelle"
FEVRIER, MARS, AVRIL, JUIN = (Mois(2026, numero) for numero in (2, 3, 4, 6))
ACCORDS = {"2026-AAA-001": date(2026, 2, 2), "2026-BBB-002": date(2026, 2, 16), "2026-CCC-003": None}
A, B, C = ACCORDS
PAR = "essai"


def lot(numero):
    return {"numero": numero, "intitule": f"Lot {numero}", "clause": True, "duree_mois": 12}


def attribution(numero, heures, entreprise=ENTREPRISE):
    modalites = [{"type": "mise_a_disposition", "heures": 50, "structure": {"nom": "Tremplin", "type": "ETTI"}}]
    return {
        "lot": numero,
        "entreprise": {"nom": entreprise},
        "date_notification": "2026-01-15",
        "heures_engagees": heures,
        "modalites": modalites,
    }


def personne(code, *, validee=True):
    eligibilite = {"validee_le": "2026-01-20", "piece": "avis de situation"} if validee else None
    return {
        "id": code,
        "nom": f"Courtevin {code}",
        "prenom": "Inès",
        "naissance": "1990-05-02",
        "categorie": "deld",
        "eligibilite": eligibilite,
    }


def contrat(code, qui, numero, type_="ctt_etti", employeur="Tremplin"):
    return {
        "id": code,
        "beneficiaire": qui,
        "lot": numero,
        "type": type_,
        "employeur": employeur,
        "debut": "2026-02-02",
    }


def heures(code, mois, combien, etat="validee", formation="0"):
    return {"contrat": code, "mois": mois, "heures": combien, "etat": etat, "dont_formation": formation}


def dossier(reference, **autres):
    vide = {"attributions": [], "beneficiaires": [], "contrats": [], "heures": []}
    operation = {
        "reference": reference,
        "intitule": f"Opération {reference[5:8]}",
        "maitre_ouvrage": {"nom": f"Ville {reference[5:8]}", "type": "collectivite"},
        "lots": [lot(1), lot(2)],
    }
    return {"format": "relais-dossier/1", "operation": operation, **vide, **autres, "etape": "suivi"}


DOSSIERS = [
    dossier(
        A,
        attributions=[attribution(1, 300), attribution(2, 80, "Autre entreprise")],
        beneficiaires=[personne("b1"), personne("b2", validee=False)],
        contrats=[contrat("k1", "b1", 1), contrat("k2", "b2", 1), contrat("k3", "b1", 2, "cdd", "Autre entreprise")],
        heures=[
            heures("k1", "2026-02", "100.00"),
            heures("k1", "2026-03", "121.50", formation="21.50"),
            heures("k1", "2026-04", "70", etat="declaree"),
            heures("k2", "2026-03", "50"),
            heures("k3", "2026-03", "10"),
        ],
    ),
    dossier(
        B,
        attributions=[attribution(1, 100), attribution(1, 40, "Cotraitant"), attribution(2, 60)],
        beneficiaires=[personne("b1")],
        contrats=[contrat("k1", "b1", 2, "cdd", ENTREPRISE)],
        heures=[heures("k1", "2026-03", "20.25")],
    ),
    dossier(C, attributions=[attribution(1, 500)]),
]


def convenir():
    with unit_of_work() as session:
        importer(session, [lire_dossier(un) for un in DOSSIERS], acteur=PAR)
    enregistrer_convention(convention(), acteur=PAR)


def convention(**autres):
    valeurs = {"reference": "CV-2026-1", "entreprise": ENTREPRISE, "debut": date(2026, 2, 1), "fin": date(2026, 5, 31)}
    return ConventionSaisie(**valeurs | {"accords": ACCORDS} | autres)


def donner(parts, mois=MARS, source=A, code="k1", motif=None):
    voulues = {marche: Decimal(h) for marche, h in parts.items()}
    affecter("CV-2026-1", source, code, mois, voulues, motif=motif, acteur=PAR)


def validees(reference, **portee):
    with lecture() as session:
        return volumes(charger(session, reference), Portee(**portee)).validees
