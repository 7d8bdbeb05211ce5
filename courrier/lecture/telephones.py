"""French telephone numbers, as ten digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courrier.lecture.textes import plier
from metier.enumeration import Enumeration


class Ligne(Enumeration):
    """What a number is said to be; the order is the order of preference for a contact."""

    DIRECTE = "directe", "ligne directe"
    BUREAU = "bureau", "bureau"
    MOBILE = "mobile", "mobile"
    STANDARD = "standard", "standard"
    FAX = "fax", "télécopie"


@dataclass(frozen=True, kw_only=True)
class TelephoneLu:
    debut: int
    numero: str
    ligne: Ligne


_NUMERO = re.compile(
    r"(?<![\d+])(?:(?:\+|00)\s?33[\s.]?(?:\(0\))?[\s.]?|0)(?P<reste>[1-9](?:[\s./-]{0,2}\d{2}){4})(?![\d]"
    r"|[\s.-]\d{2}\b)"
)
_INDICES = (
    (Ligne.FAX, re.compile(r"(?:\bfax|telecopie|\bf\s?:)[^\d]{0,12}$")),
    (Ligne.STANDARD, re.compile(r"(?:standard|accueil|secretariat)[^\d]{0,20}$")),
    (Ligne.MOBILE, re.compile(r"(?:\bport(?:able)?\b|\bmob(?:ile)?\b|\bgsm\b|\bm\s?:|\bp\s?:)[^\d]{0,12}$")),
    (Ligne.DIRECTE, re.compile(r"(?:ligne directe|\bdirecte?\b|\bl\.?d\.?\b)[^\d]{0,12}$")),
)


def find_telephones(texte: str) -> list[TelephoneLu]:
    """Every number of the text, in order, with what the words before it say it is."""
    plie = plier(texte)
    return [
        TelephoneLu(
            debut=m.start(), numero=(n := "0" + re.sub(r"\D", "", m["reste"])), ligne=_ligne(plie, m.start(), n)
        )
        for m in _NUMERO.finditer(plie)
    ]


def _ligne(plie: str, debut: int, numero: str) -> Ligne:
    avant = re.split(r"\d{2}[\s.]?\d{2}(?=[^\d]*$)", plie[max(0, debut - 30) : debut])[-1]
    for ligne, indice in _INDICES:
        if indice.search(avant):
            return ligne
    return Ligne.MOBILE if numero[1] in "67" else Ligne.BUREAU


def choose_telephone(trouves: list[TelephoneLu]) -> TelephoneLu | None:
    """The number to call a contact: direct line, office, mobile, then the switchboard; never a fax."""
    ordre = list(Ligne)
    utiles = [t for t in trouves if t.ligne is not Ligne.FAX]
    return min(utiles, key=lambda t: ordre.index(t.ligne), default=None)
