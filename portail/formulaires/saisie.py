"""From what a form sent to the data of an act, and back; what is left blank is not said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from portail.formulaires.champs import Champ, Genre

RACINE = "d"
RANGS_MAX = 200
_BLANCS = re.compile(r"[\s\u00a0\u202f]")
_ENTIER = re.compile(r"-?[0-9]{1,9}", re.ASCII)


class Envoi:
    """The fields of a form that was sent, by their path; files are left aside."""

    def __init__(self, champs: Iterable[tuple[str, object]]) -> None:
        self._champs: dict[str, list[str]] = {}
        for nom, valeur in champs:
            if isinstance(valeur, str):
                self._champs.setdefault(nom, []).append(valeur)

    def texte(self, chemin: str) -> str:
        return (self._champs.get(chemin) or [""])[-1].strip()

    def tous(self, chemin: str) -> list[str]:
        return self._champs.get(chemin, [])

    def rangs(self, chemin: str) -> int:
        """How many rows of a list were sent."""
        debut = re.compile(re.escape(chemin) + r"\.([0-9]{1,3})\.")
        trouves = [int(trouve[1]) for nom in self._champs if (trouve := debut.match(nom))]
        return min(max(trouves, default=-1) + 1, RANGS_MAX)


def lire(champs: Sequence[Champ], envoi: Envoi, chemin: str = RACINE) -> dict[str, Any]:
    """The data, as a file of it would say them: numbers with a point, shares as fractions."""
    lus = {champ.nom: _lire(champ, envoi, f"{chemin}.{champ.nom}") for champ in champs}
    return {nom: valeur for nom, valeur in lus.items() if valeur not in (None, "", [], {})}


def _lire(champ: Champ, envoi: Envoi, chemin: str) -> Any:  # noqa: ANN401 - JSON
    if champ.genre is Genre.GROUPE:
        return lire(champ.champs, envoi, chemin)
    if champ.genre is Genre.LISTE:
        rangs = (lire(champ.champs, envoi, f"{chemin}.{rang}") for rang in range(envoi.rangs(chemin)))
        return [rang for rang in rangs if rang]
    if champ.genre is Genre.PLUSIEURS:
        return [_entier(dit) if champ.entiers else dit for dit in envoi.tous(chemin) if dit]
    texte = envoi.texte(chemin)
    if champ.genre is Genre.LIGNES:
        lignes = [ligne.strip() for ligne in texte.splitlines() if ligne.strip()]
        return [_entier(ligne) for ligne in lignes] if champ.entiers else lignes
    return _simple(champ, texte)


def _simple(champ: Champ, texte: str) -> Any:  # noqa: ANN401 - JSON
    if champ.genre is Genre.OUI_NON:
        return {"oui": True, "non": False}.get(texte)
    if champ.genre is Genre.ENTIER or champ.entiers:
        return _entier(texte)
    if champ.genre is Genre.NOMBRE:
        return _BLANCS.sub("", texte).removesuffix("€").replace(",", ".")
    if champ.genre is Genre.PART:
        return _part(texte)
    return texte


def _entier(texte: str) -> int | str:
    """A whole number; what is none is left for the format to refuse."""
    serre = _BLANCS.sub("", texte)
    return int(serre) if _ENTIER.fullmatch(serre) else texte


def _part(texte: str) -> str:
    """« 5 % » is 0.05; a fraction stays as it is."""
    serre = _BLANCS.sub("", texte).replace(",", ".")
    if not serre.endswith("%"):
        return serre
    try:
        return format((Decimal(serre[:-1]) / 100).normalize(), "f")
    except InvalidOperation:
        return texte


def ecrire(champs: Sequence[Champ], donnees: Mapping[str, Any], chemin: str = RACINE) -> dict[str, Any]:
    """What each field shows, by its path: a text, a list of texts where several are chosen, a number of rows."""
    montres: dict[str, Any] = {}
    for champ in champs:
        ici, valeur = f"{chemin}.{champ.nom}", donnees.get(champ.nom)
        if champ.genre is Genre.GROUPE:
            montres |= ecrire(champ.champs, valeur if isinstance(valeur, Mapping) else {}, ici)
        elif champ.genre is Genre.LISTE:
            rangs = valeur if isinstance(valeur, Sequence) and not isinstance(valeur, str) else []
            montres[ici] = len(rangs)
            for rang, element in enumerate(rangs):
                montres |= ecrire(champ.champs, element, f"{ici}.{rang}")
        else:
            montres[ici] = _montrer(champ, valeur)
    return montres


def telles_qu_envoyees(champs: Sequence[Champ], donnees: Mapping[str, Any]) -> dict[str, Any]:
    """The data as the form would send them back if nobody touched it."""
    return lire(champs, Envoi(plats(ecrire(champs, donnees))))


def plats(montres: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What fields show, as a form sends it; the numbers of rows are no fields."""
    return [
        (nom, dit)
        for nom, montre in montres.items()
        if not isinstance(montre, int)
        for dit in (montre if isinstance(montre, list) else [montre])
        if dit
    ]


def _montrer(champ: Champ, valeur: Any) -> Any:  # noqa: ANN401 - JSON
    if champ.genre is Genre.PLUSIEURS:
        return [str(un) for un in valeur or []]
    if valeur is None:
        return ""
    if champ.genre is Genre.OUI_NON:
        return "oui" if valeur else "non"
    if champ.genre is Genre.LIGNES:
        return "\n".join(str(une) for une in valeur)
    if champ.genre is Genre.PART:
        return _en_pourcents(str(valeur))
    return _en_chiffres(str(valeur)) if champ.genre is Genre.NOMBRE else str(valeur)


def _en_chiffres(nombre: str) -> str:
    """« 800 000,00 », the thousands apart; what is no plain number as it is, with a comma."""
    entier, point, decimales = nombre.partition(".")
    if entier.isdecimal() and (decimales.isdecimal() or not point):
        entier = f"{int(entier):,}".replace(",", "\u202f")
    return f"{entier}{',' if point else ''}{decimales}"


def _en_pourcents(fraction: str) -> str:
    try:
        part = Decimal(fraction)
    except InvalidOperation:
        return fraction
    return f"{format((part * 100).normalize(), 'f').replace('.', ',')}\u00a0%" if 0 < part <= 1 else fraction


def chemin_du_champ(champ: str) -> str:
    """The path in the form of a field that a refusal names: `lots[0].motif` is `d.lots.0.motif`."""
    return f"{RACINE}." + re.sub(r"\[([0-9]+)\]", r".\1", champ)
