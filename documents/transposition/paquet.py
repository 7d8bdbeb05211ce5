"""The parts of a .docx, read in its XML: nothing is resolved, nothing is followed outside."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DOCUMENT = "word/document.xml"
_TITRE = "{http://purl.org/dc/elements/1.1/}title"
_SUJET = "{http://purl.org/dc/elements/1.1/}subject"


class Intransposable(Exception):
    """What a document holds that its PDF could not show; the argument is a French noun with its article."""


@dataclass(frozen=True)
class Lien:
    """Where a relation leads: a part of the package, or an address outside."""

    cible: str
    externe: bool


@dataclass(frozen=True)
class Partie:
    """A part of the package: its XML and what it is related to, by id."""

    racine: etree._Element
    liens: dict[str, Lien] = field(default_factory=dict)


@dataclass(frozen=True)
class Paquet:
    """Raises Intransposable where a part that the document needs is missing or cannot be read."""

    membres: dict[str, bytes]

    def partie(self, nom: str) -> Partie:
        dossier, fichier = posixpath.split(nom)
        relations = self.membres.get(f"{dossier}/_rels/{fichier}.rels")
        liens = {une.get("Id", ""): _lien(dossier, une) for une in _racine(relations)} if relations else {}
        return Partie(self.xml(nom), liens)

    def xml(self, nom: str) -> etree._Element:
        if nom not in self.membres:
            raise Intransposable("une partie absente")
        return _racine(self.membres[nom])

    def voisine(self, nom: str) -> etree._Element | None:
        """A part that a document may do without (styles, numbering)."""
        return self.xml(nom) if nom in self.membres else None

    @property
    def titre(self) -> str:
        return self._propriete(_TITRE)

    @property
    def sujet(self) -> str:
        return self._propriete(_SUJET)

    def _propriete(self, balise: str) -> str:
        racine = self.voisine("docProps/core.xml")
        return (racine.findtext(balise) or "").strip() if racine is not None else ""


def open_package(octets: bytes) -> Paquet:
    """The members of a .docx."""
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        return Paquet({nom: paquet.read(nom) for nom in paquet.namelist()})


def local(element: etree._Element) -> str:
    """The name of an element without its namespace, empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attributs(element: etree._Element) -> dict[str, str]:
    """The attributes by their names without namespace."""
    return {str(nom).rpartition("}")[2]: str(valeur) for nom, valeur in element.attrib.items()}


def enfants(element: etree._Element) -> Iterator[etree._Element]:
    """The children as they are read: what is inserted or wrapped is there, what is deleted is not."""
    for enfant in element:
        nom = local(enfant)
        if nom in {"ins", "moveTo", "smartTag", "customXml", "dir", "bdo"}:
            yield from enfants(enfant)
        elif nom == "sdt":
            if (contenu := enfant.find(f"{W}sdtContent")) is not None:
                yield from enfants(contenu)
        elif nom not in {"", "del", "moveFrom"}:
            yield enfant


def _racine(octets: bytes) -> etree._Element:
    try:
        return etree.fromstring(octets, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as erreur:
        raise Intransposable("une partie illisible") from erreur


def _lien(dossier: str, relation: etree._Element) -> Lien:
    cible = relation.get("Target", "")
    if relation.get("TargetMode") == "External":
        return Lien(cible, externe=True)
    return Lien(posixpath.normpath(posixpath.join("/" + dossier, cible)).lstrip("/"), externe=False)
