"""A month of a contract: what its employer says, what the using company says, what a month allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metier.heures import EtatHeures, OrigineHeures

HEURES_POSSIBLES = Decimal(400)
"""Hours that nobody exceeds in a month, over all contracts of all operations: thirteen a day without a day of rest.

A bound of the possible, which stops mistyped figures and hours counted twice; it is no legal duration of work. It is
that of one line of a dossier; triggers of the database hold it too, in hundredths. What an employer may write on a
statement is less (`metier.releve.HEURES_MAXIMUM`).
"""


@dataclass(frozen=True, kw_only=True)
class LigneDuMois:
    """What one party says of a contract in a month; `declaree_le` and `origine` None in what was imported whole."""

    heures: Decimal
    etat: EtatHeures
    dont_formation: Decimal = Decimal(0)
    origine: OrigineHeures | None = None
    declaree_le: date | None = None
    validee_le: date | None = None

    @property
    def validee(self) -> bool:
        return self.etat is EtatHeures.VALIDEE

    def dit_comme(self, autre: LigneDuMois | None) -> bool:
        """Whether both tell the same hours, whatever became of them."""
        return autre is not None and (self.heures, self.dont_formation) == (autre.heures, autre.dont_formation)


@dataclass(frozen=True, kw_only=True)
class ContratDuMois:
    """A contract that meets a month; `entreprise` is the company whose clause it serves, None on an unawarded lot.

    `dite` is the employer's line, `recoupee` that of the using company, `precedente` the employer's of the month
    before; `comptee` whether the eligibility of the person is validated.
    """

    operation_id: int
    reference: str
    contrat_id: int
    contrat: str
    lot: int
    employeur: str
    entreprise: str | None
    personne_id: int
    nom: str
    prenom: str
    debut: date
    fin: date | None
    comptee: bool
    dite: LigneDuMois | None = None
    recoupee: LigneDuMois | None = None
    precedente: LigneDuMois | None = None

    @property
    def utilisatrice(self) -> str | None:
        """The using company, where it is not the employer itself."""
        return None if self.entreprise == self.employeur else self.entreprise

    @property
    def ecart(self) -> Decimal | None:
        """Hours of the using company less those of the employer; None where one of them says nothing."""
        if self.dite is None or self.recoupee is None:
            return None
        return self.recoupee.heures - self.dite.heures


def etat_confronte(heures: Decimal, recoupees: Decimal | None, tolerance: Decimal) -> EtatHeures:
    """The state of an employer's hours that nobody validated: contested when the using company says otherwise."""
    contestees = recoupees is not None and abs(recoupees - heures) > tolerance
    return EtatHeures.CONTESTEE if contestees else EtatHeures.DECLAREE
