"""The one way to make a Word document: a template, a typed context, bytes.

Templates may be the relay's own, so they are uploads: sandboxed Jinja, a missing name is a fault, values are
escaped and never read as template text. The same template and context always give the same bytes.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from documents.manques import AValider, Manque
from documents.moteur.gabarit import environment
from documents.moteur.insertions import Insertion
from documents.moteur.modeles import SANS_EDITION, Modele, Modeles, edition
from documents.nettoyage import clean
from documents.reperes import mark, shield
from metier.fautes import FauteDeSaisie

__all__ = ["GABARITS", "SANS_EDITION", "Rendu", "edition", "environment", "locate", "prepare", "render"]

GABARITS = Path(__file__).resolve().parent.parent / "templates"
_MODELES = Modeles()
_REPERES = frozenset({Manque, AValider})


@dataclass(frozen=True, kw_only=True)
class Rendu:
    """A document made: its bytes and their sha256, the edition and sha256 of the template that made it."""

    octets: bytes
    edition: str
    modele_sha256: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()


def render(modele: str, contexte: object, *, dossier_modeles: Path | None = None) -> Rendu:
    """The document that `modele` (`marches/a3_ccap.docx`) makes of a dataclass `contexte`.

    A file of the same name in `dossier_modeles` wins over the one supplied. A relay's own template that cannot be
    read or rendered, whatever the reason, raises FauteDeSaisie with its name.
    """
    source = locate(modele, dossier_modeles)
    try:
        utilise, octets = _render(source, contexte)
    except Exception as erreur:
        if source.is_relative_to(GABARITS):
            raise
        raise _faute(source, erreur) from erreur
    return Rendu(octets=octets, edition=utilise.edition, modele_sha256=utilise.empreinte)


def _render(source: Path, contexte: object) -> tuple[Modele, bytes]:
    """The template used and its document; the supplied ones are proved beforehand, a relay's own at its first use."""
    modele, prepare_ = _MODELES.lire(source), prepare(contexte)
    if not source.is_relative_to(GABARITS):
        modele.eprouver(prepare_)
    return modele, modele.render(prepare_)


def locate(modele: str, dossier_modeles: Path | None = None) -> Path:
    """The file of a template: the relay's own when it has one, else the one supplied."""
    fourni = _fourni(modele)
    if dossier_modeles is not None and (propre := dossier_modeles / fourni.name).is_file():
        return propre
    return fourni


@cache
def _fourni(modele: str) -> Path:
    return GABARITS / modele


def prepare(contexte: object) -> dict[str, Any]:
    """What a template sees of a dataclass: cleaned texts, missing values between marks, nothing that acts."""
    classe: type = type(contexte)
    noms = _champs(classe)
    assert noms is not None
    return {nom: _bare(getattr(contexte, nom)) for nom in noms}


def _bare(valeur: object) -> object:
    classe: type = type(valeur)
    if classe is str or isinstance(valeur, str):
        return shield(clean(str(valeur)))
    if classe in _REPERES:
        return mark(valeur)
    if isinstance(valeur, tuple | list):
        return [_bare(element) for element in valeur]
    return valeur if _champs(classe) is None else SimpleNamespace(**prepare(valeur))


@cache
def _champs(classe: type) -> tuple[str, ...] | None:
    """The fields of a dataclass that a template sees as a group; None for what it prints."""
    groupe = is_dataclass(classe) and not issubclass(classe, Insertion)
    return tuple(champ.name for champ in fields(classe)) if groupe else None


def _faute(source: Path, erreur: Exception) -> FauteDeSaisie:
    illisible = isinstance(erreur, PackageNotFoundError | zipfile.BadZipFile | etree.XMLSyntaxError | KeyError)
    raison = "ce n’est pas un document Word lisible" if illisible else f"balise refusée ({erreur})"
    return FauteDeSaisie(
        str(source),
        f"Modèle {source.name} : {raison} ; corrigez ce modèle ou retirez-le du dossier des modèles du relais.",
    )
