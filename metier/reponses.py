"""What an employer says of its hours in a few words, in the answer to a mail."""

from __future__ import annotations

from metier.enumeration import Enumeration


class DeclarationDite(Enumeration):
    """How the hours of a month are said without a statement; nothing is declared before the employer confirms it."""

    AUCUNE_HEURE = "aucune_heure", "aucune heure ce mois-ci"
    COMME_AVANT = "comme_avant", "comme le mois précédent"
    HEURES = "heures", "des heures, écrites dans la réponse"
