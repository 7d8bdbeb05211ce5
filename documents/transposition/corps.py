"""The blocks of a document as HTML, in their order: headings, paragraphs, lists, tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from documents.transposition.feuille import Feuille
from documents.transposition.lignes import Lignes, Texte
from documents.transposition.listes import Listes, Marque
from documents.transposition.paquet import Intransposable, Paquet, Partie, W, enfants, local
from documents.transposition.paragraphes import Composition, carried, main_text, on_pages
from documents.transposition.proprietes import (
    Css,
    Proprietes,
    has,
    indents,
    line_height,
    merge,
    paragraph_css,
    pt,
    read,
    run_css,
    twips,
)
from documents.transposition.styles import Styles
from documents.transposition.tableaux import Fond, Tableau

_REFUSES = {"altChunk": "un document inséré", "oMathPara": "une formule", "oMath": "une formule"}


@dataclass(frozen=True)
class Paragraphe:
    """A w:p and what its style, its list and itself say of it; `textes` is what its texts start from."""

    element: etree._Element
    style: str
    proprietes: Proprietes
    textes: Proprietes
    niveau: int | None
    marque: Marque | None = None
    rang: int = 0


@dataclass
class Corps:
    """Writes the blocks of a part. `hauteur`: about how high they are, in points."""

    paquet: Paquet
    partie: Partie
    styles: Styles
    listes: Listes
    feuille: Feuille
    courant: bool = False
    hauteur: float = 0.0
    _titres: list[int] = field(default_factory=list)
    _saut: bool = False
    _ouvertes: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lignes = Lignes(self.paquet, self.partie, self.styles)
        self._composition = Composition(self.feuille, courant=self.courant)

    def blocs(self, elements: Iterable[etree._Element], fond: Fond | None = None) -> str:
        """The HTML of these blocks, inside a table on what it says of them. Raises Intransposable."""
        lus = [self._paragraphe(un, fond or Fond()) if local(un) == "p" else un for un in elements]
        ouvertes, self._ouvertes = self._ouvertes, []
        html = ""
        for rang, un in enumerate(lus):
            if isinstance(un, Paragraphe):
                html += self._ecrire(_rapproche(un, lus[rang - 1] if rang else None, lus[rang + 1 : rang + 2]))
            elif local(un) == "tbl":
                html += self._fermer(0) + self._tableau(un)
            elif local(un) in _REFUSES:
                raise Intransposable(_REFUSES[local(un)])
        html += self._fermer(0)
        self._ouvertes = ouvertes
        return html

    def _tableau(self, element: etree._Element) -> str:
        avant = self.hauteur
        tableau = Tableau(element, self.styles, self.feuille, self._cellule)
        html = tableau.html()
        self.hauteur = avant + tableau.hauteur
        return html

    def _cellule(self, cellule: etree._Element, fond: Fond) -> tuple[str, float]:
        avant = self.hauteur
        html = self.blocs(enfants(cellule), fond)
        return html, self.hauteur - avant

    def _paragraphe(self, element: etree._Element, fond: Fond) -> Paragraphe:
        direct = read(element.find(f"{W}pPr"))
        if "framePr" in direct:
            raise Intransposable("un cadre de texte")
        style = direct.get("pStyle", {}).get("val", "") or self.styles.default_of("paragraph")
        chaine = self.styles.chain(style, "pPr")
        numero = merge(chaine, direct).get("numId", {}).get("val", "0")
        rang = int(merge(chaine, direct).get("ilvl", {}).get("val", "0"))
        liste = self.listes.indent(numero, rang) if numero != "0" else {}
        ordre = (chaine, liste, direct) if "numId" in direct else (liste, chaine, direct)
        proprietes = merge(self.styles.defaults("pPr"), fond.paragraphes, *ordre)
        return Paragraphe(
            element=element,
            style=style,
            proprietes=proprietes,
            textes=merge(self.styles.defaults("rPr"), fond.textes, self.styles.chain(style, "rPr")),
            niveau=None if self.courant else self.styles.heading(style, proprietes),
            marque=self.listes.mark(numero, rang) if numero != "0" else None,
            rang=rang,
        )

    def _ecrire(self, paragraphe: Paragraphe) -> str:
        jetons = self._lignes.lire(paragraphe.element, paragraphe.textes)
        principal = main_text(jetons)
        propre = read(paragraphe.element.find(f"{W}pPr/{W}rPr")) if principal is None else {}
        formes = principal.proprietes if principal else merge(paragraphe.textes, propre)
        if has(formes, "vanish"):
            return ""
        base = carried(run_css(formes))
        css = paragraph_css(paragraphe.proprietes, formes) | base
        images = [jeton.hauteur for jeton in jetons if isinstance(jeton, Texte) and jeton.hauteur]
        ligne = max(images, default=line_height(paragraphe.proprietes, formes))
        espace = paragraphe.proprietes.get("spacing", {})
        self.hauteur += ligne + twips(espace.get("before")) + twips(espace.get("after"))
        html = ""
        for rang, partie in enumerate(on_pages(jetons)):
            self._saut = self._saut or rang > 0
            if not partie:
                html += "" if rang or len(jetons) else self._vide(css, ligne)
                continue
            html += self._bloc(paragraphe, self._composition.inside(partie, paragraphe.proprietes, base), css)
        return html

    def _vide(self, css: Css, hauteur: float) -> str:
        """An empty line: a space, nothing to read."""
        classe = self.feuille.classe(self._a_la_page(css) | {"height": pt(hauteur)})
        return f'{self._fermer(0)}<div class="{classe}"></div>'

    def _bloc(self, paragraphe: Paragraphe, contenu: str, css: Css) -> str:
        css, marque = self._a_la_page(css), paragraphe.marque
        if paragraphe.niveau is not None:
            balise = self._titre(paragraphe.niveau)
        elif marque is not None and not self.courant:
            return self._puce(paragraphe, contenu, css, marque)
        else:
            balise = "p"
        classe, numero = self.feuille.classe(css), self._numero(paragraphe)
        return f'{self._fermer(0)}<{balise} class="{classe}">{numero}{contenu}</{balise}>'

    def _a_la_page(self, css: Css) -> Css:
        """Where a page was ended just before, the block starts the next one."""
        saut, self._saut = self._saut, False
        return css | ({"break-before": "page"} if saut else {})

    def _titre(self, niveau: int) -> str:
        """Headings go down one level at a time, whatever the styles skip."""
        while self._titres and self._titres[-1] >= niveau:
            self._titres.pop()
        self._titres.append(niveau)
        return f"h{min(len(self._titres), 6)}"

    def _numero(self, paragraphe: Paragraphe) -> str:
        if paragraphe.marque is None:
            return ""
        suspendu = -indents(paragraphe.proprietes)[1]
        classe = f" {self.feuille.classe({'min-width': pt(suspendu)})}" if suspendu > 0 else ""
        return f'<span class="b{classe}">{paragraphe.marque.texte}\u00a0</span>'

    def _puce(self, paragraphe: Paragraphe, contenu: str, css: Css, marque: Marque) -> str:
        """An item, in the list of its level: lists inside lists are opened and closed as levels change."""
        balise, gauche = "ol" if marque.numerotee else "ul", indents(paragraphe.proprietes)[0]
        html = self._fermer(paragraphe.rang + 1)
        if len(self._ouvertes) == paragraphe.rang + 1:
            meme = self._ouvertes[-1][0] == balise
            html += "</li>" if meme else self._fermer(paragraphe.rang)
        if len(self._ouvertes) <= paragraphe.rang:
            html += f"<{balise}>"
            self._ouvertes.append((balise, gauche))
        dehors = self._ouvertes[-2][1] if len(self._ouvertes) > 1 else 0.0
        texte = marque.texte.replace("\\", "").replace('"', "")
        propres = {"margin-left": pt(gauche - dehors), "text-indent": "0", "list-style-type": f'"{texte}\\2002"'}
        return f'{html}<li class="{self.feuille.classe(css | propres)}">{contenu}'

    def _fermer(self, garde: int) -> str:
        """The end of the lists beyond the first `garde` ones."""
        html = "".join(f"</li></{balise}>" for balise, _ in reversed(self._ouvertes[garde:]))
        del self._ouvertes[garde:]
        return html


def _rapproche(paragraphe: Paragraphe, avant: object, apres: list[Paragraphe | etree._Element]) -> Paragraphe:
    """Without the space between paragraphs of one style that asks for none."""
    if not has(paragraphe.proprietes, "contextualSpacing"):
        return paragraphe
    nuls = {
        cote: "0"
        for cote, voisin in (("before", avant), ("after", apres[0] if apres else None))
        if isinstance(voisin, Paragraphe) and voisin.style == paragraphe.style
    }
    proprietes = merge(paragraphe.proprietes, {"spacing": nuls})
    return Paragraphe(
        paragraphe.element,
        paragraphe.style,
        proprietes,
        paragraphe.textes,
        paragraphe.niveau,
        paragraphe.marque,
        paragraphe.rang,
    )
