"""Changing keys of `relais.toml` where they stand, comments and order kept; what cannot be is written anew."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Chemin = tuple[str, str]
"""A table, « » for the head of the file, and a key of it."""

_TITRE = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]\s*(?:#.*)?")
_AUTRE_TITRE = re.compile(r"\s*\[")
_CLE = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_BLANC = re.compile(r"\s*(?:#.*)?")


def reecrire(texte: str, changements: Mapping[Chemin, Any]) -> str:
    """The file with these keys changed, those that are None taken out.

    `texte` is sound TOML. Where its form does not let a key be changed in place, the whole is written anew, without
    its comments.
    """
    voulu = _appliquer(tomllib.loads(texte), changements)
    lignes = texte.splitlines()
    for (table, cle), valeur in changements.items():
        lignes = _changer(lignes, table, cle, valeur)
    ecrit = "\n".join(lignes).rstrip("\n") + "\n"
    return ecrit if _lu(ecrit) == voulu else _tout(voulu)


def _appliquer(lu: dict[str, Any], changements: Mapping[Chemin, Any]) -> dict[str, Any]:
    voulu = {cle: dict(valeur) if isinstance(valeur, dict) else valeur for cle, valeur in lu.items()}
    for (table, cle), valeur in changements.items():
        ou = voulu.setdefault(table, {}) if table else voulu
        if valeur is None:
            ou.pop(cle, None)
        else:
            ou[cle] = _lu(f"x = {litteral(valeur)}\n")["x"]
    return {cle: valeur for cle, valeur in voulu.items() if valeur != {} or cle in lu}


def _lu(texte: str) -> dict[str, Any]:
    try:
        return tomllib.loads(texte)
    except tomllib.TOMLDecodeError:
        return {}


def _changer(lignes: list[str], table: str, cle: str, valeur: Any) -> list[str]:  # noqa: ANN401 - any value of TOML
    debut, fin = _etendue(lignes, table)
    place = next((rang for rang in range(debut, fin) if _est(lignes[rang], cle)), None)
    if place is not None:
        suite, commentaire = _fin_de_valeur(lignes, place)
        nouvelle = [] if valeur is None else [f"{cle} = {litteral(valeur)}{commentaire}"]
        return [*lignes[:place], *nouvelle, *lignes[suite:]]
    if valeur is None:
        return lignes
    ligne = f"{cle} = {litteral(valeur)}"
    if table and not _a_le_titre(lignes, table):
        return [*lignes, *([""] if lignes and lignes[-1].strip() else []), f"[{table}]", ligne]
    while fin > debut and _BLANC.fullmatch(lignes[fin - 1]):
        fin -= 1
    return [*lignes[:fin], ligne, *lignes[fin:]]


def _etendue(lignes: list[str], table: str) -> tuple[int, int]:
    """The lines of a table, its title left out; nothing at the end of the file when there is no such table."""
    debut = 0
    if table:
        debut = next((rang + 1 for rang, ligne in enumerate(lignes) if _titre(ligne) == table), len(lignes))
    suivants = (rang for rang in range(debut, len(lignes)) if _AUTRE_TITRE.match(lignes[rang]))
    return debut, next(suivants, len(lignes))


def _titre(ligne: str) -> str | None:
    trouve = _TITRE.fullmatch(ligne)
    return trouve[1] if trouve else None


def _a_le_titre(lignes: list[str], table: str) -> bool:
    return any(_titre(ligne) == table for ligne in lignes)


def _est(ligne: str, cle: str) -> bool:
    trouve = _CLE.match(ligne)
    return bool(trouve) and trouve[1] == cle  # type: ignore[index]


def _fin_de_valeur(lignes: list[str], debut: int) -> tuple[int, str]:
    """The line after the value that begins there, and the comment behind it."""
    for fin in range(debut + 1, len(lignes) + 1):
        lu = _lu("\n".join(lignes[debut:fin]))
        if lu:
            return fin, _commentaire(lignes[debut:fin], lu)
    return debut + 1, ""


def _commentaire(lignes: list[str], lu: dict[str, Any]) -> str:
    """What follows the value on its last line, spaces included."""
    derniere = lignes[-1]
    for rang, signe in enumerate(derniere):
        if signe == "#" and _lu("\n".join([*lignes[:-1], derniere[:rang]])) == lu:
            return derniere[len(derniere[:rang].rstrip()) :]
    return ""


def _tout(voulu: dict[str, Any]) -> str:
    simples = [f"{cle} = {litteral(valeur)}" for cle, valeur in voulu.items() if not isinstance(valeur, dict)]
    tables = [
        "\n".join([f"[{nom}]", *(f"{cle} = {litteral(valeur)}" for cle, valeur in table.items())])
        for nom, table in voulu.items()
        if isinstance(table, dict)
    ]
    return "\n\n".join([*(["\n".join(simples)] if simples else []), *tables]) + "\n"


def litteral(valeur: Any) -> str:  # noqa: ANN401 - any value of TOML
    """The value as TOML writes it: texts, numbers, dates, truths, lists of these."""
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, int | float | Decimal):
        return f"{valeur}"
    if isinstance(valeur, dt.date):
        return valeur.isoformat()
    if isinstance(valeur, list | tuple):
        return f"[{', '.join(map(litteral, valeur))}]"
    return json.dumps(str(valeur), ensure_ascii=False).replace("\x7f", "\\u007F")
