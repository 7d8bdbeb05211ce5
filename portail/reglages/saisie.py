"""What a form of settings shows and sends back: texts as people type them, values as the file holds them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import BaseModel

from config.ecriture_reglages import Chemin
from config.reglages_ecrits import Ecrits, imposes
from config.settings import Settings, get_settings
from portail.formulaires.champs import Champ, Genre
from portail.reglages.sections import Section

ENTIER = re.compile(r"[0-9]{1,9}", re.ASCII)
Saisi = str | list[str]


@dataclass(frozen=True, kw_only=True)
class Impose:
    """A setting that the environment holds: shown, not changed here."""

    variable: str
    valeur: str


def nom(chemin: Chemin) -> str:
    """The name of a field: `relais.nom`, `mail_mode`."""
    return ".".join(filter(None, chemin))


def montrer(section: Section, ecrits: Ecrits) -> dict[str, Saisi]:
    """What the fields show: what the file says, else the value in use without it."""
    return {nom(chemin): _texte(_ou_defaut(ecrits, chemin), champ) for chemin, champ in section.champs.items()}


def dire(ecrits: Ecrits, chemin: Chemin, champ: Champ) -> str:
    """A setting in words, as the file says it, else the value in use without it."""
    return _dit(_ou_defaut(ecrits, chemin), champ)


def tenus(section: Section) -> dict[str, Impose]:
    """The fields of the section that the environment imposes."""
    return {
        nom(chemin): Impose(variable=variable, valeur=_dit(en_vigueur(chemin), section.champs[chemin]))
        for chemin, variable in imposes().items()
        if chemin in section.champs
    }


def lire(
    section: Section, champs: Mapping[str, Sequence[str]], ecrits: Ecrits, tenus_ailleurs: Collection[Chemin]
) -> dict[Chemin, Any]:
    """The keys that the form changes; those that it leaves at their default and the file does not hold are not.

    `tenus_ailleurs`: the keys that are not changed here, whatever the form holds.
    """
    changements: dict[Chemin, Any] = {}
    for chemin, champ in section.champs.items():
        if chemin in tenus_ailleurs:
            continue
        valeur = _valeur(list(champs.get(nom(chemin), ())), champ)
        ecrite = ecrits.valeur(chemin)
        if valeur != ecrite and not (ecrite is None and _texte(valeur, champ) == _texte(defaut(chemin), champ)):
            changements[chemin] = valeur
    return changements


def revenir(section: Section, champs: Mapping[str, Sequence[str]]) -> dict[str, Saisi]:
    """The fields as they were sent, to be corrected."""
    return {
        nom(chemin): list(champs.get(nom(chemin), ()))
        if champ.genre is Genre.PLUSIEURS
        else next(iter(champs.get(nom(chemin), ())), "")
        for chemin, champ in section.champs.items()
    }


def en_vigueur(chemin: Chemin) -> Any:  # noqa: ANN401 - any setting
    """The value of a setting now, whoever says it."""
    table, cle = chemin
    return getattr(getattr(get_settings(), table) if table else get_settings(), cle)


def defaut(chemin: Chemin) -> Any:  # noqa: ANN401 - any setting
    """The value of a setting that nobody says."""
    table, cle = chemin
    if not table:
        return Settings.model_fields[cle].default
    espece = Settings.model_fields[table].annotation
    assert isinstance(espece, type)
    assert issubclass(espece, BaseModel)
    return espece.model_fields[cle].default


def _ou_defaut(ecrits: Ecrits, chemin: Chemin) -> Any:  # noqa: ANN401 - any setting
    ecrite = ecrits.valeur(chemin)
    return defaut(chemin) if ecrite is None else ecrite


def _valeur(envoyes: list[str], champ: Champ) -> Any:  # noqa: ANN401 - as the field says
    """The value of a field; what cannot be read is handed on as it is, for the settings to refuse in their words."""
    if champ.genre is Genre.PLUSIEURS:
        return envoyes
    texte = _propre(envoyes[0] if envoyes else "", long=champ.genre is Genre.LONG)
    if not texte:
        return None
    if champ.genre is Genre.OUI_NON:
        return texte == "oui"
    lire_ainsi = {Genre.ENTIER: _entier, Genre.NOMBRE: _nombre, Genre.DATE: _date}.get(champ.genre)
    return lire_ainsi(texte) if lire_ainsi else texte


def _propre(texte: str, *, long: bool) -> str:
    lignes = [" ".join(ligne.split()) for ligne in texte.splitlines()]
    return "\n".join(lignes).strip() if long else " ".join(lignes).strip()


def _entier(texte: str) -> int | str:
    serre = texte.replace("\u202f", "").replace(" ", "")
    return int(serre) if ENTIER.fullmatch(serre) else texte


def _nombre(texte: str) -> int | Decimal | str:
    try:
        lu = Decimal(texte.replace(",", "."))
    except InvalidOperation:
        return texte
    if not lu.is_finite():
        return texte
    return int(lu) if lu == lu.to_integral_value() else lu


def _date(texte: str) -> date | str:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return texte


def _texte(valeur: Any, champ: Champ) -> Saisi:  # noqa: ANN401 - any setting
    if champ.genre is Genre.PLUSIEURS:
        return [str(getattr(un, "value", un)) for un in valeur or ()]
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float | Decimal):
        return f"{Decimal(str(valeur)):f}".replace(".", ",")
    return str(valeur)


def _dit(valeur: Any, champ: Champ) -> str:  # noqa: ANN401 - any setting
    texte = _texte(valeur, champ)
    if isinstance(texte, list):
        return ", ".join(mots for code, mots in champ.options if code in texte)
    return dict(champ.options).get(texte, texte) or "–"
