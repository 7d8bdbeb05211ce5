"""Contracts of employment that serve a clause."""

from __future__ import annotations

from metier.enumeration import Enumeration


class TypeContrat(Enumeration):
    CDI = "cdi", "CDI"
    CDI_INCLUSION = "cdi_inclusion", "CDI inclusion"
    CDD = "cdd", "CDD"
    PROFESSIONNALISATION = "professionnalisation", "contrat de professionnalisation"
    APPRENTISSAGE = "apprentissage", "contrat d’apprentissage"
    CTT = "ctt", "contrat de travail temporaire"
    CDDI_EI = "cddi_ei", "CDDI en entreprise d’insertion"
    CDDI_ACI = "cddi_aci", "CDDI en atelier et chantier d’insertion"
    CDDI_REGIE = "cddi_regie", "CDDI en régie de quartier"
    MAD_AI = "mad_ai", "mise à disposition par une association intermédiaire"
    CTT_ETTI = "ctt_etti", "contrat de mission d’une ETTI"
    GEIQ = "geiq", "contrat d’un GEIQ"
    EA = "ea", "contrat en entreprise adaptée"
    EATT = "eatt", "contrat en entreprise adaptée de travail temporaire"
    ESAT = "esat", "contrat d’accompagnement par le travail en ESAT"
    EITI = "eiti", "travail indépendant en EITI"
