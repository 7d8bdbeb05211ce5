"""The trial of a template in the workshop, and what it says in French."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from documents.exemples import PLEIN, VIDE
from documents.verification.defauts import Defaut, avertissement, defaut

RACINE = Path(__file__).resolve().parent.parent.parent
DELAI_S = 60
_LIEU = "document produit"
_TROP = "il demande trop de temps ou de mémoire pour être rempli"
_ALLEGER = "retirez les calculs et les boucles inutiles"
_SELON = {PLEIN: "avec toutes les données", VIDE: "quand les listes sont vides et les données facultatives absentes"}


@dataclass(frozen=True, kw_only=True)
class Essai:
    """What came out of the workshop: faults, and the paragraphs of each sample that could be rendered."""

    defauts: tuple[Defaut, ...]
    paragraphes: Mapping[str, tuple[str, ...]]


def essayer(nom: str, dossier: Path) -> Essai:
    """Render `dossier/nom.docx` with both samples, apart; a template that never ends is stopped."""
    try:
        fini = subprocess.run(  # noqa: S603 - this program, a name of the catalogue, a folder of ours
            [sys.executable, "-m", "documents.verification.atelier", nom, str(dossier)],
            cwd=RACINE,
            env={"PATH": os.defpath, "PYTHONPATH": str(RACINE), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=DELAI_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _arrete()
    if fini.returncode in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGXFSZ):
        return _arrete()
    if fini.returncode:
        return Essai(defauts=(_echec(fini.stderr.decode("utf-8", "replace").strip().splitlines()),), paragraphes={})
    return _lire(json.loads(fini.stdout))


def _arrete() -> Essai:
    return Essai(defauts=(defaut(_LIEU, _TROP, _ALLEGER),), paragraphes={})


def _echec(lignes: list[str]) -> Defaut:
    """The workshop itself gave up: out of memory before it could say so, or a file its reader cannot bear."""
    derniere = lignes[-1] if lignes else ""
    if "MemoryError" in derniere:
        return defaut(_LIEU, _TROP, _ALLEGER)
    return defaut(
        _LIEU, f"il ne peut pas être rempli ({derniere[:150]})", "recopiez le texte dans un document Word neuf"
    )


def _lire(sortie: dict[str, dict[str, Any]]) -> Essai:
    defauts = [defaut_ for quoi, essai in sortie.items() for defaut_ in _defauts(quoi, essai)]
    paragraphes = {quoi: tuple(essai["paragraphes"]) for quoi, essai in sortie.items() if "paragraphes" in essai}
    return Essai(defauts=tuple(dict.fromkeys(defauts)), paragraphes=paragraphes)


def _defauts(quoi: str, essai: dict[str, Any]) -> Iterator[Defaut]:
    lieu = f"{_LIEU} {_SELON[quoi]}"
    if "echec" in essai:
        yield _refus(lieu, essai)
        return
    for faute in essai["fautes"]:
        yield defaut(
            lieu,
            f"Word le réparerait ou le refuserait ({faute})",
            "vérifiez que chaque balise entoure des paragraphes, des cellules ou des lignes entiers",
        )
    if origine := essai["fautes_d_origine"]:
        yield avertissement(
            "fichier",
            f"le modèle s’écarte du format de Word, ce que Word admet peut-être (par exemple : {origine[0]})",
            "s’il a été écrit par un autre logiciel, enregistrez-le une fois dans Word",
        )
    for partie in essai["restes"]:
        yield defaut(lieu, f"une balise reste dans « {partie} »", "déplacez-la dans le texte du document")


def _refus(lieu: str, essai: dict[str, Any]) -> Defaut:
    if essai["echec"] == "mémoire":
        return defaut(lieu, _TROP, _ALLEGER)
    if essai["echec"] == "indéfini":
        return defaut(
            lieu,
            f"une donnée manque ({essai['detail']})",
            "entourez-la de « {% if … %} », ou parcourez la liste par une boucle",
        )
    return defaut(
        lieu,
        f"il ne peut pas être rempli ({essai['detail']})",
        "vérifiez la balise citée, ou recopiez le texte dans un document Word neuf",
    )
