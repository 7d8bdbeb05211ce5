"""The sections of a document: the size of their pages, their headers and footers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from documents.transposition.corps import Corps
from documents.transposition.feuille import Feuille
from documents.transposition.listes import Listes
from documents.transposition.paquet import DOCUMENT, Intransposable, Paquet, R, W, enfants, local
from documents.transposition.proprietes import pt, twips
from documents.transposition.styles import Styles

_PREMIERE, _COURANTE = "first", "default"


@dataclass(frozen=True)
class _Courant:
    """A header or footer: its text, hidden in the page for the margins to show, how high it is in points."""

    html: str
    nom: str
    hauteur: float


@dataclass
class Pages:
    """Writes the body of the page, section after section."""

    paquet: Paquet
    feuille: Feuille
    _courants: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._styles = Styles(self.paquet.voisine("word/styles.xml"))
        self._listes = Listes(self.paquet.voisine("word/numbering.xml"))
        self._partie = self.paquet.partie(DOCUMENT)

    def html(self) -> str:
        """The sections. Raises Intransposable."""
        corps = Corps(self.paquet, self._partie, self._styles, self._listes, self.feuille)
        html = ""
        for rang, (section, elements) in enumerate(self._sections()):
            courants = self._geometrie(section, rang)
            classe = self.feuille.classe({"page": f"s{rang}"})
            html += f'<div class="{classe}">{courants}{corps.blocs(elements)}</div>'
        return html

    def _sections(self) -> Iterable[tuple[etree._Element, list[etree._Element]]]:
        """The blocks of each section with its properties; a continuous one goes on with the next."""
        blocs: list[etree._Element] = []
        for element in enfants(self._partie.racine[0]):
            if local(element) == "sectPr":
                yield element, blocs
                return
            blocs.append(element)
            fin = element.find(f"{W}pPr/{W}sectPr")
            if fin is not None:
                yield fin, blocs
                blocs = []
        raise Intransposable("une page sans dimensions")

    def _geometrie(self, section: etree._Element, rang: int) -> str:
        """The rules of the pages of a section, its headers and footers to be put before its text."""
        colonnes = section.find(f"{W}cols")
        if colonnes is not None and colonnes.get(f"{W}num", "1") != "1":
            raise Intransposable("un texte en colonnes")
        taille, marges = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        if taille is None or marges is None:
            raise Intransposable("une page sans dimensions")
        lu = {nom: twips(marges.get(f"{W}{nom}")) for nom in ("top", "right", "bottom", "left", "header", "footer")}
        dimensions = f"size: {pt(twips(taille.get(f'{W}w')))} {pt(twips(taille.get(f'{W}h')))}"
        selecteurs = {_COURANTE: f"@page s{rang}"}
        if section.find(f"{W}titlePg") is not None:
            selecteurs[_PREMIERE] = f"@page :nth(1 of s{rang})"
        html = ""
        for genre, selecteur in selecteurs.items():
            haut, bas = (self._courant(section, sens, genre) for sens in ("header", "footer"))
            html += haut.html + bas.html
            hauteurs = (max(lu["top"], lu["header"] + haut.hauteur), max(lu["bottom"], lu["footer"] + bas.hauteur))
            regle = (
                f"{selecteur} {{ {dimensions}; margin: {pt(hauteurs[0])} {pt(lu['right'])} {pt(hauteurs[1])} "
                f"{pt(lu['left'])}; @top-left {{ {_marge(haut, 'top', lu['header'])} }} "
                f"@bottom-left {{ {_marge(bas, 'bottom', lu['footer'])} }} }}"
            )
            self.feuille.pages.append(regle)
        return html

    def _courant(self, section: etree._Element, sens: str, genre: str) -> _Courant:
        """The header or footer of a section, that of the one before where it says nothing."""
        reference = section.find(f"{W}{sens}Reference[@{W}type='{genre}']")
        cle = f"{sens}-{genre}"
        if reference is not None:
            lien = self._partie.liens.get(reference.get(f"{R}id", ""))
            self._courants[cle] = lien.cible if lien else ""
        if not (nom := self._courants.get(cle)):
            return _Courant("", "", 0.0)
        partie = self.paquet.partie(nom)
        corps = Corps(self.paquet, partie, self._styles, self._listes, self.feuille, courant=True)
        identifiant = f"c{len(self.feuille.pages)}{sens}{genre}"
        classe = self.feuille.classe({"position": f"running({identifiant})"})
        html = f'<div class="{classe}">{corps.blocs(enfants(partie.racine))}</div>'
        return _Courant(html, identifiant, corps.hauteur)


def _marge(courant: _Courant, cote: str, distance: float) -> str:
    if not courant.nom:
        return "content: none"
    return f"content: element({courant.nom}); width: 100%; vertical-align: {cote}; padding-{cote}: {pt(distance)}"
