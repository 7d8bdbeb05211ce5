"""Followed operations whose hours are to be declared: companies that employ, structures that lend, months half done."""

from __future__ import annotations

from datetime import date
from typing import Any

from boite_d_envoi import entiers
from sqlalchemy import insert
from sqlmodel import select

from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from sqlmodel_store.depots import journal, operations
from sqlmodel_store.modeles.acteurs import Attribution, Modalite
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.expedition import expedier

TREMPLIN = "agence@tremplin.example"
BATI = "insertion@bati.example"
GEIQ = "agence@geiq.example"
ACHETEUR = "marches@val-de-brielle.example"
LOT = {
    "montant_ht": "350000",
    "part_main_oeuvre": "0.5",
    "cout_horaire": "30",
    "taux_insertion": "0.05",
    "clause": True,
}
SIAE = {"nom": "Tremplin ETTI", "type": "ETTI", "courriel": TREMPLIN}


def contrat(code: str, employeur: str = "Tremplin ETTI", lot: int = 1, **champs: Any) -> dict[str, Any]:
    """A contract from 2 November 2026 on, of a person of its own."""
    return {
        "id": code,
        "beneficiaire": f"b-{code}",
        "lot": lot,
        "type": "cdd" if employeur == "Bâti" else "ctt_etti",
        "employeur": employeur,
        "debut": "2026-11-02",
        "fin": None,
    } | champs


def heures(code: str, mois: str, combien: str = "70", **champs: Any) -> dict[str, Any]:
    return {"contrat": code, "mois": mois, "heures": combien, "dont_formation": "0", "etat": "declaree"} | champs


def dossier(reference: str = "2026-ECO-001", **champs: Any) -> dict[str, Any]:
    """An operation of two lots held by « Bâti », which employs and borrows from « Tremplin ETTI »."""
    contrats = champs.pop("contrats", [contrat("k1"), contrat("k2", "Bâti", 2)])
    attribution = {
        "entreprise": {"nom": "Bâti"},
        "courriel": BATI,
        "date_notification": "2026-09-15",
        "heures_engagees": 292,
    }
    modalites = [{"type": "mise_a_disposition", "structure": SIAE, "heures": 292}]
    return {
        "format": "relais-dossier/1",
        "operation": {
            "reference": reference,
            "intitule": "Groupe scolaire des Trois Rivières",
            "maitre_ouvrage": {"nom": "Communauté de communes du Val de Brielle", "type": "collectivite"},
            "nature": "travaux",
            "date_avis": "2026-05-04",
            "duree_mois": 12,
            "lots": [
                LOT | {"clause": True, "numero": 1, "intitule": "Gros œuvre", "debut": "2026-10-01", "duree_mois": 10},
                LOT | {"clause": True, "numero": 2, "intitule": "Peinture", "debut": "2026-10-01", "duree_mois": 10},
            ],
        },
        "contacts": [{"organisation": "Val de Brielle", "role": "maitre_ouvrage", "courriel": ACHETEUR}],
        "attributions": champs.pop(
            "attributions",
            [
                attribution | {"lot": 1, "modalites": modalites},
                attribution | {"lot": 2, "modalites": [{"type": "embauche_directe", "heures": 292}]},
            ],
        ),
        "beneficiaires": [_personne(un["beneficiaire"], rang) for rang, un in enumerate(contrats)],
        "contrats": contrats,
        "heures": champs.pop("heures", []),
        "etape": champs.pop("etape", "suivi"),
    } | champs


def _personne(code: str, rang: int) -> dict[str, Any]:
    return {
        "id": code,
        "nom": f"Quermeur{rang}",
        "prenom": "Élodie",
        "naissance": f"19{80 + rang % 20}-05-{1 + rang % 28:02d}",
        "categorie": "deld",
        "eligibilite": {"validee_le": "2026-08-31"},
    }


def charger(*dossiers: dict[str, Any]) -> None:
    with unit_of_work() as session:
        importer(session, [lire_dossier(un) for un in dossiers], acteur="essai")


def partis(prefixe: str = "") -> list[Any]:
    """The mails of the outbox whose key begins so, sent or not, oldest first."""
    with lecture() as session:
        return [un for un in entiers(session) if un.cle.startswith(prefixe)]


def envoyer(jour: date, regler: Any) -> None:
    """Everything that waits leaves that day."""
    regler(DATE=jour.isoformat())
    expedier()


def numero(reference: str) -> int:
    with lecture() as session:
        return operations.exiger(session, reference).id


def evenements(genre: str) -> list[Any]:
    with lecture() as session:
        return journal.du_genre(session, genre)


def multiplier(fois: int) -> None:
    """The operations in the database, that many times in all, written as rows: a dossier takes too long to read."""
    with unit_of_work() as session:
        for table in (Operation, Lot, Attribution, Modalite, Beneficiaire, Contrat):
            lignes = [une.model_dump(exclude={"centiemes"}) for une in session.exec(select(table))]
            session.execute(insert(table), [_copie(une, rang) for rang in range(1, fois) for une in lignes])


def _copie(ligne: dict[str, Any], rang: int) -> dict[str, Any]:
    numeros = ("id", "operation_id", "lot_id", "attribution_id", "beneficiaire_id")
    decales = {nom: ligne[nom] + rang * 10_000 for nom in numeros if nom in ligne}
    reference = {"reference": f"{ligne['reference']}-{rang}"} if "reference" in ligne else {}
    return ligne | decales | reference
