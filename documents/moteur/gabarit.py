"""docxtpl as this project uses it: the reference that compiled templates equal, and the path of what they do not do."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from documents.archive import INSTANT, repack
from documents.moteur.insertions import lier
from documents.reperes import format_marks, unmark

PROPRIETES = "docProps/custom.xml"
PROPRIETES_RENDUES = ("author", "comments", "subject", "title", "keywords")
_LONGUEUR_PROPRIETE = 255  # python-docx refuses longer core properties


def environment() -> Environment:
    """The only Jinja environment of Word templates."""
    return _Bac(undefined=StrictUndefined, autoescape=True)


class _Bac(SandboxedEnvironment):
    """The sandbox, told once that what a context groups is harmless: half the time of a rendering went there."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's own signature
        if type(obj) is SimpleNamespace and not attribute.startswith("_") and attribute in (groupe := vars(obj)):
            return groupe[attribute]
        return super().getattr(obj, attribute)


def rendre(gabarit: bytes, contexte: Mapping[str, Any]) -> bytes:
    """The document that docxtpl makes of a template and a prepared context, its bytes reproducible."""
    document = Gabarit(io.BytesIO(gabarit))
    document.init_docx()
    document.render(lier(contexte, document), environment(), autoescape=True)
    tampon = io.BytesIO()
    document.save(tampon)
    return repack(tampon.getvalue())


def propriete(texte: str) -> str:
    """A core property as it is written: one line, no mark, as long as python-docx admits."""
    return " ".join(unmark(texte).split())[:_LONGUEUR_PROPRIETE]


class Gabarit(DocxTemplate):  # type: ignore[misc]
    """docxtpl, but marks are formatted, properties escaped once, and footnotes rendered once, not once per section."""

    def render_init(self) -> None:
        super().render_init()
        dater(self)

    def render_xml_part(self, src_xml: str, part: object, context: dict[str, Any], jinja_env: Environment) -> str:
        return format_marks(super().render_xml_part(src_xml, part, context, jinja_env))

    def render_properties(self, context: dict[str, Any], jinja_env: Environment) -> None:
        brut = jinja_env.overlay(autoescape=False)
        proprietes = self.docx.core_properties
        for nom in PROPRIETES_RENDUES:
            if "{" in (texte := getattr(proprietes, nom)):
                setattr(proprietes, nom, propriete(brut.from_string(texte).render(context)))
        for partie in self.docx.part.package.parts:
            if partie.partname.membername == PROPRIETES:
                partie._blob = unmark(jinja_env.from_string(partie.blob.decode()).render(context)).encode()  # noqa: SLF001 - python-docx has no setter

    def render_footnotes(self, context: dict[str, Any], jinja_env: Environment) -> None:
        """A second pass, as docxtpl does for a second section, would read values as template text."""
        for partie in notes(self):
            xml = self.render_xml_part(self.patch_xml(partie.blob.decode()), partie, context, jinja_env)
            partie._blob = xml.encode()  # noqa: SLF001 - same


def notes(document: Gabarit) -> list[Any]:
    """The parts that hold footnotes."""
    return [p for p in document.docx.part.package.parts if p.content_type == CONTENT_TYPE.WML_FOOTNOTES]


def dater(document: Gabarit) -> None:
    """Where a template has no core properties, those that python-docx adds would hold the time of day."""
    relations = document.docx.part.package.rels.values()
    if not any(relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in relations):
        document.docx.core_properties.modified = datetime(*INSTANT, tzinfo=UTC)
