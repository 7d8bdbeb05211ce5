"""What is written above the headings of a sheet: the month it is of, the lot, the employer."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from echanges.heures import ecriture
from echanges.heures.classeur import Case, Feuille, Rangee
from echanges.heures.ecriture import mois_en_lettres, simple
from metier.periodes import Mois

DE_MOIS = ("mois", "periode", "releve", "heures", "pointage", "presence")
MOIS_SEUL = 2  # words of a title that is a month and nothing else


def titres(feuille: Feuille, entete: int) -> list[str]:
    """The name of the sheet and the texts above its headings."""
    au_dessus = [case for rangee in feuille.rangees[:entete] for case in rangee if isinstance(case, str)]
    return [feuille.nom, *au_dessus]


def mois_de_la_feuille(nom: str, mois: Mois) -> Mois | None:
    """The month that a sheet is named after, « Octobre 2026 », « Oct »; None for another name."""
    return _mois(nom, None, mois) if len(simple(nom).split()) <= MOIS_SEUL else None


def mois_annonce(au_dessus: Sequence[Rangee], feuille: str, mois: Mois) -> Mois | None:
    """The only month that the titles give the hours; None when they name none, or several."""
    nommes = set()
    for rangee in [[feuille], *au_dessus]:
        cases = [case for case in rangee if case is not None]
        for case, suivante in itertools.zip_longest(cases, cases[1:]):
            nommes.add(_mois(case, suivante, mois))
    nommes.discard(None)
    return nommes.pop() if len(nommes) == 1 else None


def _mois(case: Case, suivante: Case, mois: Mois) -> Mois | None:
    """The month of a title such as « Relevé d’heures – octobre 2026 », « Mois : 10/2026 », or « Mois » and its cell."""
    if not isinstance(case, str):
        return None
    texte = simple(case)
    if any(mot in texte.split() for mot in DE_MOIS):
        apres = case.rpartition(":")[2]
        return mois_en_lettres(case, mois) or ecriture.mois(apres.strip(), mois) or _voisine(suivante, mois)
    return mois_en_lettres(case, mois) if len(texte.split()) <= MOIS_SEUL else None


def _voisine(case: Case, mois: Mois) -> Mois | None:
    return ecriture.mois(case, mois) if not isinstance(case, int | float) else None
