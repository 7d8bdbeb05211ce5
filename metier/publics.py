"""The people whose hours count: the categories of a clause, levels of education, outcomes."""

from __future__ import annotations

from metier.enumeration import Enumeration


class Categorie(Enumeration):
    DELD = "deld", "demandeur d’emploi de longue durée"
    DETLD = "detld", "demandeur d’emploi de très longue durée"
    RSA = "rsa", "bénéficiaire du RSA"
    ASS = "ass", "allocataire de l’ASS"
    AAH = "aah", "allocataire de l’AAH"
    TH = "th", "travailleur handicapé"
    JEUNE = "jeune", "jeune de moins de 26 ans éloigné de l’emploi"
    SENIOR = "senior", "personne de plus de 50 ans"
    QPV = "qpv", "habitant d’un quartier prioritaire"
    IAE = "iae", "salarié d’une structure d’insertion"
    GEIQ = "geiq", "salarié d’un GEIQ"
    REFUGIE = "refugie", "réfugié ou bénéficiaire d’une protection"
    JUSTICE = "justice", "personne sous main de justice"
    AUTRE = "autre", "autre public, sur avis motivé d’un prescripteur"


class Sexe(Enumeration):
    FEMME = "F", "femme"
    HOMME = "M", "homme"


class Niveau(Enumeration):
    INFRA3 = "infra3", "sans diplôme ou inférieur au CAP"
    NIVEAU_3 = "3", "niveau 3 (CAP, BEP)"
    NIVEAU_4 = "4", "niveau 4 (baccalauréat)"
    NIVEAU_5_PLUS = "5+", "niveau 5 et plus"


class Jalon(Enumeration):
    FIN = "fin", "à la fin"
    TROIS_MOIS = "3_mois", "à trois mois"
    SIX_MOIS = "6_mois", "à six mois"


class SituationSortie(Enumeration):
    CDI = "cdi", "CDI"
    CDD_PLUS_6_MOIS = "cdd_plus_6_mois", "CDD de plus de six mois"
    CDD_MOINS_6_MOIS = "cdd_moins_6_mois", "CDD de moins de six mois"
    INTERIM = "interim", "travail temporaire"
    FORMATION = "formation", "formation"
    RECHERCHE_EMPLOI = "recherche_emploi", "recherche d’emploi"
    AUTRE = "autre", "autre situation"
    INCONNUE = "inconnue", "situation inconnue"
