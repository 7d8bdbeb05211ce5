"""Operations whose lots are awarded, people and structures around them, for the tests of what follows."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from operations_en_base import ACHETEUR, inscrire

from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from metier.gestes import Geste
from sqlmodel_store.session import unit_of_work
from workflows.actes.demandes import Appel, Resultat, demander, executer

REFERENCE = "2026-CVB-031"
PEINTURES = "insertion@peintures-du-val.example"
ATTRIBUTIONS: list[dict[str, Any]] = [
    {
        "lot": 1,
        "entreprise": {"nom": "Peintures du Val"},
        "courriel": PEINTURES,
        "referent": {"nom": "Nadia Ferrières", "telephone": "03 00 55 12 12"},
        "date_notification": "2026-09-01",
        "heures_engagees": 140,
    },
    {
        "lot": 2,
        "entreprise": {"nom": "Bâti Rombelle"},
        "courriel": "insertion@bati-rombelle.example",
        "date_notification": "2026-09-01",
        "heures_engagees": 292,
    },
]
OPERATION: dict[str, Any] = {
    "reference": REFERENCE,
    "intitule": "Extension du gymnase des Rives",
    "maitre_ouvrage": {"nom": "Communauté de communes du Val de Brielle", "type": "collectivite"},
    "nature": "travaux",
    "date_avis": "2026-05-04",
    "duree_mois": 12,
    "lots": [
        {
            "numero": numero,
            "intitule": intitule,
            "mode": "heures_au_marche",
            "heures": heures,
            "article_ccap": "article 9",
            "clause": True,
        }
        for numero, intitule, heures in ((1, "Peinture", 140), (2, "Gros œuvre", 292))
    ],
}
SIAE = (
    {"organisation": "Tremplin de la Brielle", "courriel": "agence@tremplin.example", "type": "ETTI", "role": "siae"},
    {"organisation": "Éclat Services", "courriel": "direction@eclat.example", "type": "EI", "role": "siae"},
    {"organisation": "Coup de Main", "courriel": "agence@coup-de-main.example", "type": "AI", "role": "siae"},
    {"organisation": "GEIQ Bâtir", "courriel": "contact@geiq-batir.example", "type": "GEIQ", "role": "siae"},
)
PRESCRIPTEURS = (
    {"organisation": "France Travail Brielle", "courriel": "ape@emploi-brielle.example", "role": "prescripteur"},
    {"organisation": "Mission locale des Rives", "courriel": "accueil@ml-rives.example", "role": "prescripteur"},
)

POSTE: dict[str, Any] = {
    "lot": 2,
    "intitule": "Manœuvre du bâtiment",
    "cadre": "embauche",
    "rome": "F1704",
    "missions": ["Approvisionner le chantier", "Préparer le mortier", "Nettoyer la zone de travail"],
    "nombre": 2,
    "contrat": "cdd",
    "remuneration": "12,50 € bruts de l’heure, convention du bâtiment",
    "secteur": "Thionville et ses environs",
    "tuteur": "le chef d’équipe",
    "adresse": "4 rue du Gymnase, Yutz",
    "conditions": {"debut": "2026-10-05", "hebdomadaire": "35 heures", "contraintes": ["port de charges"]},
    "candidature": {"nombre": 4, "canal": "par le facilitateur"},
}


def territoire() -> None:
    """The structures and the prescripteurs of the relay."""
    inscrire(*SIAE, *PRESCRIPTEURS)


def attribuer(
    reference: str = REFERENCE, *, etape: str = "mise_en_oeuvre", attributions: list[Any] | None = None, **dossier: Any
) -> str:
    """An awarded operation at a step, with what else its dossier says; returns its reference."""
    objet = {
        "format": "relais-dossier/1",
        "operation": deepcopy(OPERATION) | {"reference": reference},
        "contacts": [ACHETEUR],
        "attributions": deepcopy(ATTRIBUTIONS if attributions is None else attributions),
        "etape": etape,
    }
    with unit_of_work() as session:
        importer(session, [lire_dossier(objet | dossier)], acteur="essai")
    return reference


def faire(reference: str, geste: str, /, **donnees: Any) -> Resultat:
    """A geste asked and done."""
    return executer(demander(Appel(reference=reference, transition=Geste(geste), donnees=donnees, par="essai")))
