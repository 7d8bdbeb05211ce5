"""The elements of the lists of a JSON file, one at a time: the file may weigh hundreds of megabytes."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from decimal import Decimal
from typing import Any, TextIO

MORCEAU = 1 << 18  # characters
ELEMENT_MAX = 5_000_000  # characters of one element
BLANCS = " \t\r\n"


class FluxJson:
    """Goes through a text of JSON; a point in a number makes a Decimal. Raises json.JSONDecodeError."""

    def __init__(self, texte: TextIO) -> None:
        self._texte, self._tampon, self._rang, self._fini = texte, "", 0, False
        self._decodeur = json.JSONDecoder(parse_float=Decimal, parse_constant=lambda _: None)

    def elements(self, listes: Container[str], racine: str) -> Iterator[tuple[str, Any]]:
        """Each element of `{racine: {liste: [...]}}`, of `{racine: [...]}` or of a bare list, with the list's name."""
        if self._signe() == "[":
            yield from self._liste(racine)
            return
        for cle in self._cles():
            if cle != racine:
                self._valeur()
            elif self._signe() == "[":
                yield from self._liste(racine)
            else:
                for nom in self._cles():
                    if nom in listes and self._signe() == "[":
                        yield from self._liste(nom)
                    else:
                        self._valeur()

    def _cles(self) -> Iterator[str]:
        """The keys of the object that begins here, the reader being each time before its value."""
        self._prendre("{")
        if self._signe() == "}":
            self._prendre("}")
            return
        while True:
            cle = str(self._valeur())
            self._prendre(":")
            yield cle
            if self._prendre(",}") == "}":
                return

    def _liste(self, nom: str) -> Iterator[tuple[str, Any]]:
        self._prendre("[")
        if self._signe() == "]":
            self._prendre("]")
            return
        while True:
            yield nom, self._valeur()
            if self._prendre(",]") == "]":
                return

    def _prendre(self, admis: str) -> str:
        signe = self._signe()
        if not signe or signe not in admis:
            raise json.JSONDecodeError(f"{admis} attendu", self._tampon, self._rang)
        self._rang += 1
        return signe

    def _signe(self) -> str:
        """The next sign that is no blank, not taken; empty at the end."""
        while True:
            while self._rang < len(self._tampon):
                if self._tampon[self._rang] not in BLANCS:
                    return self._tampon[self._rang]
                self._rang += 1
            if not self._lire():
                return ""

    def _valeur(self) -> Any:  # noqa: ANN401 - any JSON value
        self._signe()
        while True:
            try:
                valeur, fin = self._decodeur.raw_decode(self._tampon, self._rang)
            except json.JSONDecodeError:
                if len(self._tampon) - self._rang > ELEMENT_MAX or not self._lire():
                    raise
                continue
            if fin == len(self._tampon) and self._lire():
                continue  # a number may go on
            self._rang = fin
            return valeur

    def _lire(self) -> bool:
        """Read further, what was taken being forgotten; as much again as waits, so that long values stay linear."""
        morceau = "" if self._fini else self._texte.read(max(MORCEAU, len(self._tampon) - self._rang))
        self._fini = not morceau
        self._tampon, self._rang = self._tampon[self._rang :] + morceau, 0
        return bool(morceau)
