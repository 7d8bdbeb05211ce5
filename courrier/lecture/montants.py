"""Amounts of money as buyers write them: `1 250 000,00 €`, `850 k€ HT`, `1,25 M€`, `1.250.000 €`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from courrier.lecture.textes import est_ecarte, plier
from metier.enumeration import Enumeration


class Taxe(Enumeration):
    HT = "ht", "hors taxes"
    TTC = "ttc", "toutes taxes comprises"
    INCONNUE = "inconnue", "taxe non précisée"


@dataclass(frozen=True, kw_only=True)
class MontantLu:
    """An amount in a text, at `debut:fin`. `valeur` in euros; None when it is ambiguous, a range, a limit, a rate."""

    debut: int
    fin: int
    valeur: Decimal | None
    taxe: Taxe


_HT = r"(?:h\.?\s?t\.?(?![a-z])|hors[ -]taxes?|htva|hors tva)"
_TTC = r"(?:t\.?t\.?c\.?(?![a-z])|toutes taxes comprises|tva comprise|tvac)"
_NOMBRE = r"\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{1,3})?|\d+(?:[.,]\d{1,3})?"
_UNITE = (
    r"(?:(?P<m>m(?:illions?)?\s?(?:d')?\s?(?:€|eur(?:os?)?\b)|millions?\b(?:\s?d'euros?)?|meur\b)"
    r"|(?P<k>k\s?(?:€|eur(?:os?)?\b)|mille euros?\b|milliers d'euros?\b|keuros?\b)"
    r"|(?P<e>€|eur(?:os?)?\b))"
)
_MONTANT = re.compile(
    rf"(?<![\w.,])(?:(?P<avant>€|eur)\s?)?(?P<nombre>{_NOMBRE})(?:,-|\.-)?\s?(?:{_UNITE}|(?=\s?(?:{_HT}|{_TTC})))?"
)
_APRES = re.compile(rf"[\s(]{{0,3}}(?:euros?|€)?[\s(]{{0,2}}(?:en )?(?:(?P<ht>{_HT})|(?P<ttc>{_TTC}))")
_AVANT = re.compile(
    rf"(?:(?P<ht>{_HT})|(?P<ttc>{_TTC}))[)\s]{{0,2}}(?:estime\w*|previsionnel\w*|total\w*)?[^\d.;,]{{0,20}}$"
)
_TAUX = re.compile(
    r"\s?(?:€)?\s?(?:h\.?\s?t\.?)?\s?(?:/\s?(?:an|m|h|j|mois)|par (?:an|mois|heure|jour|m)|annuel|mensuel)"
)
_FOURCHETTE_AVANT = re.compile(
    r"(?:entre\s[^.;]{0,40}\bet|\bde\s[\d .,]+\s?(?:k€|m€|€)?\s?a|\d\s?(?:k€|m€|€)?\s?(?:a|ou|/))\s*$"
)
_BORNE = re.compile(
    r"(?:[<>≤≥]|\b(?:moins|plus) (?:de|que)|(?:inferieur|superieur)e?s? (?:ou egale?s? )?a"
    r"|\b(?:maxi(?:mum|mal)?|mini(?:mum|mal)?"
    r"|max|min|plafonne?e?|plancher|jusqu'a|au (?:plus|moins|maximum|minimum)|seuil))\.?\s?(?:de |a |d'|est |:|=)*\s*$"
)
_FOURCHETTE_APRES = re.compile(
    rf"\s?(?:h\.?t\.?)?\s?(?:a|et|ou)\s?(?:{_NOMBRE})\s?(?:€|[km]\s?€|[km](?![a-z])|eur|h\.?t)"
    rf"|\s?-\s?(?:{_NOMBRE})\s?(?:€|[km]\s?€)(?!\s?t)"
)


def find_montants(texte: str) -> list[MontantLu]:
    """Every amount carrying a currency or a tax mention, in order; bare numbers and withdrawn amounts are none."""
    plie = plier(texte)
    return [_montant(plie, trouve) for trouve in _MONTANT.finditer(plie) if _est_un_montant(trouve, plie)]


def _est_un_montant(trouve: re.Match[str], plie: str) -> bool:
    if est_ecarte(plie[max(0, trouve.start() - 60) : trouve.start()]):
        return False
    if any(trouve[nom] for nom in ("m", "k", "e", "avant")):
        return True
    return re.match(rf"\s?(?:{_HT}|{_TTC})", plie[trouve.end() : trouve.end() + 30]) is not None


def _montant(plie: str, trouve: re.Match[str]) -> MontantLu:
    apres, avant = plie[trouve.end() : trouve.end() + 40], plie[max(0, trouve.start() - 60) : trouve.start()]
    suite = _APRES.match(apres)
    fin = trouve.end() + (suite.end() if suite else 0)
    douteux = _TAUX.match(plie[fin : fin + 20]) or _TAUX.match(apres)
    douteux = douteux or _BORNE.search(avant) or _FOURCHETTE_AVANT.search(avant) or _FOURCHETTE_APRES.match(apres)
    valeur = None if douteux else parse_nombre(trouve["nombre"], _facteur(trouve))
    return MontantLu(debut=trouve.start(), fin=fin, valeur=valeur, taxe=_taxe(suite, avant))


def _facteur(trouve: re.Match[str]) -> int:
    if trouve["m"]:
        return 1_000_000
    return 1_000 if trouve["k"] else 1


def _taxe(suite: re.Match[str] | None, avant: str) -> Taxe:
    marque = suite or _AVANT.search(avant)
    if marque is None:
        return Taxe.INCONNUE
    return Taxe.HT if marque["ht"] else Taxe.TTC


def parse_nombre(ecrit: str, facteur: int = 1) -> Decimal | None:
    """The number in euros, times `facteur`; None when dots and commas leave a doubt (`1,250 €`, `1.250 k€`)."""
    compact = re.sub(r"[\s']", "", ecrit)
    normal = _normal(compact, facteur)
    try:
        return None if normal is None else (Decimal(normal) * facteur).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def _normal(compact: str, facteur: int) -> str | None:
    points, virgules = compact.count("."), compact.count(",")
    if points and virgules:
        return _two_separators(compact)
    if points > 1 or virgules > 1:
        return re.sub(r"[.,]", "", compact) if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact) else None
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", compact):
        return _three_decimals(compact, facteur)
    return compact.replace(",", ".")


def _two_separators(compact: str) -> str | None:
    decimale = max(compact.rfind("."), compact.rfind(","))
    entier, reste = compact[:decimale], compact[decimale + 1 :]
    if compact[decimale] in entier or len(reste) == 3:  # noqa: PLR2004 - three digits are a group, not cents
        return None
    return re.sub(r"[.,]", "", entier) + "." + reste


def _three_decimals(compact: str, facteur: int) -> str | None:
    """`350.000 €` is grouped as the French group; `1,250 M€` is decimal; the rest cannot be told."""
    if facteur == 1:
        return compact.replace(".", "") if "." in compact else None
    return compact.replace(",", ".") if facteur == 1_000_000 else None  # noqa: PLR2004 - the unit says so


def parse_cellule(cellule: str, facteur: int = 1) -> Decimal | None:
    """The amount of a table cell whose heading gives currency and tax; None when it is not one plain number."""
    nu = re.sub(
        r"(?:€|eur(?:os?)?|h\.?t\.?)$", "", plier(cellule).strip().removesuffix(".-").removesuffix(",-")
    ).strip()
    nu = re.sub(r"(?:€|eur(?:os?)?)$", "", nu).strip()
    if not re.fullmatch(_NOMBRE, nu):
        return None
    return parse_nombre(nu, facteur)
