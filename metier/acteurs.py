"""Who takes part: roles of contacts, kinds of structures, place of a company in its group."""

from __future__ import annotations

from metier.enumeration import Enumeration


class RoleContact(Enumeration):
    MAITRE_OUVRAGE = "maitre_ouvrage", "maître d’ouvrage"
    MAITRE_OEUVRE = "maitre_oeuvre", "maître d’œuvre"
    ENTREPRISE = "entreprise", "entreprise"
    SIAE = "siae", "SIAE"
    PRESCRIPTEUR = "prescripteur", "prescripteur"
    REGION = "region", "Région"
    RELAIS = "relais", "relais"


class TypeStructure(Enumeration):
    EI = "EI", "entreprise d’insertion"
    ACI = "ACI", "atelier et chantier d’insertion"
    AI = "AI", "association intermédiaire"
    ETTI = "ETTI", "entreprise de travail temporaire d’insertion"
    EITI = "EITI", "entreprise d’insertion par le travail indépendant"
    GEIQ = "GEIQ", "groupement d’employeurs pour l’insertion et la qualification"
    EA = "EA", "entreprise adaptée"
    EATT = "EATT", "entreprise adaptée de travail temporaire"
    ESAT = "ESAT", "établissement et service d’accompagnement par le travail"
    ETT = "ETT", "entreprise de travail temporaire"
    REGIE = "REGIE", "régie de quartier ou de territoire"


class RoleAttributaire(Enumeration):
    TITULAIRE = "titulaire", "titulaire"
    MANDATAIRE = "mandataire", "mandataire du groupement"
    COTRAITANT = "cotraitant", "cotraitant"
