"""Who an account belongs to, and what it may therefore do (contract §2, `utilisateur creer --role`)."""

from __future__ import annotations

from metier.enumeration import Enumeration


class Role(Enumeration):
    FACILITATEUR = "facilitateur", "facilitateur"
    RESPONSABLE = "responsable", "responsable du relais"
    ANIMATEUR = "animateur", "animateur régional"
    LECTURE = "lecture", "lecture seule"
    ADMINISTRATEUR = "administrateur", "administrateur"


CONDUISENT = frozenset({Role.FACILITATEUR, Role.RESPONSABLE})
"""Those who drive an operation; the buyer, companies and structures only answer what they are asked."""
