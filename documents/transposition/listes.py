"""The lists of a document: what stands before each item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from documents.transposition.paquet import W
from documents.transposition.proprietes import Proprietes, read

_PLACE = re.compile(r"%(\d)")
_ROMAINS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_SYMBOLES = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "▸", "\uf0fc": "✓", "\uf0a8": "☐", "\uf06f": "☐", "o": "◦"}


@dataclass(frozen=True, kw_only=True)
class Marque:
    """What precedes an item: `texte`, and whether it counts."""

    texte: str
    numerotee: bool


@dataclass
class Listes:
    """Counts the items of each list, in the order of the document."""

    racine: etree._Element | None
    _comptes: dict[str, list[int]] = field(default_factory=dict)

    def mark(self, numero: str, niveau: int) -> Marque | None:
        """The next item of a list at a level; None where the list has no such level."""
        definition = self._niveau(numero, niveau)
        if definition is None:
            return None
        comptes = self._comptes.setdefault(self._abstraite(numero), [])
        comptes += [self._debut(numero, rang) - 1 for rang in range(len(comptes), niveau + 1)]
        comptes[niveau] += 1
        del comptes[niveau + 1 :]
        forme, texte = _val(definition, "numFmt"), _val(definition, "lvlText")
        if forme == "bullet":
            return Marque(texte=_SYMBOLES.get(texte, texte), numerotee=False)
        return Marque(
            texte=_PLACE.sub(lambda place: self._ecrit(numero, comptes, int(place[1]) - 1), texte), numerotee=True
        )

    def indent(self, numero: str, niveau: int) -> Proprietes:
        """What a level of a list says of its paragraphs."""
        definition = self._niveau(numero, niveau)
        return read(definition.find(f"{W}pPr")) if definition is not None else {}

    def _ecrit(self, numero: str, comptes: list[int], rang: int) -> str:
        definition = self._niveau(numero, rang)
        forme = _val(definition, "numFmt") if definition is not None else "decimal"
        return _ecrire(comptes[rang], forme) if rang < len(comptes) else ""

    def _debut(self, numero: str, niveau: int) -> int:
        definition = self._niveau(numero, niveau)
        debut = _val(definition, "start") if definition is not None else "1"
        return int(debut) if debut.isdigit() else 1

    def _niveau(self, numero: str, niveau: int) -> etree._Element | None:
        if self.racine is None:
            return None
        liste = f"{W}abstractNum[@{W}abstractNumId='{self._abstraite(numero)}']"
        return self.racine.find(f"{liste}/{W}lvl[@{W}ilvl='{niveau}']")

    def _abstraite(self, numero: str) -> str:
        lien = self.racine.find(f"{W}num[@{W}numId='{numero}']/{W}abstractNumId") if self.racine is not None else None
        return lien.get(f"{W}val", "") if lien is not None else ""


def _val(element: etree._Element, nom: str) -> str:
    enfant = element.find(f"{W}{nom}")
    return enfant.get(f"{W}val", "") if enfant is not None else ""


def _ecrire(compte: int, forme: str) -> str:
    if forme in {"lowerLetter", "upperLetter"}:
        lettre = chr(ord("a") + (compte - 1) % 26)
        return lettre if forme == "lowerLetter" else lettre.upper()
    if forme in {"lowerRoman", "upperRoman"}:
        romain = ""
        for valeur, signe in _ROMAINS:
            romain += signe * (compte // valeur)
            compte %= valeur
        return romain if forme == "lowerRoman" else romain.upper()
    return f"{compte:02d}" if forme == "decimalZero" else str(compte)
