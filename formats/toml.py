"""Reading TOML: what its reader says in English is said in French, with the line and what to check there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from formats.fichiers import motif

_LIEU = re.compile(r"\(at line (\d+), column (\d+)\)")
_FAUTES: tuple[tuple[str, str], ...] = (
    ("Cannot overwrite a value", "cette clé est écrite deux fois ; n’en garder qu’une"),
    ("Duplicate inline table key", "cette clé est écrite deux fois ; n’en garder qu’une"),
    ("Cannot declare", "cette table est ouverte deux fois ; réunir ses clés sous un seul titre entre crochets"),
    ("Cannot mutate", "cette table est ouverte deux fois ; réunir ses clés sous un seul titre entre crochets"),
    ("Expected '='", "le signe « = » manque entre la clé et sa valeur"),
    ("Expected ']'", "le crochet fermant « ] » manque"),
    ("Unclosed array", "le crochet fermant « ] » de la liste manque"),
    ("Unclosed inline table", "l'accolade fermante « } » manque"),
    ("Unterminated string", "les guillemets droits qui ferment le texte manquent"),
    ("Illegal character", "un caractère n'est pas admis ici ; vérifier les guillemets droits qui ferment le texte"),
    (
        "Unescaped '\\'",
        "une barre oblique inverse est seule ; l'écrire deux fois, ou mettre le texte entre apostrophes",
    ),
    ("Escaped character", "un caractère échappé n'existe pas ; vérifier ce qui suit la barre oblique inverse"),
    ("Expected newline", "il y a quelque chose de trop après la valeur ; une seule clé par ligne"),
    ("Invalid date", "cette date n'existe pas ; l'écrire AAAA-MM-JJ"),
    ("Invalid initial character", "le nom de la clé manque ou commence par un caractère refusé"),
    ("Invalid statement", "une ligne commence par une clé, par un titre entre crochets ou par le signe « # »"),
    ("Invalid", "la valeur n'est pas lisible ; mettre un texte entre guillemets droits"),
)
_AUTRE = "l'écriture n'est pas du TOML ; vérifier les guillemets, les crochets et le signe « = »"


class TomlIllisible(ValueError):
    """It is no TOML; as a string, where and what to do, in French, without a full stop."""


def lire_toml(octets: bytes, *, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """What a TOML text in UTF-8 holds; a mark of UTF-8 at its start is passed over. Raises TomlIllisible."""
    try:
        return tomllib.loads(octets.decode("utf-8-sig"), parse_float=parse_float)
    except UnicodeDecodeError as erreur:
        ligne = erreur.object.count(b"\n", 0, erreur.start) + 1
        phrase = f"ligne {ligne} : un caractère n'est pas en UTF-8 ; enregistrer le fichier en UTF-8"
        raise TomlIllisible(phrase) from erreur
    except ValueError as erreur:  # a number of thousands of digits too
        raise TomlIllisible(_faute(str(erreur))) from erreur
    except RecursionError as erreur:
        raise TomlIllisible("trop de crochets ou d'accolades les uns dans les autres") from erreur


def charger_toml(chemin: Path, *, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """What a TOML file holds. Raises TomlIllisible, also where the system does not let it be read."""
    try:
        octets = chemin.read_bytes()
    except OSError as erreur:
        raise TomlIllisible(motif(erreur)) from erreur
    return lire_toml(octets, parse_float=parse_float)


def _faute(anglais: str) -> str:
    conseil = next((francais for debut, francais in _FAUTES if anglais.startswith(debut)), _AUTRE)
    return f"{_lieu(anglais)} : {conseil}"


def _lieu(anglais: str) -> str:
    if trouve := _LIEU.search(anglais):
        return f"ligne {trouve[1]}, colonne {trouve[2]}"
    return "à la fin du fichier" if "end of document" in anglais else "fichier"
