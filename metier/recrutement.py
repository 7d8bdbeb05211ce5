"""What becomes of a post that was offered: the answers of those who received it, how it was closed."""

from __future__ import annotations

from metier.enumeration import Enumeration


class ReponseOffre(Enumeration):
    CANDIDATS = "candidats", "des candidats sont proposés"
    SANS_CANDIDAT = "sans_candidat", "pas de candidat"
    REFUS = "refus", "ne donne pas suite"


class CloturePoste(Enumeration):
    POURVU = "pourvu", "pourvu"
    SANS_CANDIDAT = "sans_candidat", "resté sans candidat"
    RETIRE = "retire", "retiré par l’entreprise"
