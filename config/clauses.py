"""The parameters of clause texts: delays, lists of publics, articles of the CCAG, each with its source.

`clauses.toml` here is the supplied set; `<home>/clauses.toml` overrides it key by key.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from config.settings import get_settings
from formats.toml import TomlIllisible, charger_toml
from metier.fautes import FauteDeSaisie
from metier.operation import Ccag
from metier.publics import Categorie

FICHIER = "clauses.toml"
FOURNI = Path(__file__).with_name(FICHIER)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parametre(_Table):
    """A value of a clause, in its own unit; `verifie`: whether a text read confirms it."""

    valeur: int | str
    libelle: str
    source: str
    verifie: bool


class ArticleCcag(_Table):
    """A CCAG by the day of its arrêté, and the number of its article on insertion, None where it was not found."""

    nom: str
    date: dt.date
    sigle: str
    article: str | None = None
    source: str
    verifie: bool


class StructureEligible(_Table):
    """People eligible because a recognised structure employs or accompanies them."""

    texte: str
    source: str
    verifie: bool
    categorie: Categorie | None = None


class CritereEligible(_Table):
    categorie: Categorie
    texte: str


class Statut(_Table):
    libelle: str
    source: str
    verifie: bool


class PublicsEligibles(_Table):
    structures: tuple[StructureEligible, ...]
    criteres: tuple[CritereEligible, ...]
    statut_criteres: Statut


class Exonerations(Statut):
    textes: tuple[str, ...]


class Parametres(_Table):
    """The single values, by name."""

    delai_validation_h: Parametre
    duree_comptage_mois: Parametre
    duree_comptage_alternance: Parametre
    plafond_cdi_mois: Parametre
    delai_referent_j: Parametre
    jour_limite: Parametre
    delai_pieces_j: Parametre
    delai_bilan_j: Parametre
    contradictoire_jours: Parametre
    compte_formation: Parametre
    plafond_ai_heures: Parametre
    plafond_ai_mois: Parametre
    plafond_ai_alerte: Parametre


class Clauses(_Table):
    """Everything the clause texts take from configuration."""

    version: str
    parametres: Parametres
    ccag: dict[Ccag, ArticleCcag]
    publics: PublicsEligibles
    exonerations: Exonerations


def get_clauses(home: Path | None = None) -> Clauses:
    """The supplied parameters, overridden by those of the home; raises FauteDeSaisie naming the key at fault.

    The day of statements is that of the requests of hours, in working days, unless the home writes its own.
    """
    return _clauses(home, get_settings().echeances.releve)


@cache
def _clauses(home: Path | None, releve: int) -> Clauses:
    propre = home / FICHIER if home is not None else None
    valeurs = _lire(FOURNI)
    rang = "1er" if releve == 1 else f"{releve}e"
    jour = valeurs["parametres"]["jour_limite"]
    jour |= {cle: jour[cle].format(rang=rang) for cle in ("valeur", "libelle")}
    if propre is None or not propre.is_file():
        return Clauses.model_validate(valeurs)
    try:
        return Clauses.model_validate(_fusionner(valeurs, _lire(propre)))
    except ValidationError as erreur:
        cle = ".".join(str(partie) for partie in erreur.errors(include_url=False)[0]["loc"])
        raise FauteDeSaisie(cle, f"{propre} : valeur refusée pour « {cle} » ; voir {FOURNI.name} fourni.") from erreur


def _lire(chemin: Path) -> dict[str, Any]:
    try:
        return charger_toml(chemin)
    except TomlIllisible as erreur:
        raise FauteDeSaisie(str(chemin), f"{chemin} : fichier de paramètres illisible ({erreur}).") from erreur


def _fusionner(fourni: dict[str, Any], propre: dict[str, Any]) -> dict[str, Any]:
    """The supplied tables with the keys of the relay's; a list replaces the whole list."""
    resultat = dict(fourni)
    for cle, valeur in propre.items():
        ancien = resultat.get(cle)
        resultat[cle] = _fusionner(ancien, valeur) if isinstance(ancien, dict) and isinstance(valeur, dict) else valeur
    return resultat
