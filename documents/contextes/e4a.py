"""The context of E4a, the invitation to present observations, prepared for the maître d’ouvrage who signs it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.courrier import letter_cover
from documents.contextes.garde import Garde, complete
from documents.contextes.manquement import DemandeManquement, Manquement, findings, leader_alert
from documents.manques import Texte
from formats.typographie import INSECABLE


@dataclass(frozen=True, kw_only=True)
class InvitationObservations:
    """E4a. `delai` is unverified: the contradictory procedure of the CCAG was read, its delay was not."""

    modele: ClassVar[str] = "lettres/e4a_observations.docx"

    garde: Garde
    faits: Manquement
    delai: Texte


def invitation(demande: DemandeManquement) -> InvitationObservations:
    """The context of E4a. Raises as `manquement.findings`."""
    contradictoire = demande.parametres.parametres.contradictoire_jours
    return complete(
        InvitationObservations(
            garde=dataclasses.replace(letter_cover(demande), alertes=leader_alert(demande)),
            faits=findings(demande),
            delai=demande.nuancer(f"{contradictoire.valeur}{INSECABLE}jours", contradictoire),
        )
    )
