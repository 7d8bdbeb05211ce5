"""A buyer on the public page: what a form sends, what the answer says at each field."""

from __future__ import annotations

from bs4 import BeautifulSoup
from visiteur import Visiteur

MARCHE = {
    "nature": "travaux",
    "maitre_ouvrage.type": "collectivite",
    "date_avis": "2026-12-05",
    "forme": "ordinaire",
    "montage": "execution",
    "taux_insertion": "5",
    "lots.0.intitule": "Maçonnerie",
    "lots.0.montant_ht": "350 000 €",
}
PIECES = {"intitule": "Groupe scolaire", "maitre_ouvrage.nom": "Commune de Val-sur-Brielle", "reference": "2026-VSB-1"}
OPERATION = {
    "reference": "2026-VSB-1",
    "intitule": "Groupe scolaire",
    "maitre_ouvrage": {"nom": "Commune de Val-sur-Brielle", "type": "collectivite"},
    "nature": "travaux",
    "date_avis": "2026-12-05",
    "lots": [{"numero": 1, "intitule": "Maçonnerie", "clause": True, "montant_ht": "350000"}],
}


class Acheteur:
    """Someone who describes a market; answers are kept in `reponse`."""

    def __init__(self, hote="192.0.2.40"):
        self.client = Visiteur(hote).client

    def ouvrir(self, chemin="/clauses"):
        self.reponse = self.client.get(chemin)
        return self

    def envoyer(self, vers="", **champs):
        """The form with these changes; a name is written `lots_0_montant_ht` or as it is through a dict."""
        self.reponse = self.client.post(f"/clauses{vers}", data={**MARCHE, **champs})
        return self

    @property
    def soupe(self):
        return BeautifulSoup(self.reponse.text, "html.parser")

    @property
    def mots(self):
        """The page in words, with ordinary spaces."""
        return " ".join(self.soupe.get_text(" ").replace("\u202f", " ").split())

    def faute(self, champ):
        """What is said beside a field, None when nothing is."""
        trouve = self.soupe.find(id=f"{champ}-faute")
        return trouve and " ".join(trouve.get_text(" ").replace("\u202f", " ").split())

    def valeur(self, champ):
        noeud = self.soupe.find(attrs={"name": champ})
        if noeud.name == "select":
            return (noeud.select_one("option[selected]") or {"value": ""})["value"]
        return noeud.get_text() if noeud.name == "textarea" else noeud.get("value", "")
