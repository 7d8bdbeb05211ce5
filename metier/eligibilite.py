"""The right to count: validated before the first day; by status for who a recognised structure employs.

Sources: CCAG 2021, first family of publics (structures recognised by the State); domaine §4.1, §4.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from metier.contrats import TypeContrat
from metier.periodes import Mois

PAR_STATUT = frozenset(
    {
        TypeContrat.CDDI_EI,
        TypeContrat.CDDI_ACI,
        TypeContrat.CDDI_REGIE,
        TypeContrat.MAD_AI,
        TypeContrat.CTT_ETTI,
        TypeContrat.EA,
        TypeContrat.EATT,
        TypeContrat.ESAT,
        TypeContrat.CDI_INCLUSION,
        TypeContrat.GEIQ,
    }
)
"""Contracts that make their holder eligible by themselves."""
A_CONFIRMER = frozenset({TypeContrat.CDI_INCLUSION, TypeContrat.GEIQ})
"""Those of them that no official text read names."""
PIECE_PAR_STATUT = "attestation de la structure"


AGES_VRAISEMBLABLES = (15, 80)
"""Years, both included, at the start of a contract: a bound of the plausible, which stops mistyped dates of birth.

It is no rule of the law of work, which no text read here gives; the lower one leaves room for apprentices.
"""


def age(naissance: date, jour: date) -> int:
    """Whole years on that day; negative before the birth."""
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))


def a_l_age_de_travailler(naissance: date, debut: date) -> bool:
    """Whether a contract that starts on that day may be of someone born then."""
    minimum, maximum = AGES_VRAISEMBLABLES
    return minimum <= age(naissance, debut) <= maximum


def par_statut(types: Iterable[TypeContrat]) -> bool:
    """Whether these contracts, all those of a person, make them eligible by status; no contract says nothing."""
    connus = set(types)
    return bool(connus) and connus <= PAR_STATUT


def est_tardive(validee_le: date, premier_jour: date | None) -> bool:
    """Whether the person was at work before being validated."""
    return premier_jour is not None and validee_le > premier_jour


def compte(validee_le: date | None, motif_tardif: str | None, debut: date, mois: Mois) -> bool:
    """Whether hours of a month under a contract begun on `debut` count, eligibility being validated on that day.

    The validation comes before the first day worked of that month, or at any time when the reason for coming late is
    traced. Hours are known by month: those of a month begun before the validation wait for the reason as a whole.
    The same rule in SQL: `sqlmodel_store.depots.comptees`.
    """
    if validee_le is None:
        return False
    return motif_tardif is not None or validee_le <= max(debut, mois.debut)
