"""Which statements of hours are awaited: the one rule of all that asks for them, reminds of them or shows them missing.

A statement is what an employer says of its contracts on one lot in a month; it is missing while one of them has no
hours of its employer, zero being hours. It is awaited from the first month that the relay calls for, for each month
that a contract meets, on a lot with a clause, whatever the dates of the lot; until a person closes the month or the
operation is followed no more. `sqlmodel_store.depots.releves_attendus` says the same to the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from metier.cycle import Etape
from metier.heures import Declarant
from metier.operation import Lot
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import NUL, heures_dues, par_mois
from metier.rythme import calendrier
from metier.suivi import Contrat, Suivi

SUIVIES = (Etape.MISE_EN_OEUVRE, Etape.SUIVI)
"""The steps at which hours are asked for."""
DECLARABLES = (*SUIVIES, Etape.BILAN)
"""Those at which they may still be declared."""


@dataclass(frozen=True, kw_only=True, order=True)
class ReleveManquant:
    """A month for which an employer has not declared all its contracts on a lot."""

    lot: int
    employeur: str
    mois: Mois


@dataclass(frozen=True, kw_only=True)
class Cadre:
    """What an operation says of all its statements.

    `depuis`: the first day of the first month called for, None where all are; `clos`: the months that are settled.
    """

    etape: Etape
    depuis: date | None = None
    clos: frozenset[Mois] = field(default_factory=frozenset)

    def appelle(self, mois: Mois) -> bool:
        """Whether the hours of that month are called for."""
        return self.etape in SUIVIES and self.reclame(mois)

    def reclame(self, mois: Mois) -> bool:
        """The same, whatever the step: what was done before the relay, or is settled, is not called for."""
        return mois not in self.clos and (self.depuis is None or self.depuis <= mois.debut)


def cadre(suivi: Suivi) -> Cadre:
    """What that operation says of all its statements."""
    return Cadre(etape=suivi.etape, depuis=suivi.releves_depuis, clos=suivi.mois_clos)


def releves_manquants(suivi: Suivi, jusqu_a: Mois) -> list[ReleveManquant]:
    """The statements awaited up to a month, that month included, and missing, by lot, employer and month."""
    du_suivi = cadre(suivi)
    return _releves(un for un in contrats_sans_releve(suivi, jusqu_a) if du_suivi.appelle(un[1]))


def releves_jamais_recus(suivi: Suivi, jusqu_a: Mois) -> list[ReleveManquant]:
    """Those without which what a lot was to do may not be certified, whatever the step of its operation.

    None after the last day of a lot, nor once its hours are all validated: more of them would change nothing.
    """
    du_suivi = cadre(suivi)
    derniers = {lot.numero: _dernier_mois(suivi, lot) or jusqu_a for lot in suivi.lots}
    return _releves(
        (contrat, mois)
        for contrat, mois in contrats_sans_releve(suivi, jusqu_a)
        if du_suivi.reclame(mois) and mois <= derniers[contrat.lot]
    )


def contrats_sans_releve(suivi: Suivi, jusqu_a: Mois) -> Iterator[tuple[Contrat, Mois]]:
    """Each month of each contract, on a lot with a clause, of which its employer says nothing."""
    clauses = {lot.numero for lot in suivi.lots if lot.clause}
    dites = {(une.contrat, une.mois) for une in suivi.heures if une.declarant is Declarant.EMPLOYEUR}
    for contrat in suivi.contrats:
        if contrat.lot in clauses:
            dernier = min(jusqu_a, Mois.de(contrat.fin or jusqu_a.fin))
            for mois in Mois.de(contrat.debut).jusqu_a(dernier):
                if (contrat.id, mois) not in dites:
                    yield contrat, mois


def _dernier_mois(suivi: Suivi, lot: Lot) -> Mois | None:
    """The month of the last day of a lot, or the one that settled it; None where neither is known."""
    jours, cumul = calendrier(suivi, lot), NUL
    fin = Mois.de(jours.fin) if jours else None
    dues = heures_dues(suivi, Portee().du_lot(lot.numero))
    for mois, faites in par_mois(suivi, Portee().du_lot(lot.numero)).items():
        cumul += faites.validees
        if cumul >= dues > 0:
            return min(mois, fin or mois)
    return fin


def _releves(manquants: Iterator[tuple[Contrat, Mois]]) -> list[ReleveManquant]:
    return sorted({ReleveManquant(lot=un.lot, employeur=un.employeur, mois=mois) for un, mois in manquants})
