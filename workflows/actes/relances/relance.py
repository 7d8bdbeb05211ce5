"""The deadline « relances »: at most one reminder a week to each recipient, for all it owes (documents.md §9, E3)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from config.jours_ouvres import feries
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages import Suite
from courrier.messages_heures import MoisEnRetard, en_retard
from courrier.messages_relances import Relance, copie_relance, relance
from echanges import suivi as dossiers
from metier.acteurs import RoleContact
from metier.fautes import FauteDeSaisie
from metier.relances import Faite, Prochaine, ouverts, prochaine
from sqlmodel_store.depots import contacts, relances
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.demande_heures.calendrier import mois_demande
from workflows.actes.echeances import Genre
from workflows.actes.effets import PieceEnvoyee, PieceProduite, envoyer
from workflows.actes.expedition import adresse_du_relais
from workflows.actes.identites import identite_de
from workflows.actes.jetons import lien_de_declaration
from workflows.actes.production import ecrire, enregistrer, poster
from workflows.actes.relances import retards as lecture_des_retards
from workflows.actes.relances.copies import EnRetard, Envoi, acheteurs, copie_de, par_acheteur
from workflows.actes.relances.lettres import Lettre, e3
from workflows.actes.relances.mots import INSECABLE
from workflows.actes.relances.retards import Attente, Objet

messages = logging.getLogger(__name__)


def dues(session: Session, jour: date) -> list[str]:
    """The keys of the reminders due that day; a constant number of statements."""
    retards = lecture_des_retards.de_tous(session, jour)
    dues_par_adresse = _prochaines(retards, faites(session, retards, jour), jour)
    return [relances.cle(adresse, une.rang, une.niveau) for adresse, une in dues_par_adresse.items()]


def faire(cles: Sequence[str], jour: date) -> None:
    """Post these reminders with their letters, each in a transaction of its own; those of which a copy leaves in one.

    A maître d'ouvrage has one copy of all. Raises FauteDeSaisie, once the others are posted, for one that cannot be.
    """
    adresse_du_relais()
    envois: list[Envoi] = []
    fautes: list[FauteDeSaisie] = []
    with lecture() as session:
        retards = lecture_des_retards.de_tous(session, jour)
        suivantes = _prochaines(retards, faites(session, retards, jour), jour)
        a_poser = {qui: une for qui, une in suivantes.items() if relances.cle(qui, une.rang, une.niveau) in cles}
        for qui, une in a_poser.items():
            try:
                envois.append(_preparer(session, qui, une, ouverts_de(retards[qui], jour), jour))
            except FauteDeSaisie as faute:
                fautes.append(faute)
    for envoi in envois:
        if not acheteurs(envoi):
            _poser([envoi])
    copies = [envoi for envoi in envois if acheteurs(envoi)]
    if copies:
        _poser(copies)
    if fautes:
        raise fautes[0]


RELANCES = Genre(nom="relances", dues=dues, faire=faire)


def faites(session: Session, destinataires: Collection[str], jour: date) -> Mapping[str, Sequence[Faite]]:
    """Every reminder made to these recipients, those of other subjects included, by address.

    The request of the month counts for the week: it recalls what is late already.
    """
    trouvees: dict[str, list[Faite]] = {}
    if destinataires:
        for une in relances.de_toute_sorte(session, aussi=[f"demande_heures:{mois_demande(jour)}:"]):
            trouvees.setdefault(une.destinataire, []).append(Faite(jour=une.jour, niveau=une.niveau))
    return trouvees


def ouverts_de(attentes: Sequence[Attente], jour: date) -> list[Attente]:
    """The lapses that a reminder of that day speaks of."""
    presents = {id(une) for une in ouverts(attentes, jour)}
    return [une for une in attentes if id(une) in presents]


def _prochaines(
    retards: lecture_des_retards.Retards, passees: Mapping[str, Sequence[Faite]], jour: date
) -> dict[str, Prochaine]:
    delai = get_settings().echeances.relance_heures
    trouvees = {
        adresse: prochaine(attentes, passees.get(adresse, ()), jour, delai=delai, feries=feries())
        for adresse, attentes in retards.items()
    }
    return {adresse: une for adresse, une in trouvees.items() if une is not None}


def _preparer(session: Session, qui: str, une: Prochaine, attentes: Sequence[Attente], jour: date) -> Envoi:
    par_operation: dict[int, list[Attente]] = {}
    for attente in attentes:
        par_operation.setdefault(attente.operation_id, []).append(attente)
    precedentes = (une.precedente,) if une.precedente else ()
    preparees = []
    for numero, siennes in par_operation.items():
        operation = session.get_one(Operation, numero)
        suivi = dossiers.charger(session, operation.reference)
        lettre = _lettre(
            Lettre(suivi=suivi, attentes=siennes, jour=jour, rang=une.rang, niveau=une.niveau, precedentes=precedentes)
        )
        preparees.append(
            EnRetard(
                operation=operation,
                attentes=tuple(siennes),
                lettre=_envoyee(lettre) if lettre else None,
                acheteur=_acheteur(session, operation, siennes),
            )
        )
    return Envoi(destinataire=qui, prochaine=une, jour=jour, operations=tuple(preparees))


def en_tete(reference: str) -> str:
    """How the sentence of a letter refused begins: by its operation."""
    return f"{reference}{INSECABLE}: "


def _lettre(lettre: Lettre) -> PieceProduite | None:
    """Raises FauteDeSaisie where the letter may not leave as it is, the operation named first."""
    try:
        return e3(lettre)
    except FauteDeSaisie as faute:
        raise FauteDeSaisie(faute.champ, f"{en_tete(lettre.suivi.reference)}{faute.phrase}") from faute


def _envoyee(lettre: PieceProduite) -> PieceEnvoyee:
    envoyee = envoyer(lettre)
    for alerte in envoyee.alertes:
        messages.warning("%s", alerte)
    return envoyee


def _acheteur(session: Session, operation: Operation, attentes: Sequence[Attente]) -> str | None:
    """The address of the maître d'ouvrage, where the lapse is grave enough for it to be told."""
    if not any(une.grave for une in attentes):
        return None
    courriel = contacts.courriel(session, operation.id, (RoleContact.MAITRE_OUVRAGE,))
    return courriel if courriel and ADRESSE.fullmatch(courriel) else None


def _poser(envois: Sequence[Envoi]) -> None:
    """The mails, their letters, one copy to each buyer; nothing of those another process posted meanwhile."""
    with unit_of_work() as session:
        for envoi in sorted(envois, key=lambda un: un.destinataire):
            verrouiller(session, f"relance {envoi.destinataire}")
        poses = [envoi for envoi in envois if not _entretemps(session, envoi)]
        for envoi in poses:
            _poser_le_rappel(session, envoi)
        for acheteur, siennes in par_acheteur(poses).items():
            relancees = [(un.prochaine.rang, un.destinataire) for un, _ in siennes]
            copie = copie_relance(copie_de(session, acheteur, siennes), relancees)
            poster(session, copie, *dict.fromkeys(une.operation.id for _, dites in siennes for une in dites))
        session.flush()
        for une in (une for envoi in poses for une in envoi.operations):
            ecrire(une.operation.reference, une.produites, {})


def _poser_le_rappel(session: Session, envoi: Envoi) -> None:
    cle = relances.cle(envoi.destinataire, envoi.prochaine.rang, envoi.prochaine.niveau)
    poster(session, relance(_relance(session, envoi), cle), *(une.operation.id for une in envoi.operations))
    for une in envoi.operations:
        enregistrer(session, une.operation.id, une.produites)


def _entretemps(session: Session, envoi: Envoi) -> bool:
    """Whether a reminder of the same place, of whatever level, is there already."""
    posees = relances.posees(session, [envoi.destinataire]).get(envoi.destinataire, ())
    return any(une.rang >= envoi.prochaine.rang for une in posees)


def _relance(session: Session, envoi: Envoi) -> Relance:
    identite = identite_de(session, {une.operation.id for une in envoi.operations})
    return Relance(
        destinataire=envoi.destinataire,
        relais=identite.relais,
        suite=Suite(contact=identite.facilitateur, prochaine_action=_action(envoi), avant_le=envoi.reponse_avant_le),
        niveau=envoi.prochaine.niveau,
        demande_le=min(attente.demande_le for attente in envoi.attentes),
        precedente=envoi.prochaine.precedente,
        operations=tuple(une.citee for une in envoi.operations),
        liens=_liens(session, envoi),
        copie=bool(acheteurs(envoi)),
        lettres=tuple(piece for une in envoi.operations for piece in une.jointes),
    )


def _action(envoi: Envoi) -> str:
    """What is expected, the nearest to hand first."""
    objets = {attente.objet for attente in envoi.attentes}
    if envoi.prochaine.niveau > 1:
        objets.add(Objet.HEURES)
    gestes = {
        Objet.RELEVE: "déclarer les heures manquantes",
        Objet.CHOIX: "nous dire les modalités choisies",
        Objet.HEURES: "nous envoyer un plan de rattrapage",
    }
    return ", puis ".join(gestes[objet] for objet in Objet if objet in objets)


def _liens(session: Session, envoi: Envoi) -> tuple[MoisEnRetard, ...]:
    mois = sorted({une.mois for une in envoi.attentes if une.objet is Objet.RELEVE and une.mois})
    return tuple(en_retard(un, lien_de_declaration(session, envoi.destinataire, un)) for un in mois)
