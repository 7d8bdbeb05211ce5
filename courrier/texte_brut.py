"""The plain text of a mail, read in its HTML: one wording, two bodies.

Understands the HTML of `templates/messages` only: well formed, its texts escaped. `class="ecran"` is for screens alone,
`class="carte"` stands between two rules, a `bouton` gives its address on a line of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from formats.typographie import INSECABLE

FILET = "-" * 62
PUCE = " - "
RETRAIT = "  "
_JETONS = re.compile(r"<(?P<fin>/?)(?P<nom>[a-zA-Z!][a-zA-Z0-9]*)(?P<attributs>[^>]*)>|(?P<texte>[^<]+)")
_CLASSE = re.compile(r'class="([^"]*)"')
_HREF = re.compile(r'href="([^"]*)"')
_BLANCS = re.compile(r"[ \t\r\n]+")
_OUVERT = re.compile(r"[^\s.,:;!?…»]$")
_VIDES = frozenset({"br", "meta", "!doctype", "!"})
_PARAGRAPHES = frozenset({"p", "div", "table", "ul"})
_LIGNES = _PARAGRAPHES | {"li", "tr"}
_TUS = frozenset({"head", "style", "title"})


def en_texte(html: str) -> str:
    """The text of a page, paragraphs a blank line apart, ending with a line end."""
    lecture = _Lecture()
    for jeton in _JETONS.finditer(html):
        if (texte := jeton["texte"]) is not None:
            lecture.lire(unescape(texte))
        elif jeton["fin"]:
            lecture.fermer()
        else:
            lecture.ouvrir(jeton["nom"].lower(), jeton["attributs"])
    return lecture.texte()


@dataclass(frozen=True)
class _Balise:
    nom: str
    classes: frozenset[str]
    href: str
    debut: int


@dataclass
class _Lecture:
    """Lines finished, and the pieces of the one being read.

    `prefixe` begins that line, `suite` those that follow it in the same item; `saut`: a blank line comes before it;
    `posees`: the lines of the paragraph so far; `tus`: how many tags hide their text.
    """

    lignes: list[str] = field(default_factory=list)
    morceaux: list[str] = field(default_factory=list)
    ouvertes: list[_Balise] = field(default_factory=list)
    prefixe: str = ""
    suite: str = ""
    saut: bool = False
    tus: int = 0
    posees: int = 0

    def lire(self, texte: str) -> None:
        if not self.tus:
            self.morceaux.append(texte)

    def ouvrir(self, nom: str, attributs: str) -> None:
        if nom == "br" and not self.tus:
            self._finir()
        if nom in _VIDES:
            return
        classe, href = _CLASSE.search(attributs), _HREF.search(attributs)
        classes = frozenset(classe[1].split()) if classe else frozenset()
        self.tus += nom in _TUS or "ecran" in classes
        if not self.tus and nom in _LIGNES:
            self._commencer(nom, classes)
        self.ouvertes.append(_Balise(nom, classes, unescape(href[1]) if href else "", len(self.morceaux)))

    def _commencer(self, nom: str, classes: frozenset[str]) -> None:
        self._clore()
        if nom == "ul":
            self._annoncer()
        elif nom == "li":
            self.prefixe, self.suite = PUCE, " " * len(PUCE)
        elif nom in _PARAGRAPHES:
            self.saut = self.saut or self.lignes[-1:] != [FILET]
            self.posees = 0
        if "carte" in classes:
            self._poser(FILET)

    def fermer(self) -> None:
        balise = self.ouvertes.pop()
        if self.tus:
            self.tus -= balise.nom in _TUS or "ecran" in balise.classes
        elif balise.nom == "a":
            self._citer(balise)
        elif "etiquette" in balise.classes:
            self.morceaux.append(f"{INSECABLE}: ")
            self.suite = RETRAIT
        elif balise.nom in _LIGNES or balise.nom == "td":
            self._terminer(balise)

    def _terminer(self, balise: _Balise) -> None:
        self._clore()
        if "carte" in balise.classes:
            self.saut = False
            self._poser(FILET)
        self.saut = self.saut or balise.nom in _PARAGRAPHES

    def texte(self) -> str:
        self._clore()
        return "\n".join(self.lignes) + "\n"

    def _citer(self, balise: _Balise) -> None:
        """An address that the text does not show already."""
        visible = "".join(self.morceaux[balise.debut :]).strip()
        if not balise.href or balise.href.removeprefix("mailto:") == visible:
            return
        if "bouton" in balise.classes:
            self.morceaux.append(f"{INSECABLE}:")
            self._finir()
            self.morceaux.append(balise.href)
        else:
            self.morceaux.append(f" <{balise.href}>")

    def _annoncer(self) -> None:
        """A list follows the paragraph that announces it; one line takes « : » at its end."""
        if self.lignes and not self.lignes[-1].startswith((PUCE, " " * len(PUCE))):
            self.saut = False
            if self.posees == 1 and _OUVERT.search(self.lignes[-1]):
                self.lignes[-1] += f"{INSECABLE}:"

    def _clore(self) -> None:
        self._finir()
        self.prefixe = self.suite = ""

    def _finir(self) -> None:
        ligne = _BLANCS.sub(" ", "".join(self.morceaux)).strip(" ")
        self.morceaux.clear()
        if ligne.strip():
            self._poser(self.prefixe + ligne)
            self.prefixe = self.suite

    def _poser(self, ligne: str) -> None:
        if self.saut and self.lignes:
            self.lignes.append("")
        self.saut = False
        self.posees += 1
        self.lignes.append(ligne)
