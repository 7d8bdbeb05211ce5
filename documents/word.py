"""The one way to make a Word document: a template, a typed context, bytes.

Templates may be the relay's own, so they are uploads: sandboxed Jinja, a missing name is a fault, values are
escaped and never read as template text. The same template and context always give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from documents.archive import repack
from documents.manques import AValider, Manque
from documents.nettoyage import clean
from documents.reperes import format_marks, mark, shield, unmark
from metier.fautes import FauteDeSaisie

GABARITS = Path(__file__).resolve().parent.parent / "templates"
SANS_EDITION = "édition non indiquée"
_PROPRIETES = "docProps/custom.xml"
_EDITION = re.compile(r'name="edition"[^>]*>\s*<(?:\w+:)?lpwstr>([^<]*)<')
_LONGUEUR_PROPRIETE = 255  # python-docx refuses longer core properties


@dataclass(frozen=True, kw_only=True)
class Rendu:
    """A document made: its bytes and their sha256, the edition and sha256 of the template that made it."""

    octets: bytes
    edition: str
    sha256: str
    modele_sha256: str


def render(modele: str, contexte: object, *, dossier_modeles: Path | None = None) -> Rendu:
    """The document that `modele` (`marches/a3_ccap.docx`) makes of a dataclass `contexte`.

    A file of the same name in `dossier_modeles` wins over the one supplied. A relay's own template that cannot be
    read or rendered, whatever the reason, raises FauteDeSaisie with its name.
    """
    source = locate(modele, dossier_modeles)
    gabarit = source.read_bytes()
    try:
        octets = _render(gabarit, prepare(contexte))
    except Exception as erreur:
        if source.is_relative_to(GABARITS):
            raise
        raise _faute(source, erreur) from erreur
    return Rendu(octets=octets, edition=edition(gabarit), sha256=_sha256(octets), modele_sha256=_sha256(gabarit))


def locate(modele: str, dossier_modeles: Path | None = None) -> Path:
    """The file of a template: the relay's own when it has one, else the one supplied."""
    if dossier_modeles is not None and (propre := dossier_modeles / Path(modele).name).is_file():
        return propre
    return GABARITS / modele


def edition(gabarit: bytes) -> str:
    """The edition that a template says of itself in its custom property `edition`."""
    with zipfile.ZipFile(io.BytesIO(gabarit)) as paquet:
        if _PROPRIETES not in paquet.namelist():
            return SANS_EDITION
        trouve = _EDITION.search(paquet.read(_PROPRIETES).decode("utf-8", "replace"))
    return trouve[1] if trouve else SANS_EDITION


def environment() -> Environment:
    """The only Jinja environment of Word templates."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def prepare(contexte: object) -> dict[str, Any]:
    """What a template sees of a dataclass: cleaned texts, missing values between marks, nothing that acts."""
    assert is_dataclass(contexte)
    return {champ.name: _bare(getattr(contexte, champ.name)) for champ in fields(contexte)}


def _bare(valeur: object) -> object:
    if isinstance(valeur, Manque | AValider):
        return mark(valeur)
    if isinstance(valeur, str):
        return shield(clean(str(valeur)))
    if isinstance(valeur, tuple | list):
        return [_bare(element) for element in valeur]
    if is_dataclass(valeur):
        return SimpleNamespace(**prepare(valeur))
    return valeur


class _Gabarit(DocxTemplate):  # type: ignore[misc]
    """docxtpl, with marks formatted, and document properties escaped once (docxtpl escapes them twice)."""

    def render_xml_part(self, src_xml: str, part: object, context: dict[str, Any], jinja_env: Environment) -> str:
        return format_marks(super().render_xml_part(src_xml, part, context, jinja_env))

    def render_properties(self, context: dict[str, Any], jinja_env: Environment) -> None:
        brut = jinja_env.overlay(autoescape=False)
        proprietes = self.docx.core_properties
        for nom in ("author", "comments", "subject", "title", "keywords"):
            if "{" in (texte := getattr(proprietes, nom)):
                setattr(proprietes, nom, _property(brut.from_string(texte).render(context)))
        for partie in self.docx.part.package.parts:
            if str(partie.partname) == f"/{_PROPRIETES}":
                partie._blob = unmark(jinja_env.from_string(partie.blob.decode()).render(context)).encode()  # noqa: SLF001 - python-docx has no setter


def _property(texte: str) -> str:
    return " ".join(unmark(texte).split())[:_LONGUEUR_PROPRIETE]


def _render(gabarit: bytes, contexte: dict[str, Any]) -> bytes:
    document = _Gabarit(io.BytesIO(gabarit))
    document.render(contexte, environment(), autoescape=True)
    tampon = io.BytesIO()
    document.save(tampon)
    return repack(tampon.getvalue())


def _sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def _faute(source: Path, erreur: Exception) -> FauteDeSaisie:
    illisible = isinstance(erreur, PackageNotFoundError | zipfile.BadZipFile | etree.XMLSyntaxError | KeyError)
    raison = "ce n’est pas un document Word lisible" if illisible else f"balise refusée ({erreur})"
    return FauteDeSaisie(
        str(source),
        f"Modèle {source.name} : {raison} ; corrigez ce modèle ou retirez-le du dossier des modèles du relais.",
    )
