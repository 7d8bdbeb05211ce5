"""What the calendar asks of the machine: each kind of deadline finds what is due on a day, and does it once.

A deadline is recognised by what it leaves in the database (a mail's key, a row), never by its having run: after any
outage the next round finds what is due and undone, and the same round made twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal
from sqlmodel_store.session import lecture, unit_of_work

PAR_LOT = 100


@dataclass(frozen=True, kw_only=True)
class Genre:
    """A kind of deadline.

    `dues` gives the keys of what is due on a day and not done, in a constant number of statements; `faire` does some
    of them, each in a transaction of its own, and is harmless for one that was done meanwhile.
    """

    nom: str
    dues: Callable[[Session, date], Sequence[str]]
    faire: Callable[[Sequence[str], date], None]


@dataclass(kw_only=True)
class BilanEcheances:
    """How many were done, by kind; the sentences of those that could not be."""

    faites: dict[str, int] = field(default_factory=dict)
    empechees: list[str] = field(default_factory=list)


def dues(jour: date | None = None) -> dict[str, int]:
    """How many deadlines are due and not done, by kind; kinds with none are left out."""
    with lecture() as session:
        comptes = {genre.nom: len(genre.dues(session, jour or aujourdhui())) for genre in GENRES}
    return {nom: compte for nom, compte in comptes.items() if compte}


def faire_le_jour(jour: date | None = None) -> BilanEcheances:
    """Do everything that is due, kind after kind; what cannot be done is told and hinders nothing else."""
    jour = jour or aujourdhui()
    bilan = BilanEcheances()
    for genre in GENRES:
        with lecture() as session:
            cles = list(genre.dues(session, jour))
        for debut in range(0, len(cles), PAR_LOT):
            _faire(genre, cles[debut : debut + PAR_LOT], jour, bilan)
    return bilan


def _faire(genre: Genre, cles: Sequence[str], jour: date, bilan: BilanEcheances) -> None:
    try:
        genre.faire(cles, jour)
    except FauteDeSaisie as faute:
        if len(cles) > 1:
            for cle in cles:
                _faire(genre, [cle], jour, bilan)
            return
        _empecher(genre, cles[0], faute, bilan)
    else:
        bilan.faites[genre.nom] = bilan.faites.get(genre.nom, 0) + len(cles)


def _empecher(genre: Genre, cle: str, faute: FauteDeSaisie, bilan: BilanEcheances) -> None:
    bilan.empechees.append(faute.phrase)
    with unit_of_work() as session:
        journal.noter(session, "echeance_empechee", acteur="echeances", genre=genre.nom, cle=cle, phrase=faute.phrase)


GENRES: tuple[Genre, ...] = ()
