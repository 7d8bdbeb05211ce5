"""A paragraph as HTML: its pieces joined, its tabs placed, where it must start a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.transposition.feuille import Feuille
from documents.transposition.lignes import Jeton, SautDePage, Tabulation, Texte
from documents.transposition.proprietes import Css, Proprietes, indents, pt, twips

_PORTES = ("font-size", "font-weight", "font-style", "color")
_POINTS = {"dot": "lp", "hyphen": "lp", "underscore": "lt"}
_PAS = 35.45  # points between two tabs where the paragraph places none


@dataclass(frozen=True)
class Taquet:
    """A stop of the ruler: where, in points, how what follows it is set, the class of what leads to it."""

    place: float
    aligne: str
    points: str = ""


def on_pages(jetons: Sequence[Jeton]) -> list[list[Texte | Tabulation]]:
    """The pieces of a paragraph, cut where a page ends."""
    parties: list[list[Texte | Tabulation]] = [[]]
    for jeton in jetons:
        if isinstance(jeton, SautDePage):
            parties.append([])
        else:
            parties[-1].append(jeton)
    return parties


def main_text(jetons: Sequence[Jeton]) -> Texte | None:
    """The longest text, which the paragraph is set after; None where there is none."""
    textes = [jeton for jeton in jetons if isinstance(jeton, Texte)]
    return max(textes, key=lambda texte: texte.poids, default=None)


def carried(css: Css) -> Css:
    """What a paragraph says for all its texts."""
    return {nom: css[nom] for nom in _PORTES}


@dataclass(frozen=True)
class Composition:
    """Writes the inside of paragraphs, their classes in `feuille`; `courant`: in the margin, where nothing floats."""

    feuille: Feuille
    courant: bool = False

    def inside(self, jetons: Sequence[Texte | Tabulation], p: Proprietes, base: Css) -> str:
        """The inside of a paragraph whose texts look like `base` unless they say otherwise."""
        segments: list[list[Texte]] = [[]]
        tabulations: list[Tabulation] = []
        for jeton in jetons:
            if isinstance(jeton, Tabulation):
                segments.append([])
                tabulations.append(jeton)
            else:
                segments[-1].append(jeton)
        ecrits = [self._segment(segment, base) for segment in segments]
        return self._places(ecrits, tabulations, p) if tabulations else ecrits[0]

    def _places(self, ecrits: list[str], tabulations: Sequence[Tabulation], p: Proprietes) -> str:
        """The segments at their stops: a text shorter than its stop is followed at the stop, a longer one at once."""
        gauche, premiere = indents(p)
        place, reste, html = gauche + premiere, _taquets(p, gauche), ""
        for rang, (ecrit, tabulation) in enumerate(zip(ecrits, tabulations, strict=False)):
            reste = [taquet for taquet in reste if taquet.place > place]
            taquet = reste[0] if reste else Taquet((place // _PAS + 1) * _PAS, "left")
            aligne = tabulation.aligne or taquet.aligne
            if aligne in {"right", "end", "center"}:
                cote = "center" if aligne == "center" else "right"
                return html + self._vis_a_vis(ecrit, ecrits[rang + 1 :], replace(taquet, aligne=cote))
            classe = self.feuille.classe({"min-width": pt(taquet.place - place)})
            html += f'<span class="b {classe}">{ecrit}</span>'
            place = taquet.place
        return html + ecrits[-1]

    def _vis_a_vis(self, ecrit: str, suite: Sequence[str], taquet: Taquet) -> str:
        """A text at left, then one at the end of the line, or in the middle, or both."""
        if not self.courant and taquet.points:
            return f'{ecrit}<span class="{taquet.points}"></span>{" ".join(suite)}'
        if not self.courant and taquet.aligne == "right" and len(suite) == 1:
            return f'{ecrit}<span class="d">{suite[0]}</span>'
        milieu = taquet.aligne == "center"
        cellules = {"left": ecrit, **({"center": suite[0]} if milieu else {}), "right": " ".join(suite[milieu:])}
        tiers = " f" if cellules.get("center") else ""
        ecrites = (
            f'<span class="{self.feuille.classe({"text-align": sens})}">{texte}</span>'
            for sens, texte in cellules.items()
        )
        return f'<span class="e{tiers}">{"".join(ecrites)}</span>'

    def _segment(self, textes: Sequence[Texte], base: Css) -> str:
        html, ouvert, lien = "", "", ""
        for texte in textes:
            propre = {nom: valeur for nom, valeur in texte.css.items() if base.get(nom) != valeur}
            classe = self.feuille.classe(propre) if propre else ""
            if (classe, texte.lien) != (ouvert, lien):
                html += _ferme(ouvert, lien) + _ouvre(classe, texte.lien)
                ouvert, lien = classe, texte.lien
            html += texte.html
        return html + _ferme(ouvert, lien)


def _taquets(p: Proprietes, gauche: float) -> list[Taquet]:
    """The stops of a paragraph; what hangs has one where its text starts."""
    poses = [
        Taquet(twips(dit.get("pos")), dit.get("val", "left"), _POINTS.get(dit.get("leader", ""), ""))
        for nom, dit in p.items()
        if nom.startswith("tab.") and dit.get("val") not in {"clear", "bar"}
    ]
    return sorted((*poses, Taquet(gauche, "left")), key=lambda taquet: taquet.place)


def _ouvre(classe: str, lien: str) -> str:
    return (f'<a href="{lien}">' if lien else "") + (f'<span class="{classe}">' if classe else "")


def _ferme(classe: str, lien: str) -> str:
    return ("</span>" if classe else "") + ("</a>" if lien else "")
