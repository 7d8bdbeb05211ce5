"""What an incoming mail can be."""

from __future__ import annotations

from metier.enumeration import Enumeration


class NatureCourrier(Enumeration):
    NOTIFICATION = "notification", "annonce d’une opération"
    HEURES = "heures", "relevé d’heures"
    REPONSE_CALENDRIER = "reponse_calendrier", "réponse à une convocation"
    REPONSE = "reponse", "réponse ou courrier à lire"
    REJET = "rejet", "avis de non-remise"
    AUTOMATIQUE = "automatique", "message automatique"
    INDESIRABLE = "indesirable", "lettre d’information ou courrier indésirable"
    A_TRANCHER = "a_trancher", "à trancher par une personne"
    QUARANTAINE = "quarantaine", "mis en quarantaine"
