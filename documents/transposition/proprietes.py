"""What Word says of a paragraph, a run, a cell, merged along its styles and told in CSS.

A property is its attributes by name; those of a style nearer to the text win, one by one.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from documents.transposition.paquet import attributs, local

Proprietes = dict[str, dict[str, str]]
Css = dict[str, str]

BASCULES = frozenset(
    {
        *("b", "i", "caps", "smallCaps", "strike", "dstrike", "vanish", "tblHeader", "cantSplit"),
        *("keepNext", "keepLines", "pageBreakBefore", "widowControl", "contextualSpacing"),
    }
)
_ETENDUS = {"pBdr", "tblBorders", "tcBorders", "tblCellMar", "tcMar"}
_ALIGNEMENTS = {"both": "justify", "distribute": "justify", "right": "right", "end": "right", "center": "center"}
_TRAITS = {"double": "double", "dotted": "dotted", "dashed": "dashed", "dashSmallGap": "dashed", "dotDash": "dashed"}
_SURLIGNES = {"yellow": "#ffe58f", "cyan": "#bff3f5", "green": "#c6efce", "lightGray": "#d9d9d9"}
_LIGNE = 240  # what Word calls a single line
# The letters of reports are wider than those of most documents: the size that keeps the width, the height of a line.
_MESURES = {"arial": (1.0, 1.15), "times": (0.905, 1.15), "calibri": (0.915, 1.2207)}


def read(element: etree._Element | None) -> Proprietes:
    """The properties that an element (pPr, rPr, tblPr, trPr, tcPr) says itself."""
    lues: Proprietes = {}
    for enfant in element if element is not None else ():
        nom = local(enfant)
        if nom in _ETENDUS:
            lues |= {f"{nom}.{local(un)}": attributs(un) for un in enfant}
        elif nom == "numPr":
            lues |= {local(un): attributs(un) for un in enfant}
        elif nom == "tabs":
            lues |= {f"tab.{attributs(un).get('pos', '0')}": attributs(un) for un in enfant}
        elif nom in BASCULES:
            lues[nom] = {"val": attributs(enfant).get("val", "1")}
        else:
            lues[nom] = attributs(enfant)
    return lues


def merge(*suite: Mapping[str, dict[str, str]]) -> Proprietes:
    """The properties of all, the last one winning attribute by attribute."""
    fondues: Proprietes = {}
    for une in suite:
        for nom, valeurs in une.items():
            fondues[nom] = {**fondues.get(nom, {}), **valeurs}
    return fondues


def has(proprietes: Proprietes, nom: str) -> bool:
    """Whether a property that is on or off is on."""
    return proprietes.get(nom, {}).get("val", "0") not in {"0", "false", "off", "none"}


def twips(texte: str | None) -> float:
    """A measure in twentieths of a point as points; 0 where it is none."""
    try:
        return float(texte or 0) / 20
    except ValueError:
        return 0.0


def pt(points: float) -> str:
    """« 12.5pt »."""
    return f"{round(points, 2):g}pt"


def indents(paragraphe: Proprietes) -> tuple[float, float]:
    """The left indent and that of the first line beyond it, in points."""
    ind = paragraphe.get("ind", {})
    suspendu = twips(ind.get("hanging"))
    return twips(ind.get("left", ind.get("start"))), -suspendu if suspendu else twips(ind.get("firstLine"))


def paragraph_css(p: Proprietes, r: Proprietes) -> Css:
    """A paragraph whose text has mostly the properties `r`."""
    espace, (gauche, premiere) = p.get("spacing", {}), indents(p)
    css = {
        "margin-top": _espace(espace, "before"),
        "margin-bottom": _espace(espace, "after"),
        "margin-left": pt(gauche),
        "margin-right": pt(twips(p.get("ind", {}).get("right", p.get("ind", {}).get("end")))),
        "text-indent": pt(premiere),
        "text-align": _ALIGNEMENTS.get(p.get("jc", {}).get("val", ""), "left"),
        "line-height": _interligne(espace, r),
        "break-after": "avoid" if has(p, "keepNext") else "auto",
        "break-inside": "avoid" if has(p, "keepLines") else "auto",
        "break-before": "page" if has(p, "pageBreakBefore") else "auto",
    }
    if fond := _fond(p):
        css["background"] = fond
    for cote in ("top", "left", "bottom", "right"):
        if (bord := p.get(f"pBdr.{cote}")) and (trait := border(bord)) != "none":
            css |= {f"border-{cote}": trait, f"padding-{cote}": pt(float(bord.get("space", "0")))}
    return css


def run_css(r: Proprietes) -> Css:
    """The text of a run."""
    taille = float(r.get("sz", {}).get("val", "20")) / 2
    css = {
        "font-size": pt(taille * _mesure(r)[0]),
        "font-weight": "700" if has(r, "b") else "400",
        "font-style": "italic" if has(r, "i") else "normal",
        "color": _couleur(r.get("color", {}).get("val")) or "#000",
    }
    if has(r, "u"):
        css["text-decoration"] = "underline"
    if has(r, "strike") or has(r, "dstrike"):
        css["text-decoration"] = "line-through"
    if has(r, "caps"):
        css["text-transform"] = "uppercase"
    if has(r, "smallCaps"):
        css["font-variant-caps"] = "small-caps"
    if (vertical := r.get("vertAlign", {}).get("val")) in {"superscript", "subscript"}:
        css |= {"vertical-align": "super" if vertical == "superscript" else "sub", "font-size": pt(taille * 0.6)}
    fond = _SURLIGNES.get(r.get("highlight", {}).get("val", ""), "#ffe58f") if has(r, "highlight") else _fond(r)
    if fond:
        css["background"] = fond
    return css


def line_height(p: Proprietes, r: Proprietes) -> float:
    """How high a line of that paragraph is, about, in points."""
    espace = p.get("spacing", {})
    taille = float(r.get("sz", {}).get("val", "20")) / 2
    return taille * _mesure(r)[1] * float(espace.get("line", _LIGNE)) / _LIGNE


def border(trait: dict[str, str]) -> str:
    """A border as CSS."""
    genre = trait.get("val", "none")
    if genre in {"nil", "none"}:
        return "none"
    epaisseur = max(float(trait.get("sz", "4")) / 8, 0.25)
    return f"{pt(epaisseur)} {_TRAITS.get(genre, 'solid')} {_couleur(trait.get('color')) or '#000'}"


def shade(proprietes: Proprietes) -> str:
    """The background of a cell, empty where it has none."""
    return _fond(proprietes)


def _espace(espace: dict[str, str], cote: str) -> str:
    automatique = espace.get(f"{cote}Autospacing") in {"1", "true", "on"}
    return "14pt" if automatique else pt(twips(espace.get(cote)))


def _interligne(espace: dict[str, str], r: Proprietes) -> str:
    """Without unit where lines follow the size of what they hold."""
    ligne = float(espace.get("line", _LIGNE))
    if espace.get("lineRule", "auto") != "auto":
        return pt(ligne / 20)
    echelle, hauteur = _mesure(r)
    return f"{round(ligne / _LIGNE * hauteur / echelle, 3):g}"


def _mesure(r: Proprietes) -> tuple[float, float]:
    police = r.get("rFonts", {}).get("ascii", "calibri").casefold()
    return next((mesure for debut, mesure in _MESURES.items() if police.startswith(debut)), _MESURES["calibri"])


def _fond(proprietes: Proprietes) -> str:
    return _couleur(proprietes.get("shd", {}).get("fill"))


def _couleur(valeur: str | None) -> str:
    """« #1f3864 »; empty for what has no colour of its own."""
    valide = valeur is not None and len(valeur) == len("RRVVBB") and all(c in "0123456789abcdefABCDEF" for c in valeur)
    return f"#{valeur.lower()}" if valeur and valide else ""
