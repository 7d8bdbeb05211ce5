"""The context of E4b, the formal notice, prepared for the maître d’ouvrage who signs it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.contextes.courrier import letter_cover
from documents.contextes.garde import Garde, complete
from documents.contextes.manquement import DemandeManquement, Manquement, findings, leader_alert
from documents.manques import AValider, Manque, Texte
from formats.dates import date_longue
from formats.typographie import INSECABLE
from metier.fautes import FauteDeSaisie


@dataclass(frozen=True, kw_only=True)
class DemandeMiseEnDemeure(DemandeManquement):
    """E4b. `invitation_le`: the day of E4a; `observations_le`: that of the answer, None for silence; `delai`: days."""

    invitation_le: date | None = None
    observations_le: date | None = None
    delai: int = 15


@dataclass(frozen=True, kw_only=True)
class MiseEnDemeure:
    """E4b. `observations_le` None: no answer came."""

    modele: ClassVar[str] = "lettres/e4b_mise_en_demeure.docx"

    garde: Garde
    faits: Manquement
    invitation_le: Texte
    observations_le: str | None
    delai: Texte


def mise_en_demeure(demande: DemandeMiseEnDemeure) -> MiseEnDemeure:
    """The context of E4b.

    Raises as `manquement.findings`, and FauteDeSaisie naming `observations_le` for an answer older than the invitation.
    """
    invitation, reponse = demande.invitation_le, demande.observations_le
    if invitation and reponse and reponse < invitation:
        raise FauteDeSaisie(
            "observations_le",
            f"observations_le : {date_longue(reponse)}, avant l’invitation du {date_longue(invitation)} ; vérifiez les "
            "deux dates.",
        )
    libelle = f"délai de la mise en demeure : {demande.delai}{INSECABLE}jours, à fixer par l’acheteur"
    return complete(
        MiseEnDemeure(
            garde=dataclasses.replace(letter_cover(demande), alertes=leader_alert(demande)),
            faits=findings(demande),
            invitation_le=date_longue(invitation)
            if invitation
            else Manque("invitation_le", "date de l’invitation à présenter des observations"),
            observations_le=date_longue(reponse) if reponse else None,
            delai=AValider(f"{demande.delai}{INSECABLE}jours", libelle, ombre=not demande.definitif),
        )
    )
