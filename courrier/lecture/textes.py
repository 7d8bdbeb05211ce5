"""Words of a mail as they can be compared: cleaned for the reader, folded for the expressions."""

from __future__ import annotations

import re
import unicodedata

_ESPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\f\v ]+")
_INVISIBLES = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_CONTROLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PLIS = {"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "º": "°"}
_PUCE = re.compile(r"^\s*(?:[-–—*•·▪■◦‣➢➔→✓§|]+|o(?=\s+\S)|\((?:[a-z])\)|[a-z]\)|>)\s*", re.IGNORECASE)
_FIN_DE_PHRASE = re.compile(
    r"(?<![Rr][ée]f\.)(?<![Tt][ée]l\.)(?<!\benv\.)(?<!\bMme\.)(?<!\bnum\.)(?<!\bart\.)(?<!\bPort\.)(?<!\bprév\.)"
    r"(?<=[a-zà-ÿ0-9)»€A-Z]{2}[.!?;])\s+(?=[A-ZÀ-Ý«\"“\d-])|(?<=[a-zà-ÿ0-9)»€] [!?;])\s+(?=[A-ZÀ-Ý«\"“\d-])"
)
_ECARTE = re.compile(
    r"\b(?:(?:et|,) (?:non|pas)(?: pas)?|non pas|au lieu|en (?:remplacement|lieu et place))"
    r"(?: (?:de|du|des|le|la|les|a|au|d'un montant de))*\s*$"
)
_CODE = re.compile(
    r"\{\{|\}\}|\{%|%\}|\$\{|<\s*/?\s*[a-z!][^>]{0,200}>|<\s*script|on[a-z]{3,15}\s*=|javascript:", re.IGNORECASE
)


def nettoyer(texte: str) -> str:
    """The text in NFC, without controls, invisible or direction marks, runs of spaces made one; line ends are kept."""
    texte = unicodedata.normalize("NFC", texte.replace("\r\n", "\n").replace("\r", "\n"))
    texte = _CONTROLES.sub("", _INVISIBLES.sub("", texte))
    return _ESPACES.sub(" ", texte)


def en_une_ligne(texte: str) -> str:
    """The cleaned text on one line."""
    return " ".join(nettoyer(texte).split())


def plier(texte: str) -> str:
    """Lower case, no accent, plain apostrophes and hyphens, as long as `texte`: positions stay comparable."""
    return texte.translate(_TABLE)


class _Table(dict[int, str]):
    """Each character's plain form, found once."""

    def __missing__(self, code: int) -> str:
        self[code] = _plier_caractere(chr(code))
        return self[code]


def _plier_caractere(caractere: str) -> str:
    if caractere in _PLIS:
        return _PLIS[caractere]
    if caractere.isspace():
        return " " if caractere != "\n" else caractere
    bas = unicodedata.normalize("NFD", caractere)[0].lower()
    return bas if len(bas) == 1 else caractere


_TABLE = _Table()


def est_ecarte(avant: str) -> bool:
    """Whether the folded words just before a value withdraw it: « et non 69 000 € », « au lieu du 19 octobre »."""
    return _ECARTE.search(avant) is not None


def sans_puce(texte: str) -> str:
    """The line without its bullet and without the asterisks some clients put round what was bold."""
    return _PUCE.sub("", texte, count=1).replace("**", "").strip(" \u00a0_")


def contient_du_code(texte: str) -> bool:
    """Whether the text carries markup, a script or a template expression: never a value to keep."""
    return _CODE.search(texte) is not None


def comparable(texte: str) -> str:
    """The form under which two readings of one value are the same value."""
    return re.sub(r"[\s.,;:'\"«»()-]+", " ", plier(texte.replace("œ", "oe").replace("Œ", "oe"))).strip()


def phrases(texte: str) -> list[str]:
    """The sentences of a paragraph: cut after . ! ? ; followed by a space and a capital, a bullet or a quote."""
    return [morceau.strip() for morceau in _FIN_DE_PHRASE.split(texte) if morceau and morceau.strip()]
