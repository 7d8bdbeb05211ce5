"""Two followed operations whose hours are declared: employers, people, contracts; what is in the database of them."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from metier.heures import Declarant, OrigineHeures
from metier.mois_travaille import LigneDuMois
from metier.periodes import Mois
from sqlmodel_store.depots import heures, operations
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.heures import contradictoire, declaration, validation
from workflows.actes.heures.declaration import LigneDite

A, B = "2026-VAL-001", "2026-VAL-002"
TREMPLIN, BATI, COULEURS = "Tremplin de la Brielle", "Bâti Rombelle", "Couleurs du Plateau"
SEPTEMBRE, OCTOBRE = Mois(2026, 9), Mois(2026, 10)
NOMS = ("Morvilay", "Benlaroux", "Nauchané")


def dossier(reference: str = A, **autres: Any) -> dict[str, Any]:
    """Lot 1 of Bâti Rombelle, which hires and is lent workers by Tremplin; lot 2 of Couleurs du Plateau, lent only.

    k1 and k4 are of one person; the person of k2 is not validated; k3 is a direct hire that ends in October.
    """
    tremplin = {"nom": TREMPLIN, "type": "ETTI"}
    prete = [{"type": "mise_a_disposition", "structure": tremplin, "heures": 300}]
    brut = {
        "format": "relais-dossier/1",
        "operation": {
            "reference": reference,
            "intitule": "Essai",
            "lots": [{"numero": numero, "intitule": f"Lot {numero}", "clause": True} for numero in (1, 2)],
        },
        "attributions": [
            {"lot": 1, "entreprise": {"nom": BATI}, "modalites": prete, "heures_engagees": 500},
            {"lot": 2, "entreprise": {"nom": COULEURS}, "modalites": prete, "heures_engagees": 300},
        ],
        "beneficiaires": [_personne(rang, nom) for rang, nom in enumerate(NOMS, start=1)],
        "contrats": [
            _contrat("k1", 1, 1, TREMPLIN),
            _contrat("k2", 2, 1, TREMPLIN, debut="2026-10-05"),
            _contrat("k3", 3, 1, BATI, debut="2026-09-01", fin="2026-10-15"),
            _contrat("k4", 1, 2, TREMPLIN),
        ],
        "etape": "suivi",
    }
    return deepcopy(brut) | autres


def _personne(rang: int, nom: str) -> dict[str, Any]:
    valide = {"validee_le": "2026-08-31"} if rang != 2 else None
    qui = {"id": f"b{rang}", "nom": nom, "prenom": "Élodie", "naissance": "1990-05-02", "categorie": "deld"}
    return qui | {"eligibilite": valide}


def _contrat(
    code: str, qui: int, lot: int, employeur: str, *, debut: str = "2026-09-07", fin: str | None = None
) -> dict[str, Any]:
    espece = "cdd" if employeur == BATI else "ctt_etti"
    return {
        "id": code,
        "beneficiaire": f"b{qui}",
        "lot": lot,
        "type": espece,
        "employeur": employeur,
        "debut": debut,
        "fin": fin,
    }


def ecrire(*dossiers: dict[str, Any]) -> None:
    with unit_of_work() as session:
        importer(session, [lire_dossier(un) for un in dossiers], acteur="essai")


def lignes(**heures_par_contrat: Any) -> list[LigneDite]:
    return [LigneDite(contrat=code, heures=Decimal(str(combien))) for code, combien in heures_par_contrat.items()]


def declarer(reference: str = A, mois: Mois = OCTOBRE, origine: str = "lien", employeur: Any = TREMPLIN, **dites: Any):
    """What an employer says of its contracts, by code."""
    return declaration.declarer(
        reference,
        mois=mois,
        lignes=lignes(**dites),
        origine=OrigineHeures(origine),
        par="essai",
        employeur=employeur,
    )


def contester(entreprise: str = BATI, mois: Mois = OCTOBRE, origine: str = "lien", **dites: Any):
    return contradictoire.contester(
        A, entreprise=entreprise, mois=mois, lignes=lignes(**dites), origine=OrigineHeures(origine), par="essai"
    )


def confirmer(entreprise: str = BATI, contrats: Any = None):
    return contradictoire.confirmer(
        A, entreprise=entreprise, mois=OCTOBRE, origine=OrigineHeures.LIEN, par="essai", contrats=contrats
    )


def accorder(mois: Mois = OCTOBRE, **dite: Any):
    (ligne,) = lignes(**dite)
    return contradictoire.accorder(A, mois=mois, ligne=ligne, par="essai")


def valider(mois: Mois = OCTOBRE, reference: str = A, **choix: Any):
    return validation.valider(reference, mois=mois, par="essai", choix=validation.Choix(**choix))


def clore(mois: Mois = OCTOBRE):
    return validation.clore(A, mois=mois, par="essai")


def rectifier(contrat: str, combien: Any, motif: str = "Erreur de saisie", mois: Mois = OCTOBRE, formation: Any = 0):
    correction = validation.Correction(
        contrat=contrat,
        motif=motif,
        heures=None if combien is None else Decimal(str(combien)),
        dont_formation=Decimal(str(formation)),
    )
    return validation.rectifier(A, mois=mois, correction=correction, par="essai")


def dites(reference: str = A, mois: Mois = OCTOBRE) -> dict[str, str]:
    """What is in the database: « 121.50 declaree », « 70 contestee / 62 declaree » where both sides speak."""
    with lecture() as session:
        contrats = heures.du_mois(session, mois, [operations.exiger(session, reference).id])
    return {
        un.contrat: " / ".join(f"{une.heures} {une.etat}" for une in (un.dite, un.recoupee) if une)
        for un in contrats
        if un.dite or un.recoupee
    }


def ligne(contrat: str, declarant: Declarant = Declarant.EMPLOYEUR, mois: Mois = OCTOBRE) -> LigneDuMois | None:
    with lecture() as session:
        contrats = heures.du_mois(session, mois, [operations.exiger(session, A).id])
    un = next(un for un in contrats if un.contrat == contrat)
    return un.dite if declarant is Declarant.EMPLOYEUR else un.recoupee


def rectifications(reference: str = A) -> list[Any]:
    with lecture() as session:
        return heures.rectifications(session, operations.exiger(session, reference).id)


def affecter(contrat: str, combien: Any, mois: Mois = OCTOBRE, lot: int = 1) -> None:
    """Hours of a contract of the first operation counted on the second."""
    with unit_of_work() as session:
        ici, la = (operations.exiger(session, une).id for une in (A, B))
        session.execute(
            text("INSERT INTO convention (reference, entreprise, debut) VALUES (:r, 'E', :d) ON CONFLICT DO NOTHING"),
            {"r": "C-1", "d": date(2026, 1, 1)},
        )
        session.execute(
            text(
                "INSERT INTO affectation (convention_id, operation_id, contrat, mois, cible_id, lot, heures)"
                " SELECT id, :ici, :contrat, :mois, :la, :lot, :heures FROM convention"
            ),
            {"ici": ici, "la": la, "contrat": contrat, "mois": str(mois), "lot": lot, "heures": str(combien)},
        )
