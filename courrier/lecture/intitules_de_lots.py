"""The title of a lot, out of the words that surround it and lead to its amount."""

from __future__ import annotations

import re

from courrier.lecture.montants import MontantLu
from courrier.lecture.textes import contient_du_code, plier

_LIAISON = re.compile(
    r"(?:[\s:;,=(/>•·-]|\b(?:estimee?s?|montants?|estimatif|estimation|previsionnell?e?|d'un|pour|soit|une?|a hauteur"
    r"|de l'ordre|environ|env\.?|evaluee?|chiffree?|est|sont|budget|cout|prix"
    r"|total|de|du|a|au|h\.?t\.?|hors taxes?|ttc|et|le|les|la|ce|lot)(?=\W|$))+$"
)
_SANS_MONTANT = re.compile(
    r"\s*(?:[-–—,;:(.]\s*(?:montants?|estimations?|budget|chiffrage|co[uû]t|prix)\b.*"
    r"|[-–—,;:(.]\s*tranches? (?:fermes?|optionnelles?|conditionnelles?|n°|\d)\b.*"
    r"|[-–—,;:(]\s*(?:[àa] (?:d[ée]finir|pr[ée]ciser|estimer|chiffrer|confirmer|venir)|en cours|non (?:connu"
    r"|arr[êe]t[ée]|estim[ée]|chiffr[ée]|d[ée]fini|communiqu[ée])|nc\b|n\.c\.|tbd).*)$",
    re.IGNORECASE,
)
_NOMBRE_EN_FIN = re.compile(r"\s*[:=]\s*\d{4,9}(?:[.,]\d{1,2})?\s*$|\s+\d[\d ,.]{0,8}\s?[kKmM]\s*$")
_ENTRE_PARENTHESES = re.compile(r"\((?P<dedans>[^)]*)\)?\s*[:–—-]?\s*(?P<suite>.*)$")
_BORNE_EN_FIN = re.compile(
    r"\s*[:(–—-]?\s*(?:[<>≤≥]|\b(?:maxi(?:mum)?|mini(?:mum)?|moins de|plus de|jusqu’à|jusqu'à))\s*$"
)
_REMARQUE = re.compile(
    r"^\s*\(tranche[^)]*\)|\s*\((?:lot )?(?:non )?(?:claus|r[ée]serv|avec clause|sans clause|insertion)[^)]*\)",
    re.IGNORECASE,
)
_FOURCHETTE = re.compile(r"[\s,:(–—-]*\b(?:entre|de)\s[\d .,]{1,15}(?:k€|€|M€)?\s?(?:et|à)\s*$", re.IGNORECASE)


def title_around(texte: str, montants: list[MontantLu]) -> str | None:
    """The title before the first amount, else after the last one."""
    if not montants:
        return clean_title(texte)
    return clean_title(texte[: montants[0].debut]) or clean_title(texte[montants[-1].fin :])


def clean_title(texte: str) -> str | None:
    """The words of a title once separators, links to an amount and remarks are taken off."""
    texte = _REMARQUE.sub("", texte)
    texte = _FOURCHETTE.sub("", _SANS_MONTANT.sub("", texte))
    texte = _BORNE_EN_FIN.sub("", _NOMBRE_EN_FIN.sub("", texte))
    texte = re.sub(r"^[\s:;,.–—•=/>)|\u2503-]+", "", texte)
    texte = texte[: _link_start(texte)].strip(' \t:;,.–—-=/|•"“”«»*_')
    texte = _unbracket(texte)
    if len(texte) < 2 or len(texte) > 200 or contient_du_code(texte) or not re.search(r"[A-Za-zÀ-ÿ]{2}", texte):  # noqa: PLR2004
        return None
    return texte


def _link_start(texte: str) -> int:
    """Where the words that only lead to the amount begin (« , estimé à », « pour un montant de »)."""
    plie = plier(texte)
    liaison = _LIAISON.search(plie[-120:])
    return len(plie) if liaison is None else max(0, len(plie) - 120) + liaison.start()


def _unbracket(texte: str) -> str:
    if (tete := _ENTRE_PARENTHESES.match(texte)) and texte.count("(") == 1:
        return (tete["suite"] if re.search(r"[A-Za-zÀ-ÿ]{2}", tete["suite"]) else tete["dedans"]).strip()
    return texte.removesuffix("(").strip() if texte.count("(") <= texte.count(")") else texte.rstrip(" (")
