"""The fields of the formats, as a reader calls them."""

from __future__ import annotations

LIBELLES = {
    "montant_ht": "montant HT",
    "part_main_oeuvre": "part de main-d’œuvre",
    "cout_horaire": "coût horaire chargé",
    "taux_insertion": "taux d’insertion",
    "heures_totales": "heures totales",
    "euros_par_heure": "euros par heure",
    "seuil_declenchement_ht": "seuil de déclenchement HT",
    "heures_mensuelles_reprises": "heures mensuelles du personnel repris",
    "ca_par_heure": "chiffre d’affaires par heure",
    "duree_mois": "durée en mois",
    "heures": "heures inscrites au marché",
}


def libelle(champ: str) -> str:
    """The words for a field, its name where it has none."""
    return LIBELLES.get(champ, champ)
