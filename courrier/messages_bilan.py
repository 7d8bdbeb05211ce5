"""Mails of the end of an operation: the report to the buyer, its attestation to each company."""

from __future__ import annotations

from dataclasses import dataclass

from config.settings import IdentiteRelais
from courrier.messages import Message, OperationCitee, PieceJointe, Suite, ecrire


@dataclass(frozen=True, kw_only=True)
class BilanRemis:
    """The pack « fin »; `considerations` are the values to declare in the données essentielles."""

    destinataire: str
    relais: IdentiteRelais
    operation: OperationCitee
    suite: Suite
    pack: PieceJointe
    attestations: int
    version: str
    considerations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AttestationRealisation:
    destinataire: str
    relais: IdentiteRelais
    operation: OperationCitee
    suite: Suite
    attestations: tuple[PieceJointe, ...]
    version: str


def bilan_remis(bilan: BilanRemis) -> Message:
    """To the maître d'ouvrage."""
    return ecrire(
        "bilan_remis",
        bilan,
        cle=f"bilan_remis:{bilan.operation.reference}:{bilan.version}:{bilan.destinataire}",
        operation=bilan.operation.reference,
        pieces_jointes=(bilan.pack,),
    )


def attestation_realisation(attestation: AttestationRealisation) -> Message:
    """To a company: its own attestations alone."""
    reference = attestation.operation.reference
    return ecrire(
        "attestation_realisation",
        attestation,
        cle=f"attestation_realisation:{reference}:{attestation.version}:{attestation.destinataire}",
        operation=reference,
        pieces_jointes=attestation.attestations,
    )
