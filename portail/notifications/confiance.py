"""How far what was read in a mail may be believed: each value beside the sentence it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from courrier.lecture.textes import comparable, plier
from formats.dates import MOIS, date_longue
from formats.nombres import euros
from metier.enumeration import Enumeration

_HORS_CHIFFRES = re.compile(r"[^0-9]")
_A_PEU_PRES = re.compile(
    r"(?:\benv(?:iron)?\b\.?|[~≈±]|\b(?:de l'ordre|autour|aux alentours|pres|proche|a peu pres|approximativement"
    r"|a hauteur)(?: d[e'u])?)\s*(?:les? )?$"
)
_ENVIRON = re.compile(r"\s*(?:€|euros?|ke|k€|m€)?\s*(?:h\.?t\.?)?\s*(?:environ\b|env\.|a peu pres\b)")
_ENTRE_CHIFFRES = re.compile(r"(?<=[0-9])[\s.\u00a0\u202f](?=[0-9]{3})")


class Confiance(Enumeration):
    LITTERALE = "litterale", "écrit tel quel"
    INTERPRETEE = "interpretee", "déduit, à vérifier"
    ABSENTE = "absente", "rien de sûr dans le courriel"


@dataclass(frozen=True, kw_only=True)
class Lu:
    """A value as it was read: `phrase` the sentence it comes from, `ancre` the number of its line in the mail.

    `connue`: what the operation holds instead, where that differs.
    """

    confiance: Confiance
    valeur: str = ""
    phrase: str = ""
    ancre: int | None = None
    connue: str = ""


def juger(valeur: object, phrase: str, ancres: Mapping[str, int]) -> Lu:
    """What is said of a value that was read, or was not."""
    if valeur is None or valeur == "":
        return Lu(confiance=Confiance.ABSENTE)
    litterale = bool(phrase) and est_ecrit(valeur, phrase)
    confiance = Confiance.LITTERALE if litterale else Confiance.INTERPRETEE
    return Lu(confiance=confiance, valeur=montrer(valeur), phrase=phrase, ancre=ancres.get(phrase))


def montrer(valeur: object) -> str:
    """The value as a reader writes it; empty for none."""
    if isinstance(valeur, date):
        return date_longue(valeur)
    if isinstance(valeur, Decimal):
        return euros(valeur)
    return str(valeur or "")


def est_ecrit(valeur: object, phrase: str) -> bool:
    """Whether the sentence holds the value as a reader would write it: words, a whole date, all digits of an amount."""
    if isinstance(valeur, date):
        return _date_ecrite(valeur, phrase)
    if isinstance(valeur, Decimal):
        return _montant_ecrit(valeur, phrase)
    texte = str(valeur)
    if texte.isascii() and texte.isdigit():
        return texte in _HORS_CHIFFRES.sub("", phrase)
    return comparable(texte) in comparable(phrase)


def _date_ecrite(jour: date, phrase: str) -> bool:
    """Day, month and year, in figures or in words."""
    mois = rf"(?:0?{jour.month}|{plier(MOIS[jour.month - 1])})"
    dite = rf"(?<![0-9])0?{jour.day}(?:er)?[\s./-]+{mois}[\s./-]+(?:{jour.year}|{jour.year % 100:02})(?![0-9])"
    iso = rf"{jour.year}-{jour.month:02}-{jour.day:02}"
    return re.search(f"{dite}|{iso}", plier(phrase)) is not None


def _montant_ecrit(montant: Decimal, phrase: str) -> bool:
    """Whether an amount is written, and not as about that much."""
    serree = _ENTRE_CHIFFRES.sub("", phrase)
    for nombre in re.finditer(r"[0-9]+(?:[.,][0-9]{1,2})?", serree):
        try:
            if Decimal(nombre[0].replace(",", ".")) == montant:
                avant, apres = plier(serree[: nombre.start()]), plier(serree[nombre.end() :])
                return not (_A_PEU_PRES.search(avant) or _ENVIRON.match(apres))
        except InvalidOperation:
            continue
    return False
