"""The deadlines that could not be met, as actions: which operation, what is at fault, what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from config.horloge import PARIS, aujourdhui
from config.jours_ouvres import feries
from formats.typographie import typographier
from metier.cycle import Responsable
from metier.echeances import apres
from sqlmodel_store.depots import journal, operations
from workflows.actes.attentes import Action, Designee
from workflows.actes.echeances import Genre

DELAI = 2  # working days


@dataclass(frozen=True, kw_only=True)
class Empechee:
    """A deadline refused: its kind, the last sentence that said why, and the first day."""

    genre: str
    cle: str
    phrase: str
    depuis: date


def refusees(session: Session) -> list[Empechee]:
    """What was ever refused, met since or not; one statement."""
    trouvees: dict[tuple[str, str], Empechee] = {}
    for ligne in journal.du_genre(session, journal.ECHEANCE_EMPECHEE):
        dite = json.loads(ligne.donnees)
        premiere = trouvees.get((dite["genre"], dite["cle"]))
        depuis = premiere.depuis if premiere else ligne.instant.astimezone(PARIS).date()
        trouvees[dite["genre"], dite["cle"]] = Empechee(depuis=depuis, **dite)
    return list(trouvees.values())


def attentes(session: Session, lignes: Sequence[Designee], genres: Sequence[Genre]) -> list[Action]:
    """For the facilitateur: what is still due of these kinds and names one of these operations, each reason once."""
    references = [une.reference for une in lignes]
    lues = ((une, _reference(une.phrase, references)) for une in _encore_dues(session, genres))
    return list({une.phrase: _action(une, reference) for une, reference in lues if reference}.values())


def hors_operation(session: Session, genres: Sequence[Genre]) -> list[Action]:
    """The same for what names none of all the operations: a setting, a mail about several."""
    dues = list(_encore_dues(session, genres))
    references = [une.reference for une in operations.lister(session)] if dues else []
    lues = (une for une in dues if _reference(une.phrase, references) is None)
    return list({une.phrase: _action(une, None) for une in lues}.values())


def _encore_dues(session: Session, genres: Sequence[Genre]) -> Iterator[Empechee]:
    trouvees = refusees(session)
    for genre in genres:
        siennes = [une for une in trouvees if une.genre == genre.nom]
        dues = set(genre.dues(session, aujourdhui())) if siennes else ()
        yield from (une for une in siennes if une.cle in dues)


def _reference(phrase: str, references: Sequence[str]) -> str | None:
    tetes = (une for une in references if phrase.startswith((f"{une},", f"{une}\u00a0:", f"{une} :")))
    return max(tetes, key=len, default=None)


def _action(une: Empechee, reference: str | None) -> Action:
    raison = une.phrase.removeprefix(reference or "").lstrip(",:\u00a0 ").rstrip(".")
    suite = "" if "relais echeances" in raison else " ; corrigez, puis relais echeances"
    return Action(
        libelle=typographier(f"Échéance empêchée, {une.genre} : {raison}{suite}"),
        qui=Responsable.FACILITATEUR.libelle,
        depuis=une.depuis,
        avant_le=apres(une.depuis, DELAI, feries()),
        reference=reference,
    )
