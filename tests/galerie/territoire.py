"""The relay, the operations and the addresses that every mail of the gallery speaks of."""

from __future__ import annotations

from datetime import date

from config.settings import Facilitateur, IdentiteRelais
from courrier.messages import OperationCitee, PieceJointe, Suite
from metier.periodes import Mois

RELAIS = IdentiteRelais(
    nom="Relais clauses sociales du Val de Brielle",
    adresse="12 rue des Forges, 57100 Thionville",
    telephone="03 82 00 00 10",
    courriel="clauses@relais-brielle.example",
    horaires="du lundi au vendredi, 8 h 30 – 17 h",
)
FACILITATEUR = Facilitateur(
    nom="Jeanne Fressac",
    fonction="facilitatrice des clauses sociales",
    telephone="03 82 00 00 11",
    courriel="j.fressac@relais-brielle.example",
    suppleant="Paul Hennequin, 03 82 00 00 12",
)
ECOLE = OperationCitee(
    reference="2026-THI-014",
    intitule="Restructuration du groupe scolaire des Trois Rivières",
    maitre_ouvrage="Communauté de communes du Val de Brielle",
    reference_acheteur="26/TRX/18",
)
GYMNASE = OperationCitee(
    reference="2026-CVB-031",
    intitule="Extension du gymnase Colette-Besson",
    maitre_ouvrage="Ville de Yutz",
)
LONGUE = OperationCitee(
    reference="2026-REGION-GRAND-EST-LYCEE-LA-BRIQUERIE-THIONVILLE-TRANCHE-2-BAT-C",
    intitule="Réhabilitation énergétique, mise en accessibilité et restructuration partielle des bâtiments B et C, de "
    "la demi-pension et des abords du lycée polyvalent « La Briquerie » à Thionville (tranches ferme et optionnelles)",
    maitre_ouvrage="Région Grand Est, direction du patrimoine immobilier et de la transition énergétique des lycées",
)
MOIS = Mois(2026, 10)
BATI, TREMPLIN = "insertion@bati-lorraine.example", "agence@tremplin.example"
MARCHES = "marches@val-de-brielle.example"
LIEN = "https://relais.example/declaration/bGllbi1kZS1sYS1nYWxlcmllLTAwMDE"


def piece(nom: str, taille: int = 2_000) -> PieceJointe:
    return PieceJointe(nom=nom, octets=b"%PDF-" + bytes(taille))


def suite(action: str, avant_le: date | None = None) -> Suite:
    return Suite(contact=FACILITATEUR, prochaine_action=action, avant_le=avant_le)
