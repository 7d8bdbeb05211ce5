"""What is true of every document a template part makes, so that docxtpl's passes over the tree can be left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from jinja2 import nodes
from lxml import etree

from documents.moteur.squelette import BLOC, FIN, NonProuvable, squelette

Portees = dict[Any, tuple[int, ...]]


def corps_sur(modele: nodes.Template, ouverture: str) -> bool:
    """Whether every rendering of a body is well formed and keeps its grids of tables and its drawing numbers.

    `ouverture` is the tag that opens the body, with its namespaces.
    """
    portees = _lire(modele, ouverture)
    return (
        portees is not None
        and not any(portees[dessin] for dessin in _parmi(portees, "wp:docPr"))
        and all(_grille_sure(tableau, portees) for tableau in _parmi(portees, "w:tbl"))
    )


def entete_sure(modele: nodes.Template) -> bool:
    """Whether every rendering of a header or footer is well formed and has no blank that a parser would drop."""
    portees = _lire(modele)
    return portees is not None and not any(_melange(element) for element in portees)


def _lire(modele: nodes.Template, avant: str = "") -> Portees | None:
    """The elements of the skeleton, each with the blocks it begins in; None when nothing is proved."""
    try:
        racine = etree.fromstring(f"{avant}{squelette(modele.body)}".encode())
        return _portees(racine)
    except (NonProuvable, etree.XMLSyntaxError):
        return None


def _portees(racine: Any) -> Portees:  # noqa: ANN401 - an lxml element
    """A block that ends under the same tags as it began may be repeated or left out. Raises NonProuvable otherwise."""
    ouverts: list[tuple[int, list[str]]] = []
    portees: Portees = {}
    for rang, noeud in enumerate(racine.iter()):
        if isinstance(noeud.tag, str):
            portees[noeud] = tuple(numero for numero, _ in ouverts)
        elif noeud.tag is etree.PI and noeud.target == BLOC:
            ouverts.append((rang, _chemin(noeud)))
        elif noeud.tag is etree.PI and noeud.target == FIN and ouverts.pop()[1] != _chemin(noeud):
            raise NonProuvable("a block that opens what it does not close")
    return portees


def _chemin(noeud: Any) -> list[str]:  # noqa: ANN401
    return [parent.tag for parent in noeud.iterancestors()]


def _parmi(portees: Portees, nom: str) -> Iterator[Any]:
    return (element for element in portees if element.tag == qn(nom))


def _grille_sure(tableau: Any, portees: Portees) -> bool:  # noqa: ANN401
    """Whether docxtpl would neither add nor remove a column, whichever rows are printed."""
    grille = tableau.find(qn("w:tblGrid"))
    colonnes = [] if grille is None else grille.findall(qn("w:gridCol"))
    if not colonnes or any(portees[element] != portees[tableau] for element in (grille, *colonnes)):
        return False
    pleine = False
    for rangee in tableau.iter(qn("w:tr")):
        cellules = rangee.findall(qn("w:tc"))
        if len(cellules) > len(colonnes) or (largeur := _largeur(rangee, cellules, portees)) is None:
            return False
        pleine |= largeur >= len(colonnes) and portees[rangee] == portees[tableau]
    return pleine


def _largeur(rangee: Any, cellules: list[Any], portees: Portees) -> int | None:  # noqa: ANN401
    """The columns that a row spans, None where that depends on the document."""
    proprietes = [element for cellule in cellules for element in cellule.findall(qn("w:tcPr"))]
    etendues = [element for un in proprietes for element in un.findall(qn("w:gridSpan"))]
    valeurs = [etendue.get(qn("w:val"), "") for etendue in etendues]
    fixes = all(portees[element] == portees[rangee] for element in (*cellules, *proprietes, *etendues))
    if not fixes or not all(valeur.isdecimal() for valeur in valeurs):
        return None
    return len(cellules) - len(valeurs) + sum(map(int, valeurs))


def _melange(element: Any) -> bool:  # noqa: ANN401
    """Whether an element holds text beside elements."""
    textes = [element.text, *(enfant.tail for enfant in element)]
    return any((texte or "").strip() for texte in textes) and any(isinstance(enfant.tag, str) for enfant in element)
