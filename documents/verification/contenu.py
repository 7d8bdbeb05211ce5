"""What a package holds beside its text: its kind, macros, embedded objects, links outwards, entities.

Everything is looked for in the relationships and content types, which is where Word itself looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from documents.verification.defauts import Defaut, avertissement, defaut

TYPES = "[Content_Types].xml"
DOCUMENT = "word/document.xml"
_FICHIER = "fichier"
_PRINCIPAL = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_AUTRES_NATURES: tuple[tuple[str, str], ...] = (
    ("macroenabled", "c’est un document Word à macros (.docm, .dotm)"),
    ("wordprocessingml.template", "c’est un modèle Word (.dotx)"),
    ("spreadsheetml", "c’est un classeur Excel renommé"),
    ("presentationml", "c’est une présentation PowerPoint renommée"),
)
_DOCX = "enregistrez-le dans Word, « Enregistrer sous », type « Document Word (.docx) »"
_ACTIFS = re.compile(r"vbaProject|vbaData|/activeX/|(^|/)embeddings/|\.(bin|exe|dll|vbs|js|ole)$", re.IGNORECASE)
_LIENS_ACTIFS = {
    "vbaProject": ("une macro", _DOCX),
    "oleObject": ("un objet incorporé (OLE)", "collez-le comme image"),
    "package": ("un fichier incorporé", "collez-le comme image"),
    "control": ("un contrôle ActiveX", "supprimez ce contrôle"),
    "aFChunk": ("un fragment de document étranger", "collez son texte dans le document"),
    "subDocument": ("un sous-document", "collez son texte dans le document"),
    "attachedTemplate": ("un modèle attaché", "détachez-le (Développeur, Modèle de document, Normal.dotm)"),
}
_ADRESSES_ADMISES = {"http", "https", "mailto"}
_STRICT = b"http://purl.oclc.org/ooxml/"


def lire_xml(octets: bytes) -> etree._Element:
    """The root of a part, entities untouched, network shut. Raises XMLSyntaxError, ValueError for a DTD."""
    analyseur = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    racine = etree.fromstring(octets, analyseur)
    document: Any = racine.getroottree()
    if document.docinfo.doctype:
        raise ValueError("DTD")
    return racine


def examiner_contenu(membres: Mapping[str, bytes]) -> Iterator[Defaut]:
    """Every fault of the package; what follows reads XML only when there is none that blocks."""
    yield from _parties_xml(membres)
    yield from _nature(membres)
    yield from _actifs(membres)
    for nom in membres:
        if nom.endswith(".rels"):
            yield from _liens(nom, membres[nom])


def _parties_xml(membres: Mapping[str, bytes]) -> Iterator[Defaut]:
    for nom, octets in membres.items():
        if not nom.endswith((".xml", ".rels")):
            continue
        if re.search(rb"<!(DOCTYPE|ENTITY)", octets.replace(b"\0", b"")):
            yield _entites(nom)
            continue
        try:
            lire_xml(octets)
        except etree.XMLSyntaxError as erreur:
            yield defaut(
                _FICHIER,
                f"l’élément « {nom} » n’est pas un XML lisible (ligne {erreur.lineno})",
                "ouvrez le document dans Word et enregistrez-le de nouveau",
            )
        except ValueError:
            yield _entites(nom)


def _entites(nom: str) -> Defaut:
    return defaut(
        _FICHIER,
        f"l’élément « {nom} » définit des entités, ce que Word ne fait jamais",
        "recopiez le texte dans un document Word neuf",
    )


def _nature(membres: Mapping[str, bytes]) -> Iterator[Defaut]:
    types = membres.get(TYPES, b"").decode("utf-8", "replace")
    for marque, faute in _AUTRES_NATURES:
        if marque in types.lower():
            yield defaut(_FICHIER, faute, _DOCX)
            return
    if DOCUMENT not in membres or _PRINCIPAL not in types:
        yield defaut(_FICHIER, "ce n’est pas un document Word", _DOCX)
    elif _STRICT in membres[DOCUMENT]:
        yield defaut(_FICHIER, "il est au format « Document Word Open XML strict »", _DOCX)


def _actifs(membres: Mapping[str, bytes]) -> Iterator[Defaut]:
    for nom in membres:
        if _ACTIFS.search(nom) and not nom.startswith("word/printerSettings"):
            yield defaut(
                _FICHIER,
                f"il contient « {nom} », une macro ou un objet incorporé",
                "retirez la macro ou l’objet ; un objet peut être collé comme image",
            )


def _liens(nom: str, octets: bytes) -> Iterator[Defaut]:
    try:
        liens = list(lire_xml(octets))
    except (etree.XMLSyntaxError, ValueError):
        return  # said with the other unreadable parts
    for lien in liens:
        genre = str(lien.get("Type", "")).rsplit("/", 1)[-1]
        cible = str(lien.get("Target", ""))
        if genre in _LIENS_ACTIFS:
            quoi, remede = _LIENS_ACTIFS[genre]
            yield defaut(_origine(nom), f"{quoi}, « {cible[:80]} »", remede)
        elif lien.get("TargetMode") == "External":
            yield _lien_externe(_origine(nom), genre, cible)
        elif cible.count("..") > nom.count("/") - 1 or "\\" in cible:
            yield defaut(_origine(nom), f"un lien interne sort du document, « {cible[:80]} »", "retirez ce lien")


def _lien_externe(lieu: str, genre: str, cible: str) -> Defaut:
    if genre == "hyperlink" and urlsplit(cible).scheme in _ADRESSES_ADMISES:
        return avertissement(lieu, f"un lien vers « {cible[:80]} »", "gardez-le si chaque document doit le porter")
    quoi = {"image": "une image liée", "hyperlink": "un lien"}.get(genre, f"un lien externe ({genre})")
    return defaut(
        lieu,
        f"{quoi} vers « {cible[:80]} », hors du document",
        "incorporez l’image au document, ou retirez le lien",
    )


def _origine(nom: str) -> str:
    """`word/_rels/header1.xml.rels` is the header; the part that carries the link."""
    partie = nom.rsplit("/", 1)[-1].removesuffix(".rels")
    for tete, lieu in (("header", "en-tête"), ("footer", "pied de page"), ("settings", "réglages du document")):
        if partie.startswith(tete):
            return lieu
    return {"document.xml": "document", "footnotes.xml": "notes de bas de page"}.get(partie, f"élément « {partie} »")
