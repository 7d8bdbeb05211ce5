"""What became of an employer's own figure of a month: by whom another was put in its place, when and why.

The line of a contract holds what stands; what stood before is in the journal, and in the amendments.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from config.horloge import PARIS
from metier.heures import Declarant, OrigineHeures
from metier.mois_travaille import ContratDuMois
from metier.periodes import Mois
from sqlmodel_store.depots import heures, journal
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.modeles.suivi import Rectification

REMPLACEES = "heures_remplacees"
ACCORDEES = "heures_accordees"
RECTIFIEES = "heures_rectifiees"


@dataclass(frozen=True, kw_only=True)
class Dite:
    """A figure, the way it came and its day; both None where nobody noted them, `heures` None for no hours at all."""

    heures: Decimal | None
    origine: OrigineHeures | None = None
    declaree_le: date | None = None


@dataclass(frozen=True, kw_only=True)
class Remplacement:
    """A figure that gave place to another; `geste` the event of the journal by which it did, `motif` an amendment's."""

    avant: Dite
    apres: Decimal | None
    par: str
    le: date
    geste: str | None = None
    motif: str | None = None

    @property
    def rectifie(self) -> bool:
        return self.motif is not None

    @property
    def accorde(self) -> bool:
        return self.geste == ACCORDEES


@dataclass(frozen=True, kw_only=True)
class Histoire:
    """What stands, what stood before it, oldest first; `declaree`: the last that the employer itself said."""

    retenue: Dite
    remplacements: tuple[Remplacement, ...]
    declaree: Dite | None

    @property
    def ecartee(self) -> Dite | None:
        """What the employer said, where something else stands in its place."""
        return self.declaree if self.declaree is not self.retenue else None

    @property
    def dernier(self) -> Remplacement:
        return self.remplacements[-1]


def lire(session: Session, mois: Mois, contrats: Sequence[ContratDuMois]) -> dict[int, Histoire]:
    """By contract id, those whose hours of the month gave place to others. Two statements."""
    operations = {un.operation_id for un in contrats}
    faits = _remplacements(
        journal.des_operations(session, [REMPLACEES, RECTIFIEES], operations),
        heures.rectifications_de(session, mois, operations),
        mois,
    )
    return {
        un.contrat_id: _histoire(un, faits[cle]) for un in contrats if (cle := (un.operation_id, un.contrat)) in faits
    }


def _histoire(un: ContratDuMois, faits: Sequence[Remplacement]) -> Histoire:
    """An agreement and an amendment keep the way and the day of what they change: those are told from the end."""
    dite = un.dite
    retenue = Dite(
        heures=dite.heures if dite else None,
        origine=dite.origine if dite else None,
        declaree_le=dite.declaree_le if dite else None,
    )
    suite, connus = retenue, list[Remplacement]()
    for fait in reversed(faits):
        avant = fait.avant
        if fait.rectifie or (fait.accorde and avant.origine is None):
            avant = Dite(heures=avant.heures, origine=suite.origine, declaree_le=suite.declaree_le)
        connus.insert(0, replace(fait, avant=avant))
        suite = avant
    declaree = None
    dites = [*(fait.avant for fait in connus), retenue]
    for rang, figure in enumerate(dites):
        if _est_de_l_employeur(figure) and (rang == 0 or not (connus[rang - 1].rectifie or connus[rang - 1].accorde)):
            declaree = figure
    return Histoire(retenue=retenue, remplacements=tuple(connus), declaree=declaree)


def _est_de_l_employeur(figure: Dite) -> bool:
    return figure.heures is not None and figure.origine not in (None, OrigineHeures.SAISIE)


Faits = dict[tuple[int, str], list[Remplacement]]
"""By operation and contract, in the order they were made."""


def _remplacements(notes: Sequence[Evenement], rectifications: Sequence[Rectification], mois: Mois) -> Faits:
    """An amendment is placed where the journal names it; one that it does not know, brought in whole, comes first."""
    faits: Faits = defaultdict(list)
    attendues = _par_contrat(rectifications)
    for note in notes:
        donnees = json.loads(note.donnees)
        if donnees.get("mois") != str(mois):
            continue
        for cle, fait in _de_la_note(note, donnees, attendues):
            faits[cle].append(fait)
    for cle, restent in attendues.items():
        faits[cle][:0] = restent
    return {cle: siens for cle, siens in faits.items() if siens}


def _par_contrat(rectifications: Sequence[Rectification]) -> Faits:
    faits: Faits = defaultdict(list)
    for une in rectifications:
        if une.declarant is Declarant.EMPLOYEUR:
            faits[une.operation_id, une.contrat].append(_rectifiee(une))
    return faits


def _de_la_note(
    note: Evenement, donnees: Mapping[str, Any], attendues: Faits
) -> Iterator[tuple[tuple[int, str], Remplacement]]:
    operation = note.operation_id or 0
    for un in donnees.get("remplacees", ()):
        yield (operation, un["contrat"]), _remplacee(note, donnees, un)
    for code in donnees.get("contrats", ()) if note.evenement == RECTIFIEES else ():
        if restent := attendues.get((operation, code)):
            yield (operation, code), restent.pop(0)


def _rectifiee(une: Rectification) -> Remplacement:
    return Remplacement(
        avant=Dite(heures=une.heures_avant), apres=une.heures_apres, par=une.par, le=une.jour, motif=une.motif
    )


def _remplacee(note: Evenement, donnees: Mapping[str, Any], un: Mapping[str, Any]) -> Remplacement:
    jour, origine, declaree_le = donnees.get("jour"), un.get("origine"), un.get("declaree_le")
    return Remplacement(
        avant=Dite(
            heures=Decimal(un["avant"]),
            origine=OrigineHeures(origine) if origine else None,
            declaree_le=date.fromisoformat(declaree_le) if declaree_le else None,
        ),
        apres=Decimal(un["apres"]),
        par=note.acteur,
        le=date.fromisoformat(jour) if jour else note.instant.astimezone(PARIS).date(),
        geste=donnees.get("geste"),
    )
