"""The context of D1, the letter that calls a meeting: the relay's own, or a draft for whoever calls it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from config.jours_ouvres import feries
from documents.contextes.courrier import buyer, last_working_day
from documents.contextes.garde import Garde, complete, shorten
from documents.contextes.reunions import (
    NOM_COURT,
    BlocRelais,
    DemandeReunion,
    Rendezvous,
    appointment,
    organiser,
    relay,
)
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_en_toutes_lettres, date_longue
from formats.nombres import heures
from formats.typographie import typographier
from metier.echeances import apres
from metier.operation import Nature
from metier.reunion import Participant, TypeReunion

REPONSE = 3  # working days before the meeting
INVITATIONS = {
    TypeReunion.DEMARRAGE: "à la réunion de démarrage",
    TypeReunion.CHANTIER: "à la prochaine réunion de chantier",
    TypeReunion.COMITE_DE_SUIVI: "au comité de suivi de l’action d’insertion",
    TypeReunion.RDV_ENTREPRISE: "à un rendez-vous consacré à la réalisation de vos heures d’insertion",
}
OBJETS = {
    TypeReunion.DEMARRAGE: "Réunion de démarrage",
    TypeReunion.CHANTIER: "Réunion de chantier",
    TypeReunion.COMITE_DE_SUIVI: "Comité de suivi",
    TypeReunion.RDV_ENTREPRISE: "Rendez-vous",
}
POINTS = {
    TypeReunion.DEMARRAGE: (
        "rappel de la clause d’insertion et des heures de chaque lot",
        "présentation du relais et de son rôle auprès des entreprises",
        "modalités de réalisation, au choix de l’entreprise, et délais de chacune",
        "désignation d’un référent insertion par entreprise",
        "date à laquelle chaque entreprise fait connaître ses modalités",
        "pièces mensuelles : relevé d’heures et justificatifs",
        "ce que le contrat prévoit si des heures ne sont pas réalisées, la décision appartenant au maître d’ouvrage",
        "prochaine étape",
    ),
    TypeReunion.CHANTIER: (
        "heures réalisées par lot au dernier relevé",
        "relevés et pièces attendus",
        "besoins de main-d’œuvre des semaines à venir et postes à ouvrir",
        "difficultés rencontrées et solutions",
    ),
    TypeReunion.COMITE_DE_SUIVI: (
        "avancement des heures, lot par lot",
        "modalités employées et structures mobilisées",
        "accueil, tutorat et formation, sans information nominative",
        "difficultés et actions à décider",
        "calendrier jusqu’à la fin de l’exécution",
    ),
    TypeReunion.RDV_ENTREPRISE: (
        "rappel de l’engagement et des échéances du lot",
        "besoins de main-d’œuvre, postes et calendrier",
        "modalités possibles, présentées à égalité, au choix de l’entreprise",
        "fiche de poste et recherche de candidats",
        "pièces mensuelles",
    ),
}


@dataclass(frozen=True, kw_only=True)
class LotConvoque:
    """A lot concerned by the meeting and what its company has to do."""

    numero: str
    intitule: str
    entreprise: str
    heures: str


@dataclass(frozen=True, kw_only=True)
class Convocation:
    """D1. `points` are the relay's; `ordre_du_jour` those of whoever else calls the meeting, empty when not known."""

    modele: ClassVar[str] = "convocations/d1_convocation.docx"

    garde: Garde
    du_relais: bool
    travaux: bool
    emetteur: Texte
    adresse: Texte
    relais: BlocRelais
    maitre_ouvrage: Texte
    destinataires: tuple[str, ...]
    date: str
    envoi: str
    objet: str
    invitation: str
    rendezvous: Rendezvous
    ordre_du_jour: tuple[str, ...]
    points: tuple[str, ...]
    lots: tuple[LotConvoque, ...]
    documents: tuple[str, ...]
    reponse: str | None


def convocation(demande: DemandeReunion) -> Convocation:
    """The context of D1 for this meeting."""
    reunion, reponse = demande.reunion, reply_day(demande)
    return complete(
        Convocation(
            garde=demande.garde,
            du_relais=reunion.du_relais,
            travaux=demande.suivi.nature in (None, Nature.TRAVAUX),
            emetteur=organiser(demande),
            adresse=_adresse(demande),
            relais=relay(demande),
            maitre_ouvrage=buyer(demande.suivi),
            destinataires=tuple(dict.fromkeys(map(_destinataire, reunion.participants))),
            date=date_longue(demande.date),
            envoi=date_longue(last_working_day(reunion.envoi_au_plus_tard)),
            objet=_objet(demande),
            invitation=INVITATIONS[reunion.type],
            rendezvous=appointment(reunion),
            ordre_du_jour=() if reunion.du_relais else tuple(map(on_one_line, reunion.ordre_du_jour)),
            points=_points(demande),
            lots=tuple(
                LotConvoque(
                    numero=str(lot.lot),
                    intitule=on_one_line(lot.intitule),
                    entreprise=shorten(lot.entreprise, NOM_COURT),
                    heures=heures(lot.dues),
                )
                for lot in demande.lots
            ),
            documents=tuple(map(on_one_line, reunion.documents)),
            reponse=date_en_toutes_lettres(reponse) if reponse else None,
        )
    )


def reply_day(demande: DemandeReunion) -> date | None:
    """The working day by which an answer is asked for, the silent being reminded after it; None once it is past."""
    jour = apres(demande.reunion.jour, -REPONSE, feries())
    return jour if jour > demande.date else None


def _points(demande: DemandeReunion) -> tuple[str, ...]:
    """The relay's agenda: as given when the meeting is its own, else the point it asks for."""
    reunion = demande.reunion
    if reunion.du_relais and reunion.ordre_du_jour:
        return tuple(map(on_one_line, reunion.ordre_du_jour))
    return tuple(map(typographier, POINTS[reunion.type]))


def _adresse(demande: DemandeReunion) -> Texte:
    if not demande.reunion.du_relais:
        return ""
    adresse = demande.relais.adresse
    return on_one_line(adresse) if adresse else Manque("relais.adresse", "adresse de la structure")


def _objet(demande: DemandeReunion) -> str:
    return f"{OBJETS[demande.reunion.type]} du {date_longue(demande.reunion.jour)}"


def _destinataire(participant: Participant) -> str:
    """« Bâti Lorraine, conducteur de travaux » ; the person where the function is not known."""
    qui = participant.fonction or participant.nom
    return on_one_line(", ".join(filter(None, (participant.organisation, qui))))
