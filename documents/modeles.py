"""The Word templates of an installation: those supplied, and the relay's own, which win over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from documents.word import GABARITS, edition

RELAIS = "relais"
FOURNI = "fourni"


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


def _lire(dossier_modeles: Path) -> Iterator[Modele]:
    for fourni in GABARITS.rglob("*.docx"):
        propre = dossier_modeles / fourni.name
        utilise = propre if propre.is_file() else fourni
        yield Modele(
            nom=fourni.stem,
            code=fourni.stem.partition("_")[0].upper(),
            edition=edition(utilise.read_bytes()),
            origine=RELAIS if utilise is propre else FOURNI,
            fichier=utilise,
        )


def _rang(modele: Modele) -> tuple[str, int, str]:
    """A2 before A10; E4a before E4b."""
    chiffres = "".join(signe for signe in modele.code[1:] if signe.isdigit())
    return modele.code[0], int(chiffres or 0), modele.code
