"""The Word templates of an installation: those supplied, and the relay's own, which win over them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from documents.word import GABARITS, SANS_EDITION, edition
from formats.dates import date_courte

RELAIS = "relais"
FOURNI = "fourni"
ILLISIBLE = "fichier illisible"
_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, kw_only=True)
class Modele:
    """A template in use: `nom` is its file without the suffix, `code` that of the document it makes."""

    nom: str
    code: str
    edition: str
    origine: str
    fichier: Path


def lister(dossier_modeles: Path) -> list[Modele]:
    """One entry per document, in the order of the catalogue, the relay's own file where it has one."""
    return sorted(_lire(dossier_modeles), key=_rang)


def code(nom: str) -> str:
    """The code of the document that a template makes: « a3_ccap » makes A3, « e4a_observations » E4a."""
    debut = nom.partition("_")[0]
    return debut[:1].upper() + debut[1:]


def _lire(dossier_modeles: Path) -> Iterator[Modele]:
    for fourni in GABARITS.rglob("*.docx"):
        propre = dossier_modeles / fourni.name
        utilise = propre if propre.is_file() else fourni
        yield Modele(
            nom=fourni.stem,
            code=code(fourni.stem),
            edition=_edition(utilise),
            origine=RELAIS if utilise is propre else FOURNI,
            fichier=utilise,
        )


def _edition(fichier: Path) -> str:
    """What the file says of itself, else its date."""
    try:
        dite = edition(fichier.read_bytes())
    except (OSError, zipfile.BadZipFile):
        return ILLISIBLE
    if dite != SANS_EDITION:
        return dite
    return f"fichier du {date_courte(datetime.fromtimestamp(fichier.stat().st_mtime, _PARIS).date())}"


def _rang(modele: Modele) -> tuple[str, int, str]:
    """A2 before A10; E4a before E4b."""
    chiffres = "".join(signe for signe in modele.code[1:] if signe.isdigit())
    return modele.code[0], int(chiffres or 0), modele.code
