"""Between the DCE and the kick-off: what the buyer alone knows is watched, asked for, and asked for again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages import Suite
from courrier.messages_maitre_ouvrage import Demande, RappelMaitreOuvrage, rappel_maitre_ouvrage
from echanges import champs
from metier import echeances
from metier.acteurs import RoleContact
from metier.cycle import Etape, Responsable
from sqlmodel_store.depots import contacts, courriers_sortants, operations
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import unit_of_work
from workflows.actes.attentes import Action
from workflows.actes.citations import citer
from workflows.actes.echeances import Genre
from workflows.actes.effets import Effet, Sujet
from workflows.actes.identites import identite_de
from workflows.actes.pas import echeance
from workflows.actes.production import poster

GENRE = "rappel_maitre_ouvrage:"
AVANT_PUBLICATION = (Etape.SIGNALEE, Etape.FAISABILITE, Etape.CALIBRAGE, Etape.REDACTION)
REPONSE = 5  # working days given to answer a reminder


class Date(champs.Format):
    date: champs.DateIso


@dataclass(frozen=True, kw_only=True)
class Attendu:
    """What the buyer has not told, since when."""

    operation: Operation
    quoi: str
    depuis: date


def noter_dce_definitif(_session: Session, _sujet: Sujet, recu: Date) -> Effet:
    """The DCE as it was published has reached the relay."""

    def noter(_ici: Session, operation: Operation) -> None:
        operation.dce_definitif = recu.date

    return Effet(modifier=noter)


def noter_ordre_service(_session: Session, _sujet: Sujet, recu: Date) -> Effet:
    """The order to start work."""

    def noter(_ici: Session, operation: Operation) -> None:
        operation.ordre_service = recu.date

    return Effet(modifier=noter)


def attentes(_session: Session, lignes: Sequence[Operation]) -> list[Action]:
    """Consultations that seem to have been launched without the relay; the DCE as published, which is awaited."""
    return _lancees_sans_le_relais(lignes) + _dce_attendus(lignes)


def _lancees_sans_le_relais(lignes: Sequence[Operation]) -> list[Action]:
    return [
        Action(
            libelle="Vérifier auprès du maître d’ouvrage : la consultation a peut-être été lancée sans le relais",
            qui=Responsable.FACILITATEUR.libelle,
            depuis=operation.date_avis,
            avant_le=echeances.apres(operation.date_avis, 1, feries()),
            reference=operation.reference,
        )
        for operation in lignes
        if operation.date_avis and operation.date_avis < aujourdhui() and _a_rediger(operation)
    ]


def _dce_attendus(lignes: Sequence[Operation]) -> list[Action]:
    return [
        Action(
            libelle="Remettre le DCE tel qu’il a été publié",
            qui=Responsable.MAITRE_OUVRAGE.libelle,
            depuis=operation.publication,
            avant_le=_dce_avant_le(operation.publication),
            reference=operation.reference,
        )
        for operation in lignes
        if operation.publication is not None and _dce_manque(operation)
    ]


def _dce_manque(operation: Operation) -> bool:
    """The relay rereads the final version of what it wrote (documents.md §18): until it comes, or lots are awarded."""
    situation = operations.situation(operation)
    attendu = operation.etape is Etape.CONSULTATION and operation.dce_definitif is None
    return attendu and situation.a_un_amont and situation.a_un_aval


def _dce_avant_le(publication: date) -> date:
    return echeances.apres(publication, get_settings().echeances.publication_sans_nouvelle, feries())


def _a_rediger(operation: Operation) -> bool:
    """The relay has a part before the publication and has not done it (domaine §10.1)."""
    return operations.situation(operation).a_un_amont and operation.etape in AVANT_PUBLICATION


def attendus(operation: Operation, jour: date) -> Iterator[Attendu]:
    """What only the buyer can tell of an operation, and has not told in due time."""
    habitudes, prevu = get_settings().echeances, echeance(operation)
    if operation.etape is Etape.CONSULTATION and operation.publication is None:
        limite = prevu and echeances.apres(prevu, habitudes.publication_sans_nouvelle, feries())
        if prevu and limite and limite <= jour:
            yield Attendu(
                operation=operation, quoi="La consultation est-elle publiée, et à quelle date ?", depuis=prevu
            )
    elif operation.etape is Etape.CONSULTATION and operation.publication is not None:
        yield from _apres_publication(operation, operation.publication, jour)
    elif operation.etape is Etape.ATTRIBUTION and prevu and prevu <= jour:
        quoi = "La date de la réunion de démarrage et l’ordre de service"
        yield Attendu(operation=operation, quoi=quoi, depuis=operation.etape_depuis)


def _apres_publication(operation: Operation, publication: date, jour: date) -> Iterator[Attendu]:
    prevu = echeance(operation)
    if not operations.situation(operation).a_un_aval:
        return
    if _dce_manque(operation) and _dce_avant_le(publication) <= jour:
        yield Attendu(operation=operation, quoi="Le DCE tel qu’il a été publié", depuis=publication)
    if prevu and prevu <= jour:
        quoi = "Les attributaires de chaque lot : entreprise, SIRET, référent, heures engagées"
        yield Attendu(operation=operation, quoi=quoi, depuis=operation.remise_offres or publication)


def _dus(session: Session, jour: date) -> list[str]:
    """The addresses to remind; a person was not reminded less than so many working days ago."""
    par_adresse = _par_adresse(session, jour)
    derniers = _derniers(session) if par_adresse else {}
    delai = get_settings().echeances.relance_maitre_ouvrage
    return [
        adresse
        for adresse in par_adresse
        if adresse not in derniers or echeances.entre(derniers[adresse], jour, feries()) >= delai
    ]


def _par_adresse(session: Session, jour: date) -> dict[str, list[Attendu]]:
    lignes = operations.lister(session, etapes=(Etape.CONSULTATION, Etape.ATTRIBUTION))
    adresses = contacts.courriels(
        session, [ligne.id for ligne in lignes], (RoleContact.MAITRE_OUVRAGE, RoleContact.REGION)
    )
    trouves: dict[str, list[Attendu]] = defaultdict(list)
    for ligne in lignes:
        adresse = adresses.get(ligne.id)
        if adresse and ADRESSE.fullmatch(adresse):
            trouves[adresse].extend(attendus(ligne, jour))
    return {adresse: tous for adresse, tous in sorted(trouves.items()) if tous}


def _derniers(session: Session) -> dict[str, date]:
    return {envoi.destinataire: envoi.pose_le for envoi in courriers_sortants.envois(session, [GENRE]) if envoi.pose_le}


def _rappeler(adresses: Sequence[str], jour: date) -> None:
    for adresse in adresses:
        with unit_of_work() as session:
            if adresse not in _dus(session, jour):
                continue
            attendus_de_lui = _par_adresse(session, jour)[adresse]
            numeros = list(dict.fromkeys(un.operation.id for un in attendus_de_lui))
            identite = identite_de(session, numeros)
            message = rappel_maitre_ouvrage(
                RappelMaitreOuvrage(
                    destinataire=adresse,
                    relais=identite.relais,
                    suite=Suite(
                        prochaine_action="répondre à ce message",
                        avant_le=echeances.apres(jour, REPONSE, feries()),
                        contact=identite.facilitateur,
                    ),
                    demandes=tuple(map(_demande, attendus_de_lui)),
                    le=jour,
                    precedent=_derniers(session).get(adresse),
                )
            )
            poster(session, message, *numeros)


def _demande(attendu: Attendu) -> Demande:
    return Demande(operation=citer(attendu.operation), attendu=attendu.quoi, depuis=attendu.depuis)


RAPPELS = Genre(nom="rappels au maître d’ouvrage", dues=_dus, faire=_rappeler)
