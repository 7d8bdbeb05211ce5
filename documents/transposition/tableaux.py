"""The tables of a document: those that hold data with their headers, those that only place texts as plain boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from documents.transposition.feuille import Feuille
from documents.transposition.paquet import Intransposable, W, enfants, local
from documents.transposition.proprietes import Css, Proprietes, border, has, merge, pt, read, shade, twips
from documents.transposition.styles import Styles

_OUI = {"1", "true", "on"}
_COTES = ("top", "left", "bottom", "right")
_VERTICAL = {"center": "middle", "bottom": "bottom"}


@dataclass(frozen=True)
class Fond:
    """What a table says of the paragraphs and of the texts in a cell, under their own styles."""

    paragraphes: Proprietes = field(default_factory=dict)
    textes: Proprietes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Cellule:
    element: etree._Element
    colonne: int
    portee: int
    proprietes: Proprietes
    rangees: int = 1


@dataclass(frozen=True, kw_only=True)
class _Rangee:
    proprietes: Proprietes
    cellules: tuple[_Cellule, ...]

    @property
    def entete(self) -> bool:
        return has(self.proprietes, "tblHeader")


@dataclass
class Tableau:
    """A w:tbl being written; `rendre` writes the inside of a cell and says its height. `hauteur`: about, in points."""

    element: etree._Element
    styles: Styles
    feuille: Feuille
    rendre: Callable[[etree._Element, Fond], tuple[str, float]]
    hauteur: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        direct = read(self.element.find(f"{W}tblPr"))
        if "tblpPr" in direct:
            raise Intransposable("un tableau posé sur le texte")
        self._style = direct.get("tblStyle", {}).get("val", "") or self.styles.default_of("table")
        self._look = direct.get("tblLook", {})
        self._table = merge(self.styles.chain(self._style, "tblPr"), direct)
        grille = self.element.find(f"{W}tblGrid")
        self._grille = (
            [twips(une.get(f"{W}w")) for une in grille if local(une) == "gridCol"] if grille is not None else []
        )
        self._rangees = _fondre([self._rangee(une) for une in enfants(self.element) if local(une) == "tr"])

    def html(self) -> str:
        """The table; plain boxes where it has neither border, shade nor header, or a single cell."""
        entetes = [rangee for rangee in self._rangees if rangee.entete]
        seule = len(self._rangees) == 1 and len(self._rangees[0].cellules) == 1
        sans_traits = not entetes and not any(self._visible(cellule) for r in self._rangees for cellule in r.cellules)
        fusion = any(cellule.rangees > 1 or cellule.portee > 1 for r in self._rangees for cellule in r.cellules)
        classe = self.feuille.classe(self._css())
        if seule or (sans_traits and not fusion):
            rangees = "".join(self._ecrire(rang, "div", presente=True) for rang in range(len(self._rangees)))
            return f'<div class="t {classe}">{rangees}</div>'
        ligne = self._look.get("firstColumn") in _OUI and not entetes and len(self._grille) > 1
        tete = len(entetes) or int(not ligne)
        ecrites = [
            self._ecrire(rang, "th" if rang < tete else "td", colonne=ligne) for rang in range(len(self._rangees))
        ]
        colonnes = "".join(f'<col class="{self.feuille.classe({"width": pt(une)})}">' for une in self._grille)
        corps = f"<tbody>{''.join(ecrites[tete:])}</tbody>" if ecrites[tete:] else ""
        debut = f"<thead>{''.join(ecrites[:tete])}</thead>" if tete else ""
        return f'<table class="{classe}"><colgroup>{colonnes}</colgroup>{debut}{corps}</table>'

    def _css(self) -> Css:
        retrait = twips(self._table.get("tblInd", {}).get("w"))
        css = {"width": pt(sum(self._grille)), "margin-left": pt(retrait)}
        if (jc := self._table.get("jc", {}).get("val")) in {"center", "right", "end"}:
            css |= {"margin-left": "auto"} | ({"margin-right": "auto"} if jc == "center" else {})
        return css

    def _rangee(self, element: etree._Element) -> _Rangee:
        proprietes = read(element.find(f"{W}trPr"))
        colonne, cellules = int(proprietes.get("gridBefore", {}).get("val", "0")), []
        for une in enfants(element):
            if local(une) == "tc":
                lues = read(une.find(f"{W}tcPr"))
                if lues.get("textDirection", {}).get("val", "lrTb") not in {"lrTb", "lrTbV", "tbLrV"}:
                    raise Intransposable("un texte tourné")
                portee = int(lues.get("gridSpan", {}).get("val", "1"))
                cellules.append(_Cellule(element=une, colonne=colonne, portee=portee, proprietes=lues))
                colonne += portee
        return _Rangee(proprietes=proprietes, cellules=tuple(cellules))

    def _ecrire(self, rang: int, balise: str, *, colonne: bool = False, presente: bool = False) -> str:
        """A row; `colonne`: its first cell is a header, `presente`: it only places texts."""
        rangee, cellules, plus_haute = self._rangees[rang], [], 0.0
        for cellule in rangee.cellules:
            nom = "th" if colonne and not cellule.colonne else balise
            html, hauteur = self.rendre(
                cellule.element, Fond(*(self._conditionnel(rang, cellule, genre) for genre in ("pPr", "rPr")))
            )
            plus_haute = max(plus_haute, hauteur)
            classe = self.feuille.classe(self._css_cellule(rang, cellule, largeur=presente))
            cellules.append(f'<{nom} class="{"c " if presente else ""}{classe}"{_portees(nom, cellule)}>{html}</{nom}>')
        voulue = twips(rangee.proprietes.get("trHeight", {}).get("val"))
        self.hauteur += max(plus_haute, voulue)
        classes = " ".join(
            filter(None, ("r" if presente else "", self.feuille.classe({"height": pt(voulue)}) if voulue else ""))
        )
        nom = "div" if presente else "tr"
        attribut = f' class="{classes}"' if classes else ""
        return f"<{nom}{attribut}>{''.join(cellules)}</{nom}>"

    def _css_cellule(self, rang: int, cellule: _Cellule, *, largeur: bool) -> Css:
        css = {f"border-{cote}": border(self._trait(rang, cellule, cote)) for cote in _COTES}
        for cote in _COTES:
            marge = cellule.proprietes.get(f"tcMar.{cote}") or self._table.get(f"tblCellMar.{cote}") or {}
            css[f"padding-{cote}"] = pt(twips(marge.get("w")))
        fond = shade(cellule.proprietes) or shade(self._conditionnel(rang, cellule, "tcPr"))
        css |= {"background": fond} if fond else {}
        if vertical := _VERTICAL.get(cellule.proprietes.get("vAlign", {}).get("val", "")):
            css["vertical-align"] = vertical
        if largeur:
            css["width"] = pt(sum(self._grille[cellule.colonne : cellule.colonne + cellule.portee]))
        return css

    def _trait(self, rang: int, cellule: _Cellule, cote: str) -> dict[str, str]:
        """A border of a cell: its own, else that of the table at its edge or inside."""
        if propre := cellule.proprietes.get(f"tcBorders.{cote}"):
            return propre
        bords = {
            "top": rang == 0,
            "bottom": rang + cellule.rangees == len(self._rangees),
            "left": cellule.colonne == 0,
            "right": cellule.colonne + cellule.portee >= len(self._grille),
        }
        dedans = "insideH" if cote in {"top", "bottom"} else "insideV"
        return self._table.get(f"tblBorders.{cote if bords[cote] else dedans}", {})

    def _visible(self, cellule: _Cellule) -> bool:
        traits = (cellule.proprietes.get(f"tcBorders.{cote}") for cote in _COTES)
        lignes = (self._table.get(f"tblBorders.{cote}") for cote in (*_COTES, "insideH", "insideV"))
        return bool(shade(cellule.proprietes)) or any(trait and border(trait) != "none" for trait in (*traits, *lignes))

    def _conditionnel(self, rang: int, cellule: _Cellule, genre: str) -> Proprietes:
        """What the style says of a cell by its place: a band, the first column, the first row, where asked for."""
        premiere = self._look.get("firstRow") in _OUI
        cas = {
            "band1Horz": self._look.get("noHBand") not in _OUI and rang >= premiere and (rang - premiere) % 2 == 0,
            "firstCol": self._look.get("firstColumn") in _OUI and cellule.colonne == 0,
            "firstRow": premiere and rang == 0,
        }
        propres = [self.styles.conditional(self._style, nom, genre) for nom, ici in cas.items() if ici]
        return merge(self.styles.chain(self._style, genre), *propres)


def _portees(nom: str, cellule: _Cellule) -> str:
    """The attributes of a cell: what it spans, what it heads."""
    dits = {"colspan": cellule.portee, "rowspan": cellule.rangees}
    ecrits = "".join(f' {cle}="{valeur}"' for cle, valeur in dits.items() if valeur > 1)
    return ecrits + (' scope="col"' if nom == "th" else "")


def _fondre(rangees: Sequence[_Rangee]) -> list[_Rangee]:
    """The rows, cells that go on from the row above made one with it."""
    gardees = [list(rangee.cellules) for rangee in rangees]
    for rang in range(len(rangees) - 1, 0, -1):
        for cellule in [une for une in gardees[rang] if _suite(une)]:
            dessus = [une for une in gardees[rang - 1] if une.colonne == cellule.colonne]
            if dessus:
                gardees[rang - 1][gardees[rang - 1].index(dessus[0])] = replace(dessus[0], rangees=cellule.rangees + 1)
                gardees[rang].remove(cellule)
    return [replace(rangee, cellules=tuple(cellules)) for rangee, cellules in zip(rangees, gardees, strict=True)]


def _suite(cellule: _Cellule) -> bool:
    return cellule.proprietes.get("vMerge", {"val": "restart"}).get("val", "continue") == "continue"
