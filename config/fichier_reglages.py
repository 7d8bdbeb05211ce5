"""Reading `relais.toml`: what its reader says in English is said in French, with the line and what to check there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from formats.fichiers import motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

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


def lire_fichier(chemin: Path) -> dict[str, Any]:
    """What the file holds, nothing when it is absent; a mark of UTF-8 at its start is passed over.

    Raises FauteDeSaisie with the line at fault, or why the system does not let the file be read.
    """
    try:
        return tomllib.loads(chemin.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except NotADirectoryError as erreur:
        raise _pas_un_dossier(chemin.parent) from erreur
    except OSError as erreur:
        phrase = f"{chemin} : le fichier de réglages ne peut pas être lu ({motif(erreur)})."
        raise FauteDeSaisie(str(chemin), typographier(phrase)) from erreur
    except ValueError as erreur:
        raise FauteDeSaisie(str(chemin), typographier(f"{chemin}, {_faute(erreur)}.")) from erreur


def _pas_un_dossier(home: Path) -> FauteDeSaisie:
    quoi = "est un fichier" if home.is_file() else "passe par un fichier"
    return FauteDeSaisie(
        "RELAIS_HOME",
        typographier(f"RELAIS_HOME : {home} {quoi}, un dossier est attendu ; donner un autre chemin."),
    )


def _faute(erreur: ValueError) -> str:
    if isinstance(erreur, UnicodeDecodeError):
        ligne = erreur.object.count(b"\n", 0, erreur.start) + 1
        return f"ligne {ligne} : un caractère n'est pas en UTF-8 ; enregistrer le fichier en UTF-8"
    texte = str(erreur)
    conseil = next((francais for anglais, francais in _FAUTES if texte.startswith(anglais)), _AUTRE)
    return f"{_lieu(texte)} : {conseil}"


def _lieu(texte: str) -> str:
    if trouve := _LIEU.search(texte):
        return f"ligne {trouve[1]}, colonne {trouve[2]}"
    return "à la fin du fichier" if "end of document" in texte else "fichier de réglages"
