"""A cell → hours, a month, a lot, a name: what companies write, read without guessing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from echanges.heures.classeur import Case
from formats.dates import MOIS
from formats.lecture import lire_date, lire_heures
from metier.arrondi import arrondir
from metier.periodes import Mois

DEMESURE = 10**9  # hours
TEXTE_D_HEURES = 40  # characters; beyond, it is no duration
ORIGINE = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of a spreadsheet, without time zone
DUREES_DEPUIS = (datetime(1899, 12, 31), datetime(1904, 1, 1))  # noqa: DTZ001 - 0:00 shown as a date
DUREES_JOURS = timedelta(days=59)  # a duration shown as a date is that close; no hours of work are of 1900
NUMERO_DE_JOUR = range(36_526, 73_051)  # 2000 to 2099, as spreadsheets number days
DUREE_ISO = re.compile(r"(?P<signe>-?)PT(?:(?P<h>\d{1,5})H)?(?:(?P<m>\d{1,5})M)?(?:(?P<s>\d{1,5}(?:\.\d{1,9})?)S)?")
ABREGES = {"janv": 1, "jan": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "sep": 9, "oct": 10}
ABREGES |= {"nov": 11, "dec": 12}
NOM_DE_MOIS = re.compile(r"\b(?P<mois>[a-z]{3,9})\b\.?[ \-/.']*(?P<annee>20\d\d|\d\d)?(?!\d)")
MOIS_ANNEE = re.compile(r"(?P<mois>0?[1-9]|1[0-2])[/.\- ](?P<annee>20\d\d|\d\d)")
ANNEE_MOIS = re.compile(r"(?P<annee>20\d\d)[/.\- ]?(?P<mois>0[1-9]|1[0-2])")
JOUR = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}")
NUMERO_DE_LOT = re.compile(r"(?:lot)? ?(?:n|no|numero)? ?0*(?P<numero>[1-9]\d{0,3})\b.*")


def simple(case: Case) -> str:
    """Small letters without accents, words apart by one space, signs gone: what headings and titles are compared by."""
    return "" if case is None else _simple(str(case))


@lru_cache(maxsize=4096)
def _simple(texte: str) -> str:
    lettres = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe").replace("æ", "ae"))
    gardees = (signe if signe.isalnum() else " " for signe in lettres if not unicodedata.combining(signe))
    return " ".join("".join(gardees).split())


NOMS_DES_MOIS = tuple(_simple(un) for un in MOIS)


def heures(case: Case) -> Decimal | None:
    """Hours to 0.01, half up, negative ones included; None when the cell is no duration."""
    if isinstance(case, bool) or case is None:
        return None
    if isinstance(case, timedelta):
        return _secondes(case)
    if isinstance(case, date):
        return _duree_montree_en_date(case)
    if isinstance(case, int | float):
        exact = Decimal(repr(case))
        return arrondir(exact, 2) if exact.is_finite() and abs(exact) < DEMESURE else None
    return _texte(case.strip()) if isinstance(case, str) and len(case) <= TEXTE_D_HEURES else None


def demesuree(ecrit: str) -> bool:
    """Whether what is no duration is a number far beyond the hours of any month."""
    try:
        return DEMESURE <= Decimal(ecrit) < Decimal("Infinity")
    except InvalidOperation:
        return False


def _secondes(duree: timedelta) -> Decimal:
    return arrondir(Fraction(round(duree.total_seconds()), 3600), 2)


def _duree_montree_en_date(case: date) -> Decimal | None:
    """« 35:00 » in a cell shown as hours of a day is a day of January 1900 for a reader."""
    instant = case if isinstance(case, datetime) else datetime(case.year, case.month, case.day)  # noqa: DTZ001 - a cell
    durees = [instant - depuis for depuis in DUREES_DEPUIS]
    return next((_secondes(duree) for duree in durees if timedelta(0) <= duree <= DUREES_JOURS), None)


def _texte(ecrit: str) -> Decimal | None:
    if iso := DUREE_ISO.fullmatch(ecrit):
        secondes = int(iso["h"] or 0) * 3600 + int(iso["m"] or 0) * 60 + round(Decimal(iso["s"] or 0))
        return arrondir(Fraction(-secondes if iso["signe"] else secondes, 3600), 2)
    negatif = ecrit.startswith(("-", "−", "–"))
    lues = lire_heures(ecrit.lstrip("-−–+ ") if negatif or ecrit.startswith("+") else ecrit)
    return -lues if lues is not None and negatif else lues


def mois(case: Case, attendu: Mois) -> Mois | None:
    """The month of a cell: a date, « 10/2026 », « oct-26 », « du 01/10/2026 au 31/10/2026 »; None when it says none.

    A month without its year is of the year of `attendu`, the month declared.
    """
    if isinstance(case, date):
        return Mois.de(case)
    if isinstance(case, bool | timedelta) or case is None:
        return None
    if isinstance(case, int | float):
        return _mois_chiffre(case, attendu)
    return _mois_ecrit(case, attendu)


def _mois_chiffre(nombre: float, attendu: Mois) -> Mois | None:
    """A day as spreadsheets number them, 202610, or the number of a month."""
    if nombre != int(nombre) if abs(nombre) < 10**9 else True:
        return None
    entier = int(nombre)
    if entier in NUMERO_DE_JOUR:
        return Mois.de((ORIGINE + timedelta(days=entier)).date())
    if trouve := ANNEE_MOIS.fullmatch(str(entier)):
        return Mois(int(trouve["annee"]), int(trouve["mois"]))
    return Mois(attendu.annee, entier) if 1 <= entier <= len(MOIS) else None


def _mois_ecrit(ecrit: str, attendu: Mois) -> Mois | None:
    texte = ecrit.strip()
    if jour := lire_date(texte):
        return Mois.de(jour)
    jours = [lire_date(un) for un in JOUR.findall(texte)]
    if jours:
        les_mois = {Mois.de(un) for un in jours if un}
        return les_mois.pop() if len(les_mois) == 1 and None not in jours else None
    chiffres = texte.replace(" ", "")
    if trouve := MOIS_ANNEE.fullmatch(chiffres) or ANNEE_MOIS.fullmatch(chiffres):
        return _annee(trouve["annee"], int(trouve["mois"]))
    if texte.isdecimal() and len(texte) <= len("12"):
        return _mois_chiffre(int(texte), attendu)
    return mois_en_lettres(texte, attendu)


def mois_en_lettres(texte: str, attendu: Mois) -> Mois | None:
    """The only month that a text names in letters, « Heures réalisées – octobre 2026 »; None for none or several."""
    simple_ = simple(texte)
    nommes = set()
    for trouve in NOM_DE_MOIS.finditer(simple_):
        if numero := _numero(trouve["mois"]):
            nommes.add(_annee(trouve["annee"], numero) if trouve["annee"] else Mois(attendu.annee, numero))
    return nommes.pop() if len(nommes) == 1 else None


def _numero(nom: str) -> int:
    return NOMS_DES_MOIS.index(nom) + 1 if nom in NOMS_DES_MOIS else ABREGES.get(nom, 0)


def _annee(ecrite: str, numero: int) -> Mois:
    annee = int(ecrite)
    return Mois(annee if annee > 99 else 2000 + annee, numero)  # noqa: PLR2004 - two digits


def numero_de_lot(case: Case) -> int | None:
    """« 1 », « Lot n° 2 – Peinture »; None when no number is written."""
    if isinstance(case, bool):
        return None
    if isinstance(case, int | float):
        return int(case) if 0 < case < 10**4 and case == int(case) else None
    trouve = NUMERO_DE_LOT.fullmatch(simple(case)) if isinstance(case, str) else None
    return int(trouve["numero"]) if trouve else None


def jour(case: Case) -> date | None:
    """A day: a birth, the start of a contract."""
    if isinstance(case, datetime):
        return case.date()
    if isinstance(case, date):
        return case
    return lire_date(case) if isinstance(case, str) else None
