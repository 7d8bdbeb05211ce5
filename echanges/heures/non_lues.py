"""The columns of a file of hours that say something of a person and in which nothing is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from echanges.heures.classeur import Case, Feuille, Rangee
from echanges.heures.colonnes import Colonnes, Entete, ensemble, reconnaitre, trouver
from echanges.heures.lignes import RIEN
from formats.dates import mois_long
from formats.releve import Colonne, Plan
from metier.periodes import Mois

TITRE_MAX = 40


def colonnes_non_lues(feuilles: Sequence[Feuille], mois: Mois) -> tuple[str, ...]:
    """Their headings, each once, in the order of the sheets; a column without heading has no name to be told by."""
    titres = [
        titre
        for feuille in feuilles
        if (entete := trouver(feuille.rangees, mois)) is not None
        for titre in _de_la_feuille(feuille, entete, mois)
    ]
    return tuple(dict.fromkeys(titres))


def colonnes_du_releve_non_lues(feuille: Feuille) -> tuple[str, ...]:
    """Those of a statement made by the relay: what is noted beside the hours, or added to its right."""
    rangees = feuille.rangees
    titres = _titres(rangees[Plan.TITRES]) if len(rangees) > Plan.TITRES else {}
    lignes = [une for une in rangees[Plan.TITRES + 1 :] if _dit(une, Colonne.NOM) and _dit(une, Colonne.CONTRAT)]
    libres = {rang: titre for rang, titre in titres.items() if rang >= Colonne.OBSERVATION}
    return tuple(titre for rang, titre in libres.items() if any(_dit(une, rang) for une in lignes))


def _de_la_feuille(feuille: Feuille, entete: Entete, mois: Mois) -> Iterator[str]:
    rangees = feuille.rangees
    tete = rangees[entete.rang] if entete.suite == entete.rang + 1 else ensemble(*rangees[entete.rang : entete.suite])
    colonnes, titres = entete.colonnes, _titres(tete)
    for rangee in rangees[entete.suite :]:
        if nouvelles := reconnaitre(rangee, mois):
            colonnes, titres = nouvelles, _titres(rangee)
        elif _dit(rangee, colonnes.nom):
            lues = _lues(colonnes)
            yield from (titre for rang, titre in titres.items() if rang not in lues and _dit(rangee, rang))


def _lues(colonnes: Colonnes) -> set[int | None]:
    seules = (colonnes.nom, colonnes.prenom, colonnes.mois, colonnes.lot, colonnes.naissance, colonnes.employeur)
    return {*seules, colonnes.debut, colonnes.formation, *colonnes.heures}


def _titres(rangee: Rangee | Sequence[Case]) -> dict[int, str]:
    return {rang: titre for rang, case in enumerate(rangee) if (titre := _titre(case))}


def _titre(case: Case) -> str:
    if isinstance(case, date):
        return mois_long(Mois.de(case))
    return " ".join(case.split())[:TITRE_MAX] if isinstance(case, str) else ""


def _dit(rangee: Rangee | Sequence[Case], colonne: int) -> bool:
    case = rangee[colonne] if colonne < len(rangee) else None
    return case is not None and not (isinstance(case, str) and (not case.strip() or case.strip() in RIEN))
