"""What a paragraph holds: texts with what they look like, tabs, breaks, fields, links, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from documents.transposition.images import picture
from documents.transposition.paquet import Intransposable, Paquet, Partie, R, W, attributs, enfants, local
from documents.transposition.proprietes import Css, Proprietes, has, merge, read, run_css
from documents.transposition.styles import Styles

_ADRESSE = re.compile(r"(https?://|mailto:)[^\s\"<>]+")
_HYPERLIEN = re.compile(r"\s*HYPERLINK\s+\"([^\"]+)\"")
_SIGNES = {"cr": "<br>", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_SYMBOLES = {"F0A8": "☐", "F06F": "☐", "F0FE": "☒", "F0FC": "✓", "F0B7": "•", "F0E0": "→", "2610": "☐", "2612": "☒"}
_COMPTEURS = {"PAGE": "page", "NUMPAGES": "pages", "SECTIONPAGES": "pages"}
_REFUSES = {
    "pict": "un dessin ou une zone de texte",
    "object": "un objet incorporé",
    "AlternateContent": "un dessin ou une zone de texte",
    "footnoteReference": "une note de bas de page",
    "endnoteReference": "une note de fin",
    "oMath": "une formule",
    "oMathPara": "une formule",
    "ruby": "un texte annoté",
}


@dataclass(frozen=True)
class Texte:
    """A piece of text, already HTML; `poids` its letters, `hauteur` that of its picture, in points."""

    html: str
    css: Css
    proprietes: Proprietes
    poids: int = 0
    lien: str = ""
    hauteur: float = 0.0


@dataclass(frozen=True)
class Tabulation:
    """A tab; `aligne` where it says itself on which side what follows stands."""

    aligne: str = ""


@dataclass(frozen=True)
class SautDePage:
    """The next text starts a page."""


Jeton = Texte | Tabulation | SautDePage


@dataclass
class _Champ:
    instruction: str = ""
    dit: bool = False
    muet: bool = False
    lien: str = ""


@dataclass
class Lignes:
    """Reads the paragraphs of a part; a field may go from one to the next."""

    paquet: Paquet
    partie: Partie
    styles: Styles
    _champs: list[_Champ] = field(default_factory=list)

    def lire(self, paragraphe: etree._Element, base: Proprietes) -> list[Jeton]:
        """What is in a paragraph whose style gives its texts `base`. Raises Intransposable."""
        return list(self._lire(paragraphe, base, ""))

    def _lire(self, parent: etree._Element, base: Proprietes, lien: str) -> Iterator[Jeton]:
        for element in enfants(parent):
            nom = local(element)
            if nom == "r":
                yield from self._run(element, base, lien)
            elif nom == "hyperlink":
                cible = self.partie.liens.get(element.get(f"{R}id", ""))
                yield from self._lire(element, base, _sure(cible.cible) if cible else lien)
            elif nom == "fldSimple":
                yield from self._champ_simple(element, base, lien)
            elif nom in _REFUSES:
                raise Intransposable(_REFUSES[nom])

    def _run(self, run: etree._Element, base: Proprietes, lien: str) -> Iterator[Jeton]:
        proprietes = self._proprietes(run, base)
        if has(proprietes, "vanish"):
            return
        css = run_css(proprietes)
        for element in enfants(run):
            nom = local(element)
            if nom in _REFUSES:
                raise Intransposable(_REFUSES[nom])
            if nom == "fldChar":
                yield from self._borne(element, css, proprietes)
            elif nom == "instrText" and self._champs:
                self._champs[-1].instruction += element.text or ""
            elif not any(champ.muet or not champ.dit for champ in self._champs):
                vers = next((champ.lien for champ in self._champs if champ.lien), lien)
                yield from self._contenu(element, Texte("", css, proprietes, lien=vers))

    def _contenu(self, element: etree._Element, forme: Texte) -> Iterator[Jeton]:
        nom, dits = local(element), attributs(element)
        html, hauteur = "", 0.0
        if nom == "t":
            html = escape(element.text or "", quote=False).replace("  ", "\u00a0 ")
        elif nom in {"tab", "ptab"}:
            yield Tabulation(dits.get("alignment", ""))
        elif nom == "br" and dits.get("type") == "page":
            yield SautDePage()
        elif nom == "br":
            html = "<br>"
        elif nom == "drawing":
            dessin = picture(element, self.paquet, self.partie)
            html, hauteur = dessin.html, dessin.hauteur
        elif nom == "sym":
            html = _symbole(dits.get("char", ""))
        else:
            html = _SIGNES.get(nom, "")
        if html:
            poids = len(html) if nom == "t" else 0
            yield Texte(html, forme.css, forme.proprietes, poids, forme.lien, hauteur)

    def _borne(self, borne: etree._Element, css: Css, proprietes: Proprietes) -> Iterator[Jeton]:
        """A complex field begins, says its result, or ends."""
        genre = attributs(borne).get("fldCharType")
        if genre == "begin":
            self._champs.append(_Champ())
        elif not self._champs:
            return
        elif genre == "separate" or not self._champs[-1].dit:
            champ = self._champs[-1]
            champ.dit = True
            if compteur := _compteur(champ.instruction):
                champ.muet = True
                yield Texte(compteur, css, proprietes, poids=1)
            elif (vers := _HYPERLIEN.match(champ.instruction)) is not None:
                champ.lien = _sure(vers[1])
        if genre == "end":
            self._champs.pop()

    def _champ_simple(self, champ: etree._Element, base: Proprietes, lien: str) -> Iterator[Jeton]:
        instruction = champ.get(f"{W}instr", "")
        if compteur := _compteur(instruction):
            run = champ.find(f"{W}r")
            proprietes = self._proprietes(run, base) if run is not None else base
            yield Texte(compteur, run_css(proprietes), proprietes, poids=1)
            return
        vers = _HYPERLIEN.match(instruction)
        yield from self._lire(champ, base, _sure(vers[1]) if vers else lien)

    def _proprietes(self, run: etree._Element, base: Proprietes) -> Proprietes:
        propres = read(run.find(f"{W}rPr"))
        style = propres.get("rStyle", {}).get("val", "")
        return merge(base, self.styles.chain(style, "rPr"), propres)


def _compteur(instruction: str) -> str:
    """A number that the page itself counts, empty for another field."""
    mots = instruction.split()
    classe = _COMPTEURS.get(mots[0].upper()) if mots else None
    return f'<span class="{classe}"></span>' if classe else ""


def _symbole(code: str) -> str:
    if (signe := _SYMBOLES.get(code.upper())) is None:
        raise Intransposable("un symbole d’une police spéciale")
    return signe


def _sure(adresse: str) -> str:
    """An address that may be followed from a PDF, empty otherwise."""
    return escape(adresse, quote=True) if _ADRESSE.fullmatch(adresse) else ""
