"""The documents of the trade, and which exist for an operation: its missions, then its montage (documents.md §1, §14).

For an operation of the Région the relay has no upstream part: the Région writes A and B, the relay answers C0.
"""

from __future__ import annotations

from metier.enumeration import Enumeration
from metier.operation import Mission, Mode, Montage, Operation
from metier.regime import a_consideration_sociale


class CodeDocument(Enumeration):
    A1 = "A1", "mention dans l’avis"
    A2 = "A2", "article du règlement de la consultation"
    A3 = "A3", "article du CCAP"
    A7 = "A7", "annexe à l’acte d’engagement"
    A8 = "A8", "cadre de réponse « performance d’insertion »"
    A9 = "A9", "notice aux candidats"
    A10 = "A10", "note de dispense"
    A11 = "A11", "cahier des charges du marché de services d’insertion"
    B1 = "B1", "note de calibrage"
    B2 = "B2", "tableau de calcul des heures"
    C0 = "C0", "réponse de prise en charge"
    C1 = "C1", "fiche de répartition des rôles"
    C2 = "C2", "convention-cadre"
    C3 = "C3", "convention de globalisation des heures"
    D1 = "D1", "convocation"
    D2 = "D2", "compte rendu de réunion"
    D3 = "D3", "encart pour le compte rendu de chantier"
    E1 = "E1", "rappel des engagements"
    E2 = "E2", "présentation des modalités et coupon de choix"
    E3 = "E3", "relance"
    E4A = "E4a", "projet d’invitation à présenter des observations"
    E4B = "E4b", "projet de mise en demeure"
    E5 = "E5", "note de constat"
    F1 = "F1", "fiche de poste d’insertion"
    F2 = "F2", "offre diffusée"
    G1 = "G1", "fiche bénéficiaire"
    G2 = "G2", "attestation d’éligibilité"
    G3 = "G3", "relevé mensuel d’heures"
    G4 = "G4", "fiche de fin de mission"
    H1 = "H1", "tableau de bord du maître d’ouvrage"
    H2 = "H2", "tableau de bord de l’entreprise"
    H3 = "H3", "tableau de bord de la structure d’insertion"
    I1 = "I1", "bilan final d’opération"
    I2 = "I2", "attestation de réalisation"
    I3 = "I3", "bilan annuel et consolidation"


CONFIDENTIELS = frozenset({CodeDocument.A10, CodeDocument.B1, CodeDocument.B2})
PIECES: dict[Montage, tuple[CodeDocument, ...]] = {
    Montage.EXECUTION: (CodeDocument.A1, CodeDocument.A2, CodeDocument.A3, CodeDocument.A7, CodeDocument.A9),
    Montage.EXECUTION_CRITERE: (
        CodeDocument.A1,
        CodeDocument.A2,
        CodeDocument.A3,
        CodeDocument.A7,
        CodeDocument.A8,
        CodeDocument.A9,
    ),
    Montage.RESERVE: (CodeDocument.A1, CodeDocument.A2, CodeDocument.A3),
    Montage.MARCHE_INSERTION: (CodeDocument.A1, CodeDocument.A2, CodeDocument.A8, CodeDocument.A11),
    Montage.AUCUN: (),
}


def documents_dus(operation: Operation) -> tuple[CodeDocument, ...]:
    """The documents of the upstream part and the answer, in the order of the catalogue."""
    return (*_pieces(operation), *_dispense(operation), *_calcul(operation), CodeDocument.C0)


def _pieces(operation: Operation) -> tuple[CodeDocument, ...]:
    """What goes into the consultation file: only where the relay writes, and where a lot carries the clause."""
    if Mission.AMONT_REDACTION not in operation.missions:
        return ()
    if operation.montage in {Montage.EXECUTION, Montage.EXECUTION_CRITERE} and not operation.lots_clauses:
        return ()
    return PIECES[operation.montage]


def _dispense(operation: Operation) -> tuple[CodeDocument, ...]:
    """A waiver is written down where it is invoked and no lot carries a social consideration."""
    ecrite = Mission.AMONT_REDACTION in operation.missions and operation.dispense is not None
    return (CodeDocument.A10,) if ecrite and not any(map(a_consideration_sociale, operation.lots)) else ()


def _calcul(operation: Operation) -> tuple[CodeDocument, ...]:
    """The note and its table, where something was calculated: hours written in the contract are only followed."""
    calcules = any(lot.mode is not Mode.HEURES_AU_MARCHE for lot in operation.lots_clauses)
    return (CodeDocument.B1, CodeDocument.B2) if calcules and Mission.AMONT_CALCUL in operation.missions else ()
