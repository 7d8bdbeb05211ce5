"""The parts of a document that vary, each with its compiled template and what finishes it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any

from docx.opc.coreprops import CoreProperties
from docx.opc.oxml import parse_xml, serialize_part_xml
from docx.oxml.ns import nsmap
from jinja2 import Template
from lxml import etree

from documents.moteur.gabarit import propriete
from documents.moteur.retouches import OUTILS, porte_des_interdits, retoucher
from documents.reperes import unmark

_DESSINS = etree.XPath("//wp:docPr", namespaces=nsmap)
PREMIER_DESSIN = 1001  # docxtpl numbers drawings from there


@dataclass(frozen=True, kw_only=True)
class Partie(ABC):
    """A part of the package, by its name there.

    `constante`: it holds no tag; `sure`: escaped values cannot change its structure; `noms`: what it reads.
    """

    nom: str
    constante: bool
    sure: bool
    noms: frozenset[str]

    @abstractmethod
    def render(self, contexte: Mapping[str, Any], *, balise: bool) -> bytes:
        """The part for a context; `balise` when values of it carry XML of their own."""


@dataclass(frozen=True, kw_only=True)
class PartieXml(Partie):
    """A part of text; `imbrique`: some of its paragraphs hold paragraphs; `textes`: those of its template, encoded."""

    modele: Template
    textes: Mapping[str, bytes]
    imbrique: bool
    avant: bytes = b""
    apres: bytes = b""

    def render(self, contexte: Mapping[str, Any], *, balise: bool) -> bytes:
        rendu, douteux = self._rendre(contexte)
        brut = retoucher(rendu, entier=balise or self.imbrique)
        if balise or not self.sure or (douteux and porte_des_interdits(brut)):
            brut = self.redresser(brut)
        return self.avant + brut + self.apres

    def _rendre(self, contexte: Mapping[str, Any]) -> tuple[bytes, bool]:
        """The template rendered, and whether a value holds a control character: its own texts, most of it, do not."""
        morceaux, valeurs = [], []
        for ecrit in self.modele.root_render_func(self.modele.new_context(dict(contexte))):
            connu = self.textes.get(ecrit)
            if connu is None:
                valeurs.append(connu := ecrit.encode())
            morceaux.append(connu)
        return b"".join(morceaux), porte_des_interdits(b"".join(valeurs))

    def redresser(self, brut: bytes) -> bytes:
        """What docxtpl does to the tree of this part."""
        return brut


@dataclass(frozen=True, kw_only=True)
class Corps(PartieXml):
    """The body: `avant` ends with the bare tag that opens it, `ouverture` is that tag with its namespaces."""

    ouverture: str

    def redresser(self, brut: bytes) -> bytes:
        arbre = OUTILS.fix_tables(f"{self.ouverture}{brut.decode()}")
        numeroter(arbre)
        xml: str = etree.tostring(arbre, encoding="unicode")
        return xml[xml.index(">") + 1 :].encode()


@dataclass(frozen=True, kw_only=True)
class Entete(PartieXml):
    """A header or a footer."""

    def redresser(self, brut: bytes) -> bytes:
        xml: bytes = serialize_part_xml(parse_xml(brut.decode()))
        return xml.removeprefix(self.avant)


@dataclass(frozen=True, kw_only=True)
class Personnalisees(Partie):
    """The custom properties, which carry no formatting."""

    modele: Template

    def render(self, contexte: Mapping[str, Any], *, balise: bool) -> bytes:  # noqa: ARG002 - nothing depends on it
        return unmark(self.modele.render(contexte)).encode()


@dataclass(frozen=True, kw_only=True)
class Noyau(Partie):
    """The core properties: those that hold a tag, by the name python-docx gives them, not escaped by Jinja."""

    element: Any
    modeles: Mapping[str, Template]

    def render(self, contexte: Mapping[str, Any], *, balise: bool) -> bytes:  # noqa: ARG002 - same
        element = deepcopy(self.element)
        proprietes = CoreProperties(element)
        for nom, modele in self.modeles.items():
            setattr(proprietes, nom, propriete(modele.render(contexte)))
        octets: bytes = serialize_part_xml(element)
        return octets


def numeroter(arbre: Any) -> None:  # noqa: ANN401 - an lxml element
    """Number the drawings as docxtpl does."""
    numeros = count(PREMIER_DESSIN)
    dessins: Any = _DESSINS(arbre)
    for dessin in dessins:
        dessin.attrib["id"] = str(next(numeros))
