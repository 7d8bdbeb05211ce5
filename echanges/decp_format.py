"""The words of the données essentielles (schema 2.0.3, domaine §9.4): mandatory fields, admitted values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from metier.declaration import AUCUNE, CLAUSE, CONCESSION_RESERVEE, CRITERE, MARCHE_RESERVE
from metier.operation import Ccag, Forme

ID_MAX = 16
OBJET_MAX = 1000
_CPV = re.compile(r"[0-9]{8}(-[0-9])?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

CCAG: Mapping[Ccag, str] = {
    Ccag.TRAVAUX: "Travaux",
    Ccag.FCS: "Fournitures courantes et services",
    Ccag.PI: "Prestations intellectuelles",
    Ccag.TIC: "Techniques de l'information et de la communication",
    Ccag.MI: "Marchés industriels",
    Ccag.MOE: "Maitrise d'œuvre",
    Ccag.AUCUN: "Pas de CCAG",
}
TECHNIQUES: Mapping[Forme, list[str]] = {Forme.BONS_DE_COMMANDE: ["Accord-cadre"]}
MODALITES: Mapping[Forme, list[str]] = {
    Forme.BONS_DE_COMMANDE: ["Bons de commande"],
    Forme.TRANCHES: ["Tranches"],
}
SANS_OBJET = ["Sans objet"]
PAS_DE_GROUPEMENT = "Pas de groupement"


@dataclass(frozen=True, kw_only=True)
class Champ:
    """A mandatory field: what it is in French, what is expected, and whether a value is so.

    `enveloppe`: the list is the only key of an object, as in `{"technique": ["Concours"]}`.
    """

    libelle: str
    attendu: str
    admet: Callable[[Any], bool]
    enveloppe: str | None = None


def _parmi(libelle: str, *valeurs: str) -> Champ:
    return Champ(libelle=libelle, attendu=" | ".join(valeurs), admet=lambda lue: lue in valeurs)


def _liste(libelle: str, enveloppe: str, *valeurs: str) -> Champ:
    return Champ(
        libelle=libelle,
        attendu=f"liste non vide de : {' | '.join(valeurs)}",
        admet=lambda lue: isinstance(lue, list) and bool(lue) and _distinctes_parmi(lue, valeurs),
        enveloppe=enveloppe,
    )


def _distinctes_parmi(lues: list[Any], valeurs: tuple[str, ...]) -> bool:
    return all(une in valeurs for une in lues) and all(lues.count(une) == 1 for une in lues)


def _nombre(libelle: str, minimum: int, attendu: str, *, entier: bool = False) -> Champ:
    genre = int if entier else int | float | Decimal
    return Champ(
        libelle=libelle,
        attendu=attendu,
        admet=lambda lue: isinstance(lue, genre) and not isinstance(lue, bool) and lue >= minimum,
    )


def _oui_ou_non(libelle: str) -> Champ:
    return Champ(libelle=libelle, attendu="true | false", admet=lambda lue: isinstance(lue, bool))


def _texte(libelle: str, attendu: str, motif: re.Pattern[str]) -> Champ:
    return Champ(
        libelle=libelle, attendu=attendu, admet=lambda lue: isinstance(lue, str) and motif.fullmatch(lue) is not None
    )


_COMMUNS: Mapping[str, Champ] = {
    "id": _texte("numéro du contrat chez l’acheteur", "1 à 16 caractères", re.compile(r".{1,16}")),
    "objet": _texte("objet", "1000 caractères au plus", re.compile(r".{1,1000}", re.DOTALL)),
    "dureeMois": _nombre("durée en mois", 1, "entier, 1 au moins", entier=True),
    "datePublicationDonnees": _texte("date de publication des données", "AAAA-MM-JJ", _DATE),
    "considerationsEnvironnementales": _liste(
        "considérations environnementales",
        "considerationEnvironnementale",
        "Clause environnementale",
        "Critère environnemental",
        "Pas de considération environnementale",
    ),
}
MARCHE: Mapping[str, Champ] = {
    **_COMMUNS,
    "nature": _parmi("nature", "Marché", "Marché de partenariat", "Marché de défense ou de sécurité"),
    "codeCPV": _texte("code CPV", "huit chiffres, comme 45000000", _CPV),
    "techniques": _liste(
        "techniques d’achat",
        "technique",
        "Accord-cadre",
        "Concours",
        "Système de qualification",
        "Système d'acquisition dynamique",
        "Catalogue électronique",
        "Enchère électronique",
        "Sans objet",
    ),
    "modalitesExecution": _liste(
        "modalités d’exécution",
        "modaliteExecution",
        "Tranches",
        "Bons de commande",
        "Marchés subséquents",
        "Sans objet",
    ),
    "marcheInnovant": _oui_ou_non("marché innovant"),
    "ccag": _parmi("CCAG", *CCAG.values()),
    "offresRecues": _nombre("nombre d’offres reçues", 1, "entier, 1 au moins", entier=True),
    "attributionAvance": _oui_ou_non("avance accordée"),
    "typeGroupementOperateurs": _parmi("type de groupement", "Conjoint", "Solidaire", PAS_DE_GROUPEMENT),
    "procedure": _parmi(
        "procédure",
        "Procédure adaptée",
        "Appel d'offres ouvert",
        "Appel d'offres restreint",
        "Procédure avec négociation",
        "Marché passé sans publicité ni mise en concurrence préalable",
        "Dialogue compétitif",
    ),
    "dateNotification": _texte("date de notification", "AAAA-MM-JJ", _DATE),
    "montant": _nombre("montant notifié", 1, "euros hors taxes, 1 au moins"),
    "typesPrix": _liste(
        "types de prix", "typePrix", "Définitif ferme", "Définitif actualisable", "Définitif révisable", "Provisoire"
    ),
    "formePrix": _parmi("forme du prix", "Unitaire", "Forfaitaire", "Mixte"),
    "sousTraitanceDeclaree": _oui_ou_non("sous-traitance déclarée"),
    "considerationsSociales": _liste(
        "considérations sociales", "considerationSociale", CLAUSE, CRITERE, MARCHE_RESERVE, AUCUNE
    ),
}
CONCESSION: Mapping[str, Champ] = {
    **_COMMUNS,
    "nature": _parmi(
        "nature",
        "Concession de travaux",
        "Concession de service",
        "Concession de service public",
        "Délégation de service public",
    ),
    "procedure": _parmi(
        "procédure",
        "Procédure négociée ouverte",
        "Procédure non négociée ouverte",
        "Procédure négociée restreinte",
        "Procédure non négociée restreinte",
    ),
    "dateSignature": _texte("date de signature", "AAAA-MM-JJ", _DATE),
    "dateDebutExecution": _texte("date de début d’exécution", "AAAA-MM-JJ", _DATE),
    "valeurGlobale": _nombre("valeur globale", 1, "euros hors taxes, 1 au moins"),
    "montantSubventionPublique": _nombre("subvention publique", 0, "euros, 0 s’il n’y en a pas"),
    "considerationsSociales": _liste(
        "considérations sociales", "considerationSociale", CLAUSE, CRITERE, CONCESSION_RESERVEE, AUCUNE
    ),
}
