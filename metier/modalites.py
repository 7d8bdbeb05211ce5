"""How a company carries out its hours. The titulaire chooses; the contract imposes none (domaine §5)."""

from __future__ import annotations

from metier.enumeration import Enumeration


class TypeModalite(Enumeration):
    EMBAUCHE_DIRECTE = "embauche_directe", "embauche directe"
    MISE_A_DISPOSITION = "mise_a_disposition", "mise à disposition"
    SOUS_TRAITANCE = "sous_traitance", "sous-traitance"
    COTRAITANCE = "cotraitance", "cotraitance"
