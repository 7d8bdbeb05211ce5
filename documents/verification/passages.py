"""The text of a template, passage by passage, each with its place as a reader of Word would say it.

Word cuts a sentence in runs wherever it likes; here a paragraph is one text again, and every character still knows
the element it comes from, because what a tag may enclose depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from documents.verification.contenu import lire_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REPLI = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PARTIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_PROPRIETES = {
    "title": "titre",
    "subject": "objet",
    "creator": "auteur",
    "keywords": "mots-clés",
    "description": "commentaires",
}
_CODES = {f"{W}instrText", f"{W}delInstrText", f"{W}fldSimple"}
_SIGNES = {f"{W}tab": "\t", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-"}


@dataclass(frozen=True, kw_only=True)
class Morceau:
    """A text element of a paragraph: its text, and where it hangs."""

    texte: str
    element: etree._Element


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A paragraph, or the text of one attribute or property. `code`: it is a field code, not read as text."""

    lieu: str
    morceaux: tuple[Morceau, ...]
    paragraphe: etree._Element | None = None
    code: bool = False

    @property
    def texte(self) -> str:
        return "".join(morceau.texte for morceau in self.morceaux)

    def element(self, place: int) -> etree._Element:
        """The element that holds the character at `place`."""
        for morceau in self.morceaux:
            if place < len(morceau.texte):
                return morceau.element
            place -= len(morceau.texte)
        return self.morceaux[-1].element


@dataclass
class _Compteurs:
    """How many paragraphs and tables were met in one container."""

    paragraphes: int = 0
    tableaux: int = field(default=0)


def lire_passages(membres: Mapping[str, bytes]) -> list[Passage]:
    """Every passage that the engine renders: body, headers, footers, footnotes, attributes, properties."""
    passages: list[Passage] = []
    for nom in sorted(filter(PARTIES.fullmatch, membres), key=lambda nom: (nom != "word/document.xml", nom)):
        racine = lire_xml(membres[nom])
        corps = racine.find(f"{W}body")
        passages += _conteneur(racine if corps is None else corps, tete(nom), _Compteurs())
        passages += _attributs(racine, tete(nom))
    return passages + list(_proprietes(membres))


def tete(nom: str) -> str:
    """« en-tête », « pied de page », « note de bas de page »; empty for the body."""
    for debut, lieu in (("header", "en-tête"), ("footer", "pied de page"), ("footnotes", "note de bas de page")):
        if nom.startswith(f"word/{debut}"):
            return lieu
    return ""


def _conteneur(element: etree._Element, lieu: str, compteurs: _Compteurs) -> Iterator[Passage]:
    """The passages of a body, cell, header or text box; wrappers such as content controls are gone through."""
    for enfant in element:
        if enfant.tag == f"{W}p":
            compteurs.paragraphes += 1
            yield from _paragraphe(enfant, _joindre(lieu, f"paragraphe {compteurs.paragraphes}"))
        elif enfant.tag == f"{W}tbl":
            compteurs.tableaux += 1
            yield from _tableau(enfant, _joindre(lieu, f"tableau {compteurs.tableaux}"))
        elif isinstance(enfant.tag, str) and enfant.tag != _REPLI:
            yield from _conteneur(enfant, lieu, compteurs)


def _tableau(tableau: etree._Element, lieu: str) -> Iterator[Passage]:
    for rang, rangee in enumerate(tableau.iter(f"{W}tr"), start=1):
        if _proche(rangee, f"{W}tbl") is not tableau:
            continue
        cellules = [cellule for cellule in rangee.iter(f"{W}tc") if _proche(cellule, f"{W}tr") is rangee]
        for colonne, cellule in enumerate(cellules, start=1):
            yield from _cellule(cellule, f"{lieu}, ligne {rang}, colonne {colonne}")


def _cellule(cellule: etree._Element, lieu: str) -> Iterator[Passage]:
    seul = len(cellule.findall(f"{W}p")) == 1
    for passage in _conteneur(cellule, lieu, _Compteurs()):
        if seul and passage.lieu == f"{lieu}, paragraphe 1":
            yield Passage(lieu=lieu, morceaux=passage.morceaux, paragraphe=passage.paragraphe, code=passage.code)
        else:
            yield passage


def _proche(element: etree._Element, balise: str) -> etree._Element | None:
    return next(element.iterancestors(balise), None)


def _paragraphe(paragraphe: etree._Element, lieu: str) -> Iterator[Passage]:
    """The text before a text box, the box, the text after it; then the field codes, apart."""
    courant: list[Morceau] = []
    codes: list[Morceau] = []
    for element in _feuilles(paragraphe):
        if element.tag == f"{W}txbxContent":
            yield from _fermer(courant, lieu, paragraphe)
            courant = []
            yield from _conteneur(element, _joindre(lieu, "zone de texte"), _Compteurs())
        elif element.tag in _CODES:
            codes.append(Morceau(texte=element.get(f"{W}instr") or element.text or "", element=element))
        elif element.tag == f"{W}t":
            courant.append(Morceau(texte=element.text or "", element=element))
        elif element.tag in _SIGNES:
            courant.append(Morceau(texte=_SIGNES[element.tag], element=element))
    yield from _fermer(courant, lieu, paragraphe)
    if codes:
        yield Passage(lieu=f"{lieu}, code de champ", morceaux=tuple(codes), paragraphe=paragraphe, code=True)


def _fermer(morceaux: list[Morceau], lieu: str, paragraphe: etree._Element) -> Iterator[Passage]:
    if morceaux:
        yield Passage(lieu=lieu, morceaux=tuple(morceaux), paragraphe=paragraphe)


def _feuilles(element: etree._Element) -> Iterator[etree._Element]:
    """The elements of a paragraph in order; a text box is given whole, the copy kept for old readers is skipped."""
    for enfant in element:
        if enfant.tag == _REPLI or not isinstance(enfant.tag, str):
            continue
        yield enfant
        if enfant.tag != f"{W}txbxContent":
            yield from _feuilles(enfant)


def _attributs(racine: etree._Element, lieu: str) -> Iterator[Passage]:
    """Tags in attributes: the alternative text of an image, an address."""
    for element in racine.iter():
        if isinstance(element.tag, str):
            for nom, valeur in element.attrib.items():
                if "{{" in str(valeur) or "{%" in str(valeur):
                    ou = _joindre(lieu, f"attribut « {str(nom).rsplit('}', 1)[-1]} » (texte de remplacement, adresse)")
                    yield Passage(lieu=ou, morceaux=(Morceau(texte=str(valeur), element=element),))


def _proprietes(membres: Mapping[str, bytes]) -> Iterator[Passage]:
    if "docProps/core.xml" in membres:
        for element in lire_xml(membres["docProps/core.xml"]):
            nom = _PROPRIETES.get(etree.QName(element).localname)
            if nom and element.text:
                yield Passage(
                    lieu=f"propriété « {nom} » du fichier", morceaux=(Morceau(texte=element.text, element=element),)
                )
    if "docProps/custom.xml" in membres:
        for propriete in lire_xml(membres["docProps/custom.xml"]):
            for valeur in propriete:
                if valeur.text:
                    yield Passage(
                        lieu=f"propriété personnalisée « {propriete.get('name')} »",
                        morceaux=(Morceau(texte=valeur.text, element=valeur),),
                    )


def _joindre(lieu: str, suite: str) -> str:
    return f"{lieu}, {suite}" if lieu else suite
