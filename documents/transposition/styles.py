"""The styles of a document: what each text takes from them, along what they are based on."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from documents.transposition.paquet import W
from documents.transposition.proprietes import Proprietes, merge, read

TITRE = 0
_NIVEAUX = 6


@dataclass
class Styles:
    """Raises nothing: a style that is named but not there says nothing."""

    racine: etree._Element | None
    _par_id: dict[str, etree._Element] = field(init=False)
    _chaines: dict[tuple[str, str], Proprietes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        trouves = self.racine.iterfind(f"{W}style") if self.racine is not None else ()
        self._par_id = {style.get(f"{W}styleId", ""): style for style in trouves}

    def defaults(self, genre: str) -> Proprietes:
        """What the document says of all its paragraphs (`pPr`) or runs (`rPr`)."""
        chemin = f"{W}docDefaults/{W}{genre}Default/{W}{genre}"
        return read(self.racine.find(chemin)) if self.racine is not None else {}

    def default_of(self, sorte: str) -> str:
        """The id of the style of the paragraphs, or tables, that name none."""
        for identifiant, style in self._par_id.items():
            if style.get(f"{W}type") == sorte and style.get(f"{W}default") in {"1", "true", "on"}:
                return identifiant
        return ""

    def chain(self, identifiant: str, genre: str) -> Proprietes:
        """The properties (`pPr`, `rPr`, `tblPr`, `tcPr`) of a style and of those that it is based on."""
        cle = (identifiant, genre)
        if cle not in self._chaines:
            lignee = [read(style.find(f"{W}{genre}")) for style in self._lignee(identifiant)]
            self._chaines[cle] = merge(*reversed(lignee))
        return self._chaines[cle]

    def conditional(self, identifiant: str, cas: str, genre: str) -> Proprietes:
        """What a style of table says of its first row or column (`firstRow`, `firstCol`)."""
        chemin = f"{W}tblStylePr[@{W}type='{cas}']/{W}{genre}"
        return merge(*reversed([read(style.find(chemin)) for style in self._lignee(identifiant)]))

    def heading(self, identifiant: str, paragraphe: Proprietes) -> int | None:
        """The level of a heading, 0 for the title of the document; None for a text."""
        if (hors := paragraphe.get("outlineLvl", {}).get("val")) and hors.isdigit() and int(hors) < _NIVEAUX:
            return int(hors) + 1
        style = self._par_id.get(identifiant)
        nom = style.find(f"{W}name") if style is not None else None
        return TITRE if nom is not None and nom.get(f"{W}val", "").casefold() == "title" else None

    def _lignee(self, identifiant: str) -> list[etree._Element]:
        lignee: list[etree._Element] = []
        style = self._par_id.get(identifiant)
        while style is not None and style not in lignee:
            lignee.append(style)
            base = style.find(f"{W}basedOn")
            style = self._par_id.get(base.get(f"{W}val", "")) if base is not None else None
        return lignee
