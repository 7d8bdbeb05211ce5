"""One mail, several operations: where each begins, when the mail shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from courrier.lecture.blocs import Bloc, Ligne, Tableau, lignes
from courrier.lecture.etiquettes import find_etiquettes
from courrier.lecture.textes import comparable, plier
from courrier.lecture.valeurs import clean_intitule, clean_reference

_PLURIEL = re.compile(
    r"\b(?:deux|trois|quatre|cinq|six|plusieurs|[2-9]) (?:nouvelles |nouveaux |prochaines |prochains "
    r"|autres )?(?:operations|consultations|projets|appels d'offres)\b|\bles (?:operations|consultations"
    r"|projets) (?:suivante?s|prevue?s|a venir|ci-dessous|programmee?s)\b"
    r"|\b(?:nos|les|des) (?:prochaine?s|futur?e?s|nouveaux|nouvelles) "
    r"(?:operations|marches|consultations|projets|chantiers)\b"
)
_NETTOYEURS = {"intitule": clean_intitule, "reference": clean_reference}


def decouper(blocs: Sequence[Bloc]) -> list[tuple[Bloc, ...]]:
    """The blocs of each operation; one tuple when nothing shows more than one. What stands above the first is left."""
    blocs = [ligne for bloc in blocs for ligne in _rows_apart(bloc)]
    reperes = [(rang, *cle) for rang, bloc in enumerate(blocs) for cle in _keys(bloc)]
    for champ in dict.fromkeys(champ for _, champ, _, _ in reperes):
        nom = next(nom for _, c, nom, _ in reperes if c == champ)
        debuts = {valeur: rang for rang, c, n, valeur in reversed(reperes) if (c, n) == (champ, nom)}
        if len(debuts) > 1 and not _nested(list(debuts)):
            return _slices(blocs, sorted(debuts.values())) if _titles_differ(reperes) else [tuple(blocs)]
    return [tuple(blocs)]


def annonce_un_pluriel(blocs: Sequence[Bloc]) -> bool:
    """Whether the words say that there are several operations."""
    return any(_PLURIEL.search(plier(ligne)) for ligne in lignes(blocs))


def _keys(bloc: Bloc) -> list[tuple[str, str, str]]:
    lues = [e for e in find_etiquettes([bloc]) if e.champ in _NETTOYEURS and e.rang <= 1]
    return [(e.champ, e.nom, comparable(v)) for e in lues if (v := _NETTOYEURS[e.champ](e.valeur))]


def _rows_apart(bloc: Bloc) -> list[Bloc]:
    """A table with one operation a row, as one table a row."""
    if isinstance(bloc, Ligne) or len(bloc.rangees) < 3:  # noqa: PLR2004 - a heading and two rows
        return [bloc]
    titres = {v for c, _, v in _keys(bloc) if c == "intitule"}
    en_tete = find_etiquettes([Tableau(bloc.rangees[:1])])
    if len(titres) < 2 or en_tete:  # noqa: PLR2004
        return [bloc]
    return [Tableau((bloc.rangees[0], rangee)) for rangee in bloc.rangees[1:]]


def _nested(valeurs: list[str]) -> bool:
    """Whether all values are one, told more or less fully."""
    court = min(valeurs, key=len)
    return all(court in valeur for valeur in valeurs)


def _titles_differ(reperes: list[tuple[int, str, str, str]]) -> bool:
    titres = [valeur for _, champ, _, valeur in reperes if champ == "intitule"]
    return len(set(titres)) > 1 and not _nested(titres)


def _slices(blocs: list[Bloc], debuts: list[int]) -> list[tuple[Bloc, ...]]:
    fins = [*debuts[1:], len(blocs)]
    return [tuple(blocs[debut:fin]) for debut, fin in zip(debuts, fins, strict=True)]
