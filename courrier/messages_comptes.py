"""The mail by which the owner of an account of the portal chooses a password."""

from __future__ import annotations

from dataclasses import dataclass

from config.settings import IdentiteRelais
from courrier.messages import Message, Suite, ecrire


@dataclass(frozen=True, kw_only=True)
class ChoixMotDePasse:
    """`lien` works once, for `duree` (in words); `ouverture`: the account is new; `identifiant` is the mail's own."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    identifiant: str
    lien: str
    duree: str
    ouverture: bool


def choix_mot_de_passe(choix: ChoixMotDePasse) -> Message:
    """To the owner of an account: the link to the page where they choose a password."""
    return ecrire("choix_mot_de_passe", choix, cle=f"choix_mot_de_passe:{choix.identifiant}")
