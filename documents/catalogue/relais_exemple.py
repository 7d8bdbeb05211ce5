"""The invented relay of the catalogue: who signs, who issues, how its figures are counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from config.settings import Facilitateur, IdentiteRelais
from config.statuts import get_statuts
from documents.contextes.rapports import Emission
from metier.acteurs import TypeStructure
from metier.indicateurs import Regles
from metier.operation import MaitreOuvrage, TypeMaitreOuvrage
from metier.suivi import Structure

ETP = Decimal(1600)
REGLES = Regles(seuils=get_statuts(), heures_par_etp=ETP)
RELAIS = IdentiteRelais(
    nom="Relais de la Brielle",
    statut="association de droit local",
    adresse="1 place du Marché, 57000 Valmeuse",
    courriel="facilitation@relais-brielle.example",
    telephone="03 53 01 00 00",
    territoire="arrondissement de Valmeuse",
    horaires="du lundi au vendredi, de 9 h à 17 h",
)
FACILITATEUR = Facilitateur(
    nom="Jeanne Fressac",
    fonction="facilitatrice des clauses sociales",
    suppleant="Marc Thirion",
    fin_mandat=date(2030, 12, 31),
)
BRIELLE = MaitreOuvrage(
    nom="Communauté de communes du Val de Brielle", type=TypeMaitreOuvrage.COLLECTIVITE, siret="00000101600013"
)
EAUX = MaitreOuvrage(nom="Syndicat des eaux de la Brielle", type=TypeMaitreOuvrage.COLLECTIVITE, siret="00000104000013")
REGION = MaitreOuvrage(nom="Région Austrasie", type=TypeMaitreOuvrage.REGION, siret="00000103200010")

AI = Structure(nom="Coup de Main Rombelle", type=TypeStructure.AI, courriel="agence@coup-de-main-rombelle.example")
EI = Structure(nom="Chantiers du Plateau", type=TypeStructure.EI, courriel="agence@chantiers-du-plateau.example")
ETTI = Structure(nom="Tremplin de la Brielle", type=TypeStructure.ETTI, courriel="agence@tremplin-brielle.example")
GEIQ = Structure(nom="GEIQ Bâtir en Brielle", type=TypeStructure.GEIQ, courriel="agence@geiq-batir-en-brielle.example")
ACI = Structure(nom="Les Jardins de Valmeuse", type=TypeStructure.ACI, courriel="accueil@jardins-de-valmeuse.example")
EA = Structure(nom="Ateliers de l’Écluse", type=TypeStructure.EA, courriel="contact@ateliers-ecluse.example")
STRUCTURES = (ACI, AI, EA, EI, ETTI, GEIQ)


def emission(jour: date, edition: int = 1) -> Emission:
    """A report issued that day, its data taken three days before."""
    return Emission(
        relais=RELAIS,
        facilitateur=FACILITATEUR,
        produit_le=jour,
        arrete_le=date.fromordinal(jour.toordinal() - 3),
        edition=edition,
    )
