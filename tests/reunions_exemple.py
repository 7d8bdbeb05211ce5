"""A followed operation, its meetings and its posts, for the tests of documents."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from demandes import FACILITATEUR, RELAIS

from documents.contextes.postes import DemandePoste
from documents.contextes.reunions import DemandeReunion
from metier.acteurs import RoleContact
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.modalites import TypeModalite
from metier.operation import Lot, MaitreOuvrage, Nature, TypeMaitreOuvrage
from metier.poste import CadrePoste, Candidature, Conditions, Poste
from metier.publics import Categorie
from metier.reunion import LotEnReunion, Participant, Presence, Reunion, TypeReunion
from metier.suivi import Beneficiaire, Contact, Suivi

CONVOCATEURS = {
    TypeReunion.DEMARRAGE: RoleContact.MAITRE_OUVRAGE,
    TypeReunion.CHANTIER: RoleContact.MAITRE_OEUVRE,
    TypeReunion.COMITE_DE_SUIVI: RoleContact.RELAIS,
    TypeReunion.RDV_ENTREPRISE: RoleContact.RELAIS,
}
LOTS = (
    LotEnReunion(
        lot=1,
        intitule="Peinture intérieure",
        entreprise="Couleurs du Val",
        dues=Decimal(140),
        validees=Decimal(152),
        depuis=Decimal("35.5"),
        modalites=(TypeModalite.EMBAUCHE_DIRECTE,),
    ),
    LotEnReunion(
        lot=2,
        intitule="Gros œuvre",
        entreprise="Bâti Lorraine",
        dues=Decimal(1292),
        validees=Decimal("121.5"),
        depuis=Decimal(0),
        modalites=(TypeModalite.MISE_A_DISPOSITION, TypeModalite.SOUS_TRAITANCE),
        pieces_manquantes=("relevé de septembre 2026",),
        question="Quels postes seront ouverts pour la dalle ?",
        action="transmettre deux fiches de poste",
        responsable="Bâti Lorraine",
        echeance=date(2026, 11, 6),
    ),
)


def suivi(**autres: Any) -> Suivi:
    """A school of two lots, one person in it."""
    valeurs: dict[str, Any] = {
        "reference": "2026-VAL-014",
        "etape": Etape.SUIVI,
        "intitule": "Restructuration du groupe scolaire des Trois Rivières",
        "maitre_ouvrage": MaitreOuvrage(
            nom="Communauté de communes du Val de Brielle", type=TypeMaitreOuvrage.COLLECTIVITE
        ),
        "nature": Nature.TRAVAUX,
        "lots": (
            Lot(numero=1, intitule="Peinture intérieure", clause=True),
            Lot(numero=2, intitule="Gros œuvre", clause=True),
        ),
        "contacts": (Contact(role=RoleContact.MAITRE_OEUVRE, organisation="Atelier Brielle architectes"),),
        "beneficiaires": (
            Beneficiaire(id="b1", nom="Petitjean", prenom="Léa", naissance=date(1990, 5, 2), categorie=Categorie.DELD),
        ),
    }
    return Suivi(**(valeurs | autres))


def reunion(type_: TypeReunion = TypeReunion.COMITE_DE_SUIVI, **autres: Any) -> Reunion:
    """A meeting of that type, called by whoever usually calls it."""
    valeurs: dict[str, Any] = {
        "type": type_,
        "jour": date(2026, 10, 13),
        "heure": time(14, 30),
        "convocateur": CONVOCATEURS[type_],
        "duree_minutes": 90,
        "lieu": "salle du conseil, mairie de Yutz",
        "participants": (
            Participant(
                organisation="Bâti Lorraine",
                role=RoleContact.ENTREPRISE,
                nom="Paul Hennequin",
                fonction="conducteur de travaux",
                presence=Presence.PRESENT,
            ),
            Participant(organisation="Couleurs du Val", role=RoleContact.ENTREPRISE, presence=Presence.ABSENT),
            Participant(
                organisation="Communauté de communes du Val de Brielle",
                role=RoleContact.MAITRE_OUVRAGE,
                fonction="cheffe de projet",
                presence=Presence.EXCUSE,
            ),
        ),
        "documents": ("planning à jour", "relevés d’heures des deux derniers mois"),
    }
    return Reunion(**(valeurs | autres))


def demande_reunion(type_: TypeReunion = TypeReunion.COMITE_DE_SUIVI, **autres: Any) -> DemandeReunion:
    """What the documents of such a meeting are made from."""
    valeurs: dict[str, Any] = {
        "suivi": suivi(),
        "reunion": reunion(type_),
        "relais": RELAIS,
        "facilitateur": FACILITATEUR,
        "date": date(2026, 9, 25),
        "lots": LOTS,
        "arrete_au": date(2026, 9, 30),
    }
    return DemandeReunion(**(valeurs | autres))


def poste(**autres: Any) -> Poste:
    """A mason's mate, hired by the company."""
    valeurs: dict[str, Any] = {
        "numero": "OF-2026-031",
        "intitule": "Aide-maçon / aide-maçonne",
        "entreprise": "Bâti Lorraine",
        "cadre": CadrePoste.EMBAUCHE,
        "contrat": TypeContrat.CDD,
        "rome": "F1704",
        "nombre": 2,
        "missions": (
            "Préparer le mortier et approvisionner les maçons",
            "Monter et démonter les protections collectives",
            "Nettoyer et ranger le chantier",
        ),
        "designation": "entreprise du gros œuvre",
        "secteur": "Thionville et communes voisines",
        "adresse": "3 rue de l’École, 57970 Yutz",
        "acces": "bus 12, premier passage à 6 h 40",
        "remuneration": "taux horaire de la convention collective du bâtiment, panier et trajet en plus",
        "conditions": Conditions(
            debut=date(2026, 11, 2),
            fin=date(2027, 3, 31),
            hebdomadaire="35 h par semaine",
            horaires="7 h 30 à 12 h et 13 h à 16 h",
            contraintes=("port de charges jusqu’à 25 kg", "travail en hauteur"),
            equipements=("casque", "chaussures de sécurité", "gants"),
            carte_btp=True,
        ),
        "prerequis": ("comprendre les consignes de sécurité en français",),
        "formation": "gestes et postures, travail en hauteur : deux jours avant l’embauche, payés",
        "tuteur": "chef d’équipe maçonnerie",
        "accueil": "livret d’accueil et visite de sécurité le premier jour",
        "evolution": "contrat de professionnalisation de maçon possible à l’issue",
        "candidature": Candidature(canal="par courriel", date_limite=date(2026, 10, 23), nombre=6),
    }
    return Poste(**(valeurs | autres))


def demande_poste(**autres: Any) -> DemandePoste:
    """What the documents of that post are made from."""
    valeurs: dict[str, Any] = {
        "suivi": suivi(),
        "poste": poste(),
        "lot": 2,
        "relais": RELAIS,
        "facilitateur": FACILITATEUR,
    }
    return DemandePoste(**(valeurs | autres))
