"""Reading what French people write: amounts, hours, percentages, dates. What is doubtful is None, never a guess."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction

from formats.dates import JOURS, MOIS
from metier.arrondi import arrondir

_ESPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_MONTANT = re.compile(
    r"(?P<nombre>\d[\d., ]*?) ?(?P<unite>k ?€|m ?€|€|k ?euros?|keur|meur|millions? d['’]euros?|euros?|eur|k|m)? ?"
    r"(?P<taxe>h\.?t\.?|hors taxes?|t\.?t\.?c\.?)?",
    re.IGNORECASE,
)
_GROUPES = re.compile(r"\d{1,3}( \d{3})+|\d{1,3}(\.\d{3})+|\d+")
_HEURES_MINUTES = re.compile(r"(?P<heures>\d{1,4}) ?(?:h|:) ?(?P<minutes>\d{2})(?: ?(?:min|mn|:00))?", re.IGNORECASE)
_HEURES = re.compile(r"(?P<nombre>\d[\d ]*(?:[.,]\d+)?) ?(?:h|heures?)?\.?", re.IGNORECASE)
_POURCENTAGE = re.compile(r"(?P<nombre>\d{1,3}(?:[.,]\d+)?) ?(?:%|pour ?cent|p\. ?100)", re.IGNORECASE)
_DATE_CHIFFRES = re.compile(r"(?P<jour>\d{1,2})(?P<sep>[/.\-])(?P<mois>\d{1,2})(?P=sep)(?P<annee>\d{4}|\d{2})")
_DATE_ISO = re.compile(r"(?P<annee>\d{4})-(?P<mois>\d{2})-(?P<jour>\d{2})")
_DATE_LETTRES = re.compile(
    r"(?:(?P<semaine>[a-z]+) )?(?P<jour>\d{1,2})(?: ?er)? (?P<mois>[a-z]+)\.? (?P<annee>\d{4})", re.IGNORECASE
)
_ABREGES = {
    "janv": 1,
    "jan": 1,
    "fevr": 2,
    "fev": 2,
    "avr": 4,
    "juil": 7,
    "juill": 7,
    "sept": 9,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_MILLIERS = 3


def lire_montant(texte: str) -> Decimal | None:
    """Euros excluding tax, to the cent: « 1 250 000,00 € », « 850 k€ HT », « 1,25 M€ ».

    None when the text is no amount, is one including tax (TTC), or can be read in two ways (« 1,250 € »).
    """
    trouve = _MONTANT.fullmatch(_simple(texte))
    if not trouve or (trouve["taxe"] or "").casefold().startswith("t"):
        return None
    facteur = _facteur(trouve["unite"] or "")
    valeur = _valeur(trouve["nombre"].strip(), multiple=facteur > 1)
    return None if valeur is None else arrondir(valeur * facteur, 2)


def _facteur(unite: str) -> int:
    initiale = unite.strip().casefold()[:1]
    return {"k": 1_000, "m": 1_000_000}.get(initiale, 1)


def _valeur(ecrit: str, *, multiple: bool) -> Fraction | None:
    """The number; a point followed by three digits groups thousands unless the unit is a multiple of the euro."""
    entiere, virgule, decimales = ecrit.partition(",")
    if not virgule and (multiple or not _GROUPES.fullmatch(ecrit)):
        entiere, virgule, decimales = ecrit.partition(".")
    if not _GROUPES.fullmatch(entiere) or (virgule and not decimales.isdecimal()):
        return None
    if len(decimales) >= _MILLIERS and not multiple:
        return None
    return Fraction(f"{re.sub('[ .]', '', entiere)}.{decimales or 0}")


def lire_heures(texte: str) -> Decimal | None:
    """Hours to 0.01, minutes over 60 half up: « 151,67 », « 151 h 40 », « 151:40 ». None when it is no duration."""
    simple = _simple(texte)
    if trouve := _HEURES_MINUTES.fullmatch(simple):
        minutes = int(trouve["minutes"])
        exact = int(trouve["heures"]) + Fraction(minutes, 60)
        return arrondir(exact, 2) if minutes < 60 else None  # noqa: PLR2004 - minutes of an hour
    if trouve := _HEURES.fullmatch(simple):
        return arrondir(Fraction(trouve["nombre"].replace(" ", "").replace(",", ".")), 2)
    return None


def lire_pourcentage(texte: str) -> Decimal | None:
    """The fraction of a percentage: « 5 % » is 0.05. None without a percent sign, or beyond 100 %."""
    trouve = _POURCENTAGE.fullmatch(_simple(texte))
    if not trouve:
        return None
    part = Decimal(trouve["nombre"].replace(",", ".")) / 100
    return part if part <= 1 else None


def lire_date(texte: str) -> date | None:
    """« lundi 5 octobre 2026 », « 12/01/2027 », « 1er mars 2027 », « 2026-10-05 ».

    None when it is no date of the calendar, or when its week day is that of another date.
    """
    simple = _sans_accents(_simple(texte)).rstrip(".")
    if trouve := _DATE_ISO.fullmatch(simple) or _DATE_CHIFFRES.fullmatch(simple):
        annee = int(trouve["annee"])
        return _jour(annee if annee > 99 else 2000 + annee, int(trouve["mois"]), int(trouve["jour"]))  # noqa: PLR2004
    if trouve := _DATE_LETTRES.fullmatch(simple):
        jour = _jour(int(trouve["annee"]), _numero_mois(trouve["mois"]), int(trouve["jour"]))
        return jour if _meme_semaine(jour, trouve["semaine"]) else None
    return None


def _meme_semaine(jour: date | None, semaine: str | None) -> bool:
    if jour is None or semaine is None or semaine.casefold() == "le":
        return True
    return JOURS[jour.weekday()] == semaine.casefold()


def _jour(annee: int, mois: int, jour: int) -> date | None:
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None


def _numero_mois(nom: str) -> int:
    """1 to 12, 0 for no month."""
    sans_accents = [_sans_accents(mois) for mois in MOIS]
    cherche = nom.casefold()
    return sans_accents.index(cherche) + 1 if cherche in sans_accents else _ABREGES.get(cherche, 0)


def _simple(texte: str) -> str:
    """One ordinary space between words, none around."""
    return _ESPACES.sub(" ", texte).strip()


def _sans_accents(texte: str) -> str:
    return "".join(signe for signe in unicodedata.normalize("NFD", texte) if not unicodedata.combining(signe))
