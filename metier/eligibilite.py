"""The right to count: validated before the first day; by status for who a recognised structure employs.

Sources: CCAG 2021, first family of publics (structures recognised by the State); domaine §4.1, §4.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from metier.contrats import TypeContrat

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


def par_statut(types: Iterable[TypeContrat]) -> bool:
    """Whether these contracts, all those of a person, make them eligible by status; no contract says nothing."""
    connus = set(types)
    return bool(connus) and connus <= PAR_STATUT


def est_tardive(validee_le: date, premier_jour: date | None) -> bool:
    """Whether the person was at work before being validated."""
    return premier_jour is not None and validee_le > premier_jour
