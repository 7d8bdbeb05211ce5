"""Hours of insertion declared for a month."""

from __future__ import annotations

from metier.enumeration import Enumeration


class EtatHeures(Enumeration):
    DECLAREE = "declaree", "déclarée"
    VALIDEE = "validee", "validée"
    CONTESTEE = "contestee", "contestée"


class Declarant(Enumeration):
    EMPLOYEUR = "employeur", "employeur"
    ENTREPRISE_UTILISATRICE = "entreprise_utilisatrice", "entreprise utilisatrice"


class OrigineHeures(Enumeration):
    LIEN = "lien", "lien de déclaration"
    RELEVE = "releve", "relevé G3"
    FICHIER = "fichier", "fichier de l’employeur"
    SAISIE = "saisie", "saisie du facilitateur"
    COURRIEL = "courriel", "réponse par courriel"
