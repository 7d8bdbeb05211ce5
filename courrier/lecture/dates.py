"""Dates as buyers write them: `lundi 5 octobre 2026`, `12/01/2027`, `1er mars 2027`; « courant janvier » is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from courrier.lecture.textes import est_ecarte, plier

_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MOIS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5,
    "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_NOM_MOIS = "(?:" + "|".join(sorted(_MOIS, key=len, reverse=True)) + r")(?![a-z])\.?"
_SEMAINE = rf"(?:(?P<{{}}>{'|'.join(_JOURS)})\s+)?"
_ISO = r"(?<![\w-])(?P<a1>\d{4})-(?P<m1>\d{2})-(?P<j1>\d{2})(?![\w-])"
_CHIFFRES = (
    rf"(?<![\w/.-]){_SEMAINE.format('s2')}(?P<j2>\d{{1,2}})(?P<sep>[/.-])(?P<m2>\d{{1,2}})(?P=sep)(?P<a2>\d{{4}}"
    rf"|\d{{2}})"
    r"(?!\w|[/.-]\d)"
)
_LETTRES = (
    rf"(?<![\w/]){_SEMAINE.format('s3')}(?P<j3>\d{{1,2}}"
    rf"|premier)(?:\s?er)?\s+(?P<m3>{_NOM_MOIS})(?:\s+(?P<a3>\d{{4}})(?!\d))?"
)
_PERIODE = (
    r"(?:\d\s?(?:er|eme|nd|e)|premier|deuxieme|troisieme|quatrieme|dernier|second)\s+(?:trimestre"
    r"|semestre)(?:\s+\d{4})?|[ts][1-4][ /-]?\d{4}|semaine\s+\d{1,2}|(?:printemps|ete|automne|hiver"
    r"|rentree)(?:\s+de)?(?:\s+septembre)?\s+\d{4}"
)
_FLOU = (
    r"(?<!\w)(?:(?:courant|debut|mi|fin|au cours d[eu]|d'ici|en|pour|vers)(?: le| du)?[\s-]+(?:mois de "
    rf"|mois d')?{_NOM_MOIS}(?:\s+\d{{4}})?|{_NOM_MOIS}\s+\d{{4}}|{_PERIODE})"
)
_DATE = re.compile(f"(?P<iso>{_ISO})|(?P<num>{_CHIFFRES})|(?P<lettres>{_LETTRES})|(?P<flou>{_FLOU})")
_ENTRE = re.compile(
    r"(?:\bdu|\bentre le|\bentre)\s+(?:[a-z]+\s+)?\d{1,2}(?:er)?(?:[ /][a-z\d/.]+){0,3}\s+(?:au"
    r"|et(?: le)?)\s+(?:[a-z]+\s+)?$"
)
_AVANT = re.compile(
    r"(?:avant(?: le| la fin)?|au plus t(?:ard|ot)(?: le)?|pas avant(?: le)?|d'ici(?: le| au)?|jusqu'au|vers(?: le)?"
    r"|aux alentours du"
    r"|autour du)\s*$"
)
_SIECLE = 2000
_AN_MIN, _AN_MAX = 2000, 2100


@dataclass(frozen=True, kw_only=True)
class DateLue:
    """A date in a text, at `debut:fin`. `valeur` is None when it is approximate, incomplete or contradicts its weekday;
    `borne` tells « avant le », « au plus tard le »: a limit, not a day on which something happens.
    """

    debut: int
    fin: int
    valeur: date | None
    borne: bool


def find_dates(texte: str) -> list[DateLue]:
    """Every date of the text, in order, approximate ones included, withdrawn ones (« et non le 19 ») left out."""
    plie = plier(texte)
    trouves = [t for t in _DATE.finditer(plie) if not est_ecarte(plie[max(0, t.start() - 60) : t.start()])]
    return [_date_lue(plie, trouve) for trouve in trouves]


def _date_lue(plie: str, trouve: re.Match[str]) -> DateLue:
    avant = plie[max(0, trouve.start() - 60) : trouve.start()]
    valeur = None if _ENTRE.search(avant) else _valeur(trouve)
    return DateLue(debut=trouve.start(), fin=trouve.end(), valeur=valeur, borne=_AVANT.search(avant) is not None)


def _valeur(trouve: re.Match[str]) -> date | None:
    if trouve["iso"]:
        return _date(int(trouve["a1"]), int(trouve["m1"]), int(trouve["j1"]))
    if trouve["num"]:
        an = int(trouve["a2"])
        return _checked(_date(an if an > 99 else an + _SIECLE, int(trouve["m2"]), int(trouve["j2"])), trouve["s2"])  # noqa: PLR2004
    if trouve["lettres"] and trouve["a3"]:
        jour = 1 if trouve["j3"] == "premier" else int(trouve["j3"])
        return _checked(_date(int(trouve["a3"]), _MOIS[trouve["m3"].rstrip(".")], jour), trouve["s3"])
    return None


def _date(an: int, mois: int, jour: int) -> date | None:
    try:
        return date(an, mois, jour) if _AN_MIN <= an <= _AN_MAX else None
    except ValueError:
        return None


def _checked(jour: date | None, semaine: str | None) -> date | None:
    """A date whose weekday is not the one written contradicts itself."""
    if jour is None or semaine is None or _JOURS[jour.weekday()] == semaine:
        return jour
    return None
