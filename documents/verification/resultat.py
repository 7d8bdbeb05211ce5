"""Inside the workshop: render a template with each sample, look at what came out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import UndefinedError
from openxml_audit import OpenXmlValidator

from documents.champs_modeles import contexte
from documents.exemples import PLEIN, VIDE, exemple
from documents.lecture_word import read_paragraphs
from documents.word import render

RESTE = re.compile(r"\{\{|\{%|%\}|\}\}")
_MEMOIRE = "mémoire"
_INDEFINI = "indéfini"
_ECHEC = "échec"


def essayer(nom: str, dossier: Path) -> dict[str, Any]:
    """For each sample: what kept it from being rendered, or the faults of the file and its paragraphs."""
    propres = set(_valider(dossier / f"{nom}.docx"))
    return {quoi: _essai(nom, dossier, quoi, propres) for quoi in (PLEIN, VIDE)}


def _essai(nom: str, dossier: Path, quoi: str, propres: set[str]) -> dict[str, Any]:
    classe = contexte(nom)
    try:
        octets = render(vars(classe)["modele"], exemple(classe, quoi), dossier_modeles=dossier).octets
    except Exception as erreur:  # noqa: BLE001 - whatever an unknown template provokes is a fault to tell
        return {"echec": _raison(erreur), "detail": _detail(erreur)}
    fichier = dossier / f"essai-{quoi}.docx"
    fichier.write_bytes(octets)
    fautes = [faute for faute in _valider(fichier) if faute not in propres]
    return {
        "fautes": fautes[:5],
        "fautes_d_origine": sorted(propres)[:1],
        "paragraphes": read_paragraphs(octets),
        "restes": list(_restes(octets)),
    }


def _raison(erreur: Exception) -> str:
    """The fault under the engine's own sentence."""
    cause = erreur.__cause__ or erreur
    if isinstance(cause, MemoryError | RecursionError | OverflowError):
        return _MEMOIRE
    return _INDEFINI if isinstance(cause, UndefinedError) else _ECHEC


def _detail(erreur: Exception) -> str:
    return f"{type(erreur.__cause__ or erreur).__name__} : {erreur.__cause__ or erreur}"[:300]


def _valider(fichier: Path) -> list[str]:
    """What the OOXML validator finds, without the file's name."""
    return [f"{faute.part_uri} : {faute.description}" for faute in OpenXmlValidator().validate(str(fichier)).errors]


def _restes(octets: bytes) -> Iterator[str]:
    """The parts where a tag is left."""
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        for nom in paquet.namelist():
            if nom.endswith(".xml") and RESTE.search(
                re.sub(r"<[^>]+>", "", paquet.read(nom).decode("utf-8", "replace"))
            ):
                yield nom
