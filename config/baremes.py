"""The barèmes: those shipped, and those the relay writes in `<home>/baremes/`, which win over them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.settings import get_settings
from formats.toml import TomlIllisible, charger_toml
from formats.typographie import typographier
from metier.bareme import Bareme, RatioMetier, ValeurSourcee, sans_accents
from metier.fautes import FauteDeSaisie

PAR_DEFAUT = "generique-2026"
FOURNIS = Path(__file__).resolve().parent / "baremes"
_NOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Valeur(_Table):
    valeur: Decimal = Field(gt=0)
    source: str = Field(min_length=1)
    date: dt.date | None = None


class _Part(_Valeur):
    valeur: Decimal = Field(gt=0, le=1)


class _Metier(_Table):
    libelle: str = Field(min_length=1)
    mots: tuple[str, ...] = Field(min_length=1)
    part_main_oeuvre: Decimal = Field(gt=0, le=1)
    source: str = Field(min_length=1)


class _Fichier(_Table):
    nom: str
    version: str = Field(min_length=1)
    date: dt.date
    source: str = Field(min_length=1)
    cout_horaire: _Valeur | None = None
    taux_insertion: _Part | None = None
    ca_par_heure: _Valeur | None = None
    metiers: tuple[_Metier, ...] = ()
    plancher: Decimal | None = Field(None, ge=0)
    plancher_proprete: Decimal | None = Field(None, ge=0)
    conseil_minimum: Decimal = Field(Decimal(35), ge=0)
    ecart_retenues: Decimal | None = Field(Decimal("0.25"), gt=0)
    heures_par_etp: Decimal = Field(Decimal(1600), gt=0)
    heures_par_jour: Decimal = Field(Decimal(7), gt=0)


def get_bareme(nom: str | None) -> Bareme:
    """The barème of that name for this installation, `generique-2026` without a name. Raises as `charger`."""
    return charger(nom or PAR_DEFAUT, get_settings().home / "baremes")


def charger(nom: str, dossier: Path) -> Bareme:
    """The barème of that name, the relay's own in `dossier` first.

    Raises FauteDeSaisie when there is none, when its slot is still empty, or naming the key at fault.
    """
    chemin = _chemin(nom, dossier)
    contenu = _contenu(chemin)
    if not contenu:
        raise _vide(nom, dossier)
    try:
        fichier = _Fichier.model_validate(contenu)
    except ValidationError as erreur:
        raise _faute(chemin, erreur) from erreur
    if fichier.nom != nom:
        raise FauteDeSaisie(
            "nom", typographier(f"{chemin} : nom = « {fichier.nom} » ; « {nom} », le nom du fichier, est attendu.")
        )
    return _bareme(fichier)


def noms(dossier: Path) -> list[str]:
    """The names of the barèmes that can be asked for, empty slots included."""
    return sorted({chemin.stem for racine in (FOURNIS, dossier) for chemin in racine.glob("*.toml")})


def _chemin(nom: str, dossier: Path) -> Path:
    candidats = (dossier / f"{nom}.toml", FOURNIS / f"{nom}.toml")
    trouve = next((chemin for chemin in candidats if _NOM.fullmatch(nom) and chemin.is_file()), None)
    if trouve is None:
        connus = ", ".join(noms(dossier))
        phrase = f"bareme : « {nom} » inconnu ; barèmes disponibles : {connus} ; les vôtres se placent dans {dossier}."
        raise FauteDeSaisie("bareme", typographier(phrase))
    return trouve


def _contenu(chemin: Path) -> dict[str, Any]:
    try:
        return charger_toml(chemin, parse_float=Decimal)
    except TomlIllisible as erreur:
        raise FauteDeSaisie(str(chemin), typographier(f"{chemin} : barème illisible ({erreur}).")) from erreur


def _vide(nom: str, dossier: Path) -> FauteDeSaisie:
    phrase = (
        f"bareme : « {nom} » est un emplacement vide ; copiez {FOURNIS / f'{nom}.toml'} dans {dossier}, puis donnez-y "
        "version, date, source, coût horaire, taux d’insertion et part de main-d’œuvre de chaque métier, ou choisissez "
        f"« {PAR_DEFAUT} »."
    )
    return FauteDeSaisie("bareme", typographier(phrase))


def _bareme(fichier: _Fichier) -> Bareme:
    return Bareme(
        nom=fichier.nom,
        version=fichier.version,
        date=fichier.date,
        source=fichier.source,
        cout_horaire=_valeur(fichier.cout_horaire),
        taux_insertion=_valeur(fichier.taux_insertion),
        ca_par_heure=_valeur(fichier.ca_par_heure),
        ratios=tuple(_ratio(metier) for metier in fichier.metiers),
        plancher=fichier.plancher,
        plancher_proprete=fichier.plancher_proprete,
        conseil_minimum=fichier.conseil_minimum,
        ecart_retenues=fichier.ecart_retenues,
        heures_par_etp=fichier.heures_par_etp,
        heures_par_jour=fichier.heures_par_jour,
    )


def _valeur(table: _Valeur | None) -> ValeurSourcee | None:
    return ValeurSourcee(valeur=table.valeur, source=table.source, date=table.date) if table else None


def _ratio(metier: _Metier) -> RatioMetier:
    return RatioMetier(
        libelle=metier.libelle,
        mots=tuple(sans_accents(mot) for mot in metier.mots),
        part_main_oeuvre=ValeurSourcee(valeur=metier.part_main_oeuvre, source=metier.source),
    )


_ATTENDUS = {
    "missing": "donnée absente",
    "extra_forbidden": "clé inconnue",
    "decimal_parsing": 'un nombre avec un point est attendu, par exemple "0.45"',
    "decimal_type": 'un nombre avec un point est attendu, par exemple "0.45"',
    "less_than_equal": "une fraction est attendue, 0.50 pour 50 %",
    "greater_than": "un nombre plus grand que 0 est attendu",
    "greater_than_equal": "un nombre positif est attendu",
    "string_too_short": "texte vide, un texte est attendu",
    "string_type": "un texte entre guillemets est attendu",
    "too_short": "une liste d’au moins un élément est attendue",
}


def _faute(chemin: Path, erreur: ValidationError) -> FauteDeSaisie:
    premiere = erreur.errors(include_url=False)[0]
    champ = ".".join(str(partie) for partie in premiere["loc"])
    attendu = "une date AAAA-MM-JJ est attendue" if premiere["type"].startswith("date") else "valeur refusée"
    attendu = _ATTENDUS.get(premiere["type"], attendu)
    vu = "" if premiere["type"] == "missing" else f" ; reçu : « {str(premiere['input'])[:60]} »"
    return FauteDeSaisie(champ, typographier(f"{chemin} : {champ} : {attendu}{vu}."))
